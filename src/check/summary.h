#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "check/core/checker.h"
#include "data/summary.h"

namespace silu::check {

/// Tallies of columns of results that stand beside a column of inputs (data::Job::beside): a
/// tally each. For a backward pass the first column beside the inputs is dy.
class CheckSummary : public data::Summary {
 public:
  /// checker must live as long.
  CheckSummary(const Checker& checker, std::size_t results) : checker_(checker), all_(results) {}

  std::unique_ptr<Partial> summarize(const data::Chunk& chunk,
                                     std::span<const data::Chunk> beside) const override;
  void merge(const Partial& partial) override;

  /// Those of all rows so far.
  const std::vector<Tally>& tallies() const { return all_; }

 private:
  struct Tallies;

  const Checker& checker_;
  std::vector<Tally> all_;
};

}  // namespace silu::check
