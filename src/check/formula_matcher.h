#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "check/core/checker.h"
#include "formulas/formulas.h"

namespace silu::check {

/// Formulas that give the same bits for so many inputs, in words.
struct SameFormulas {
  std::vector<std::string> formulas = {};
  std::uint64_t compared = 0;
};

/// Finds out which common formula of a function gives the bits of results. Thread-safe.
class FormulaMatcher {
 public:
  /// A set of candidates, a bit each.
  using Set = std::uint64_t;

  /// Without candidates if there are no formulas of that, or of that dtype.
  FormulaMatcher(const Function& function, const Options& options);

  /// Those candidates, others than `known`, that give another result for some input.
  Set differing(std::span<const std::byte> x, std::span<const std::byte> y, Set known) const;

  /// All other candidates, for people.
  std::vector<std::string> describe_others(Set differing) const;

  bool has_candidates() const { return !candidates_.empty(); }

 private:
  const DType dtype_;
  std::vector<formulas::Candidate> candidates_;
};

}  // namespace silu::check
