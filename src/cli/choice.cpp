#include "cli/choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <numeric>
#include <utility>

#include "io/error.h"
#include "text/number.h"

namespace silu::cli {
namespace {

bool same_letter(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
  return lower(a) == lower(b);
}

// Levenshtein's distance, whatever the case: how many letters to insert, delete or replace.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (same_letter(a[i], b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// The name that was probably meant, or nothing.
std::string_view nearest(std::string_view given, const NameList& names) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, given.size() / 3) + 1;
  for (const auto name : names) {
    const std::size_t distance = edit_distance(given.substr(0, 40), name);
    if (distance < best_distance && distance < name.size() && distance < given.size()) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace

NameList names_of(const DTypeInfo& dtype) {
  NameList names = {dtype.name};
  names.insert(names.end(), dtype.aliases.begin(), dtype.aliases.end());
  return names;
}

void throw_unknown(std::string_view kind, std::string_view given, const NameList& accepted,
                   std::string_view hint) {
  const auto meant = nearest(given, accepted);
  throw io::Error(fmt::format("unknown {} {}{} {}", kind, text::quote(given),
                              meant.empty() ? ";" : fmt::format(", did you mean '{}'?", meant),
                              hint));
}

bool has_extension(std::string_view file, std::string_view extension) {
  return file.size() >= extension.size() &&
         std::ranges::equal(file.substr(file.size() - extension.size()), extension, same_letter);
}

void throw_unknown_extension(std::string_view file, std::string_view supported) {
  throw io::Error(
      fmt::format("{}: unknown extension; supported: {}or name a --format", file, supported));
}

std::string available(const NameList& names) {
  return fmt::format("available: {}", fmt::join(names, ", "));
}

}  // namespace silu::cli
