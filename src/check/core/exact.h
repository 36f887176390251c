#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "silu/function.h"

namespace silu::check {

/// What is judged at a time, so that it stays in the cache.
inline constexpr std::size_t kMostAtOnce = 1024;

/// Inputs, as doubles, and what the function really is there.
struct ExactResults {
  std::size_t count = 0;
  std::array<double, kMostAtOnce> x;
  std::array<double, kMostAtOnce> dy;     ///< of a backward pass
  std::array<double, kMostAtOnce> exact;  ///< f(x), or dy f'(x), to some 53 bits
  /// What is left of it beyond `exact`, in ULP of the dtype of results. 0 but for float64: the
  /// others are so much coarser than a double that it does not matter.
  std::array<double, kMostAtOnce> rest;
};

/// The exact value of a function and what it rounds to.
class Reference {
 public:
  /// Of f, or of its backward pass, in which results of x and dy are dy f'(x), for inputs of a
  /// dtype.
  Reference(const Function& function, DType input_dtype, bool is_backward);

  /// Computes results.exact, results.rest and, in expected, the nearest values of type T, ties to
  /// even, of results.x and results.dy. Thread-safe.
  template <class T>
  void evaluate(ExactResults& results, std::span<T> expected) const;

  /// The exact value at x, or at x and dy, to some 100 bits.
  ScaledSum exactly(double x, double dy) const;

 private:
  using Choice = std::array<bool, kMostAtOnce>;

  /// Chooses the inputs whose values are rounded to odd. It is a matter of the input alone, so that
  /// no value depends on those beside it. Returns how many they are.
  std::size_t choose_odd(const ExactResults& results, Choice& is_odd) const;
  void round_to_odd(ExactResults& results, const Choice& is_odd, std::size_t count) const;
  /// Rounds results.exact, but for the doubles that are rounded to odd.
  template <class T>
  void round_estimates(ExactResults& results, const Choice& is_odd, std::span<T> expected) const;

  const Function function_;
  const DType input_dtype_;
  const bool is_backward_;
};

}  // namespace silu::check
