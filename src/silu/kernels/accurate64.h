#pragma once

// Scalar silu and sigmoid in float64 for the values that the vector kernels leave out.

namespace silu {

// Up to here the kernels leave x out: 1 + e^-x is e^-x, and e^x or what corrects its rounding comes
// near the subnormal numbers.
constexpr double kRareBelow = -650.0;

// For x <= kRareBelow, subnormal x, infinities and NaN. Largest error 0.501 ULP; one
// rounding, also where the result is subnormal. silu_rare(-inf) = -0.0.
double silu_rare(double x);

// For x <= kRareBelow and NaN. The same error; sigmoid_rare(-inf) = 0.0.
double sigmoid_rare(double x);

}  // namespace silu
