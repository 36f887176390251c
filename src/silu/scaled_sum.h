#pragma once

#include <type_traits>

/// What a function is before it is rounded (Function::evaluate_exactly, function.h).
namespace silu {

/// (hi + lo) 2^exponent, |lo| <= ulp(hi) / 2: some 106 bits, and an exponent that neither overflows
/// nor underflows. A NaN or an infinity is hi alone.
struct ScaledSum {
  double hi;
  double lo;
  int exponent;
};

/// To the nearest double, ties to even, also where the result is subnormal.
double round_once(const ScaledSum& sum);

/// To double so that rounding it to float32 or to fewer bits gives what rounding the sum gives.
double round_to_odd(const ScaledSum& sum);

/// To the nearest value of a dtype, ties to even.
template <class T>
T round_to(const ScaledSum& sum) {
  if constexpr (std::is_same_v<T, double>) {
    return round_once(sum);
  } else {
    return T(round_to_odd(sum));
  }
}

}  // namespace silu
