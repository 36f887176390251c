#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "formulas/formulas.h"

namespace silu::formulas {

/// A step of a formula for one x. It is exact or rounded to a dtype.
struct TraceStep {
  std::string name;  ///< "t1"
  std::string text;  ///< "exp(-x)"
  DType dtype;       ///< that it is rounded to
  double value;      ///< rounded to the dtype of the steps
  double exact;      ///< of the operation on the rounded values before it
  double error;      ///< value - exact, in units in the last place
  /// By how much the result moves if this step, too, is rounded, and those after it are not: in
  /// units in the last place of the correctly rounded result in the dtype. Infinite or NaN if the
  /// result becomes that, or no longer is.
  double moves;
};

/// A formula for one x, step by step.
struct Trace {
  double x;
  std::uint64_t x_bits;
  /// By how much the formula is off before anything is rounded, in the same units: it approximates
  /// the function, or needs more than the 106 bits that it is evaluated in here.
  double formula_moves;
  /// Those that the result depends on and that round, in order; a choice not taken is left out.
  std::vector<TraceStep> steps;
  double result;
  double correct;
  double exact;                        ///< the function's value
  std::optional<std::uint64_t> off;    ///< steps from the correctly rounded one; none with a NaN
  std::optional<std::size_t> largest;  ///< the step that moves the result most, by 1 or more
};

/// Throws std::invalid_argument for float64. x is rounded to the dtype.
Trace trace(const Function& function, const Candidate& candidate, DType dtype, double x);

}  // namespace silu::formulas
