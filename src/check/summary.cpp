#include "check/summary.h"

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

struct CheckSummary::Tallies : Partial {
  std::size_t bytes() const override {
    return of_results.size() * (sizeof(Tally) + kBuckets * sizeof(Bucket));
  }
  std::vector<Tally> of_results;
};

std::unique_ptr<data::Summary::Partial> CheckSummary::summarize(
    const data::Chunk& chunk, std::span<const data::Chunk> beside) const {
  const bool is_backward = checker_.options().is_backward;
  const auto dy = is_backward ? bytes_of(beside[0]) : std::span<const std::byte>();
  auto tallies = std::make_unique<Tallies>();
  for (const auto& results : beside.subspan(is_backward ? 1 : 0)) {
    tallies->of_results.push_back(checker_.check(bytes_of(chunk), bytes_of(results), dy));
  }
  return tallies;
}

void CheckSummary::merge(const Partial& partial) {
  const auto& tallies = static_cast<const Tallies&>(partial).of_results;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    all_[i].merge(tallies[i], checker_.options().most_findings);
  }
}

}  // namespace silu::check
