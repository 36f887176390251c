#pragma once

namespace silu {

/// (hi + lo) 2^exponent with one rounding, also where the result is subnormal; |lo| is about
/// ulp(hi) / 2 at most. The largest error is 0.5 ULP and what double loses of the small part of a
/// sum of three.
double round_once(double hi, double lo, int exponent);

}  // namespace silu
