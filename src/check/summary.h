#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "check/core/checker.h"
#include "check/formula_matcher.h"
#include "data/summary.h"

namespace silu::check {

/// Tallies of columns of results that stand beside a column of inputs (data::Job::beside): a
/// tally each, and the formulas that give the same bits. For a backward pass the first column
/// beside the inputs is dy.
class CheckSummary : public data::Summary {
 public:
  /// checker must live as long. With is_long, formulas are compared for some of the inputs only,
  /// for they take longer than all else.
  CheckSummary(const Checker& checker, std::size_t results, bool is_long);

  std::unique_ptr<Partial> summarize(const data::Chunk& chunk,
                                     std::span<const data::Chunk> beside) const override;
  void merge(const Partial& partial) override;

  /// That of all rows so far.
  const Tally& tally(std::size_t result) const { return results_[result].tally; }

  /// The formulas that give all of these bits.
  SameFormulas formulas(std::size_t result) const;

 private:
  struct Counted {
    Tally tally;
    std::uint64_t compared = 0;  ///< with formulas
    FormulaMatcher::Set differing = 0;
  };
  struct AllCounted;

  void compare_with_formulas(std::span<const std::byte> x, std::span<const std::byte> y,
                             Counted& counted) const;

  const Checker& checker_;
  const FormulaMatcher matcher_;
  const bool is_long_;
  std::vector<Counted> results_;
};

}  // namespace silu::check
