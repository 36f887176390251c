#pragma once

namespace silu {

/// (hi + lo) 2^exponent, |lo| <= ulp(hi) / 2. A NaN or an infinity is hi alone.
struct ScaledSum {
  double hi;
  double lo;
  int exponent;
};

/// To the nearest double, ties to even, also where the result is subnormal.
double round_once(const ScaledSum& sum);

/// To double so that rounding it to float32 or to fewer bits gives what rounding the sum gives.
double round_to_odd(const ScaledSum& sum);

}  // namespace silu
