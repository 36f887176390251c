#pragma once

#include <vector>

#include "silu/function.h"

namespace silu::check {

/// Inputs where kernels of a function fail, as numbers of a dtype, in the order of the reals and
/// then NaN, some 10^4 of the larger dtypes: around both ends of every binade and around 1; the
/// infinities, both zeros and the smallest and largest numbers of each kind; the zeros, extrema,
/// inflection points and kinks of the function, or of that it is a derivative of, and where its
/// results, of their own dtype, become
/// subnormal, zero or infinite; and those of a fixed sample whose exact values are nearest to the
/// middle between two results.
std::vector<double> hard_inputs(const Function& function, DType input_dtype, DType result_dtype);

}  // namespace silu::check
