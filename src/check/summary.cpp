#include "check/summary.h"

#include <algorithm>
#include <cstring>

namespace silu::check {

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

// Of many inputs those whose patterns are chosen by a hash: some from all over, and the same ones
// however the inputs are cut.
void CheckSummary::compare_with_formulas(std::span<const std::byte> x, std::span<const std::byte> y,
                                         Counted& counted) const {
  const std::size_t size = size_of(checker_.options().input_dtype);
  if (!is_long_) {
    counted.compared = x.size() / size;
    counted.differing = matcher_.differing(x, y, 0);
    return;
  }
  std::vector<std::byte> some_x;
  std::vector<std::byte> some_y;
  for (std::size_t i = 0; i < x.size(); i += size) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &x[i], size);
    if (bits * 0x9e3779b97f4a7c15 >> 58 != 0) continue;
    some_x.insert(some_x.end(), &x[i], &x[i] + size);
    some_y.insert(some_y.end(), &y[i], &y[i] + size);
  }
  counted.compared = some_x.size() / size;
  counted.differing = matcher_.differing(some_x, some_y, 0);
}

std::unique_ptr<data::Summary::Partial> CheckSummary::summarize(
    const data::Chunk& chunk, std::span<const data::Chunk> beside) const {
  const bool is_backward = checker_.options().is_backward;
  const auto dy = is_backward ? data::bytes_of(beside[0]) : std::span<const std::byte>();
  const auto x = data::bytes_of(chunk);
  auto all = std::make_unique<AllCounted>();
  for (const auto& results : beside.subspan(is_backward ? 1 : 0)) {
    const auto y = data::bytes_of(results);
    all->of_results.push_back({.tally = checker_.check(x, y, dy)});
    if (matcher_.has_candidates()) compare_with_formulas(x, y, all->of_results.back());
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

SameFormulas CheckSummary::formulas(std::size_t result) const {
  const auto& [tally, compared, differing] = results_[result];
  if (compared == 0) return {};
  return {matcher_.describe_others(differing), compared};
}

}  // namespace silu::check
