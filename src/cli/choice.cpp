#include "cli/choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "data/error.h"
#include "data/number.h"

namespace silu::cli {
namespace {

// Levenshtein's distance: how many letters to insert, delete or replace.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::string_view given, const std::vector<std::string_view>& known) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, given.size() / 3) + 1;
  for (const auto name : known) {
    const std::size_t distance = edit_distance(given.substr(0, 40), name);
    if (distance < best_distance && distance < name.size()) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

void throw_unknown(std::string_view kind, std::string_view given,
                   const std::vector<std::string_view>& known) {
  std::string message = fmt::format("unknown {} {}", kind, data::quote(given));
  const auto meant = nearest(given, known);
  if (!meant.empty()) message += fmt::format(", did you mean '{}'?", meant);
  message += fmt::format("{} known: {}", meant.empty() ? ";" : "", fmt::join(known, ", "));
  throw data::Error(message);
}

}  // namespace silu::cli
