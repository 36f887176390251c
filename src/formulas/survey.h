#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "formulas/formulas.h"

namespace silu::formulas {

/// Which values of a dtype are tried.
struct InputSet {
  std::uint64_t count;
  /// Whether that is all there are.
  bool exhaustive;
};

/// All of 16 and 8 bits. Of float32 a fixed set: every 4,099th bit pattern, and the 16 nearest to
/// each power of two and to zero, of both signs; or all 2^32 if `every`.
InputSet input_set(DType dtype, bool every);

/// How the results of a formula differ from the correctly rounded ones.
struct Findings {
  std::uint64_t misrounded = 0;  ///< results that are not the correctly rounded value
  std::uint64_t most_steps = 0;  ///< from it, where both are numbers
  std::optional<double> most_steps_at = {};
  /// The x nearest to 0 where the result is that and should not be. A zero counts if the correctly
  /// rounded value is at least two steps away: one is what rounding may cost.
  std::optional<double> zero_at = {};
  std::optional<double> infinite_at = {};
  std::optional<double> nan_at = {};
};

/// Tries each candidate on the input_set, in as many threads. The findings do not depend on how
/// many there are. Of several x as near to 0 it is the negative one.
std::vector<Findings> survey(const Function& function, std::span<const Candidate> candidates,
                             DType dtype, bool every, unsigned threads);

}  // namespace silu::formulas
