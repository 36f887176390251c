#include "check/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <variant>

namespace silu::check {
namespace {

std::span<const std::byte> bytes_of(const data::Chunk& chunk) {
  return std::visit(
      [](const auto& columns) {
        return std::as_bytes(std::span(columns.x.data(), columns.x.size()));
      },
      chunk);
}

}  // namespace

struct CheckSummary::AllCounted : Partial {
  std::size_t bytes() const override {
    return of_results.size() * (sizeof(Counted) + kBuckets * sizeof(Bucket));
  }
  std::vector<Counted> of_results;
};

CheckSummary::CheckSummary(const Checker& checker, std::size_t results, bool is_long)
    : checker_(checker),
      matcher_(checker.function(), checker.options()),
      is_long_(is_long),
      results_(results) {}

// Some chunks from all over, and the same ones however many threads there are.
bool CheckSummary::compares_formulas(std::span<const std::byte> x) const {
  if (!is_long_) return true;
  std::uint64_t first = 0;
  std::memcpy(&first, x.data(), std::min(x.size(), sizeof first));
  return first * 0x9e3779b97f4a7c15 >> 58 == 0;
}

std::unique_ptr<data::Summary::Partial> CheckSummary::summarize(
    const data::Chunk& chunk, std::span<const data::Chunk> beside) const {
  const bool is_backward = checker_.options().is_backward;
  const auto dy = is_backward ? bytes_of(beside[0]) : std::span<const std::byte>();
  const auto x = bytes_of(chunk);
  auto all = std::make_unique<AllCounted>();
  for (const auto& results : beside.subspan(is_backward ? 1 : 0)) {
    const auto y = bytes_of(results);
    all->of_results.push_back({.tally = checker_.check(x, y, dy)});
    if (!matcher_.has_candidates() || !compares_formulas(x)) continue;
    all->of_results.back().compared = all->of_results.back().tally.inputs;
    all->of_results.back().differing = matcher_.differing(x, y, 0);
  }
  return all;
}

void CheckSummary::merge(const Partial& partial) {
  const auto& counted = static_cast<const AllCounted&>(partial).of_results;
  for (std::size_t i = 0; i < results_.size(); ++i) {
    results_[i].tally.merge(counted[i].tally, checker_.options().most_findings);
    results_[i].compared += counted[i].compared;
    results_[i].differing |= counted[i].differing;
  }
}

std::vector<std::string> CheckSummary::formulas(std::size_t result) const {
  const auto& [tally, compared, differing] = results_[result];
  if (tally.misrounded == 0 || compared == 0) return {};
  std::vector<std::string> formulas = matcher_.describe_others(differing);
  for (std::string& each : formulas) {
    if (compared < tally.inputs) each += fmt::format(" (for the {} inputs compared)", compared);
  }
  return formulas;
}

}  // namespace silu::check
