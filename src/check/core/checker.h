#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "check/core/exact.h"
#include "check/core/tally.h"
#include "silu/function.h"

namespace silu::check {

/// What a kernel may do with subnormal numbers, none, one or both of these.
enum class Subnormals {
  kKeep,
  kFlush,       ///< give zero for a subnormal result
  kFlushInputs  ///< and take a subnormal input, dy too, for zero
};

/// |result - correctly rounded| <= absolute + relative |correctly rounded|, as numpy.allclose with
/// equal_nan=True has it; equal infinities are close, and so are NaN.
struct Tolerance {
  double relative;
  double absolute;
};

/// What is judged, and how.
struct Options {
  DType input_dtype = kDefaultDType;
  DType result_dtype = kDefaultDType;
  bool is_backward = false;  ///< results are dx = dy f'(x)
  bool signed_zero = false;  ///< +0 and -0 are one step apart, and no longer the same
  Subnormals subnormals = Subnormals::kKeep;
  bool must_be_monotone = false;
  bool must_be_in_range = false;
  std::uint64_t max_steps = 0;                               ///< beyond which results are counted
  double max_ulp = std::numeric_limits<double>::infinity();  ///< 0.5 or more: likewise
  bool measures_errors = false;                              ///< absolute and relative ones
  std::optional<Tolerance> close = {};
  std::size_t most_findings = 10;  ///< that are kept of the worst results, and of regions
};

/// Judges results of a function by the correctly rounded ones: the nearest values of the dtype to
/// the exact value, ties to even. Thread-safe; no files, no threads of its own.
///
/// A result is *correctly rounded* if it has the bits of that value; any NaN will do for NaN, and
/// any zero for zero unless options.signed_zero. Otherwise it is misrounded, by *steps*: the number
/// of representable values from one to the other, across powers of two and zero as well, at most
/// kMostSteps. Infinity is the value after the largest; but an infinity or NaN in the place of
/// another value is of a wrong class, whatever its steps. The *ULP error* is |result - exact value|
/// in units of the dtype's spacing around the exact value. float64 is held to be correctly rounded
/// as far as an exact value of 90 bits tells.
class Checker {
 public:
  /// Throws std::invalid_argument for a backward pass of a derivative of order 2, and for results
  /// in range of a backward pass or a derivative.
  Checker(const Function& function, const Options& options);

  const Function& function() const { return function_; }
  const Options& options() const { return options_; }

  /// Counts results y of inputs x, and dy for a backward pass: whole values, as many of each, in
  /// their dtypes as they lie in memory, aligned.
  Tally check(std::span<const std::byte> x, std::span<const std::byte> y,
              std::span<const std::byte> dy = {}) const;

  /// The result for an input, as one that was found: what reports print of it beside the exact
  /// value.
  ScaledSum exactly(const Finding& finding) const;

 private:
  template <class T>
  class Pass;

  const Function function_;
  const Options options_;
  const Reference reference_;
  double least_ = 0, greatest_ = 0;  // results in range
};

}  // namespace silu::check
