#pragma once

#include <span>

#include "silu/narrow_float.h"

/// The three activations that are worth a vector kernel of their own.
///
/// Each function writes f(x[i]) to y[i] for every i. x and y must have the same size and must be
/// either the same memory (y is x: PyTorch's `inplace=True`) or disjoint; anything else throws
/// std::invalid_argument and writes nothing. Neither needs to be aligned.
///
/// float, Float16 and BFloat16 results are correctly rounded for every input, results in the
/// subnormal range included: the nearest value to the exact one, ties to even. So they are the
/// same bits on every processor. double results are within 0.501 ULP. docs/accuracy.md has the
/// proof and the commands that repeat it.
///
/// Any NaN gives the canonical one, std::numeric_limits<T>::quiet_NaN(): quiet, positive, without a
/// payload.
///
/// The caller's floating-point environment does not matter: its rounding mode, subnormal numbers
/// flushed to zero, exceptions that trap. It is the same afterwards, its exception flags included.
///
/// The instruction set is chosen at run time (target.h). Every function may be called from several
/// threads at once on disjoint outputs. threads > 1 shares a large array among as many threads, the
/// calling one among them, or among fewer if no more can be started; 0 means one for each
/// processor.
namespace silu {

/// SiLU(x) = x * sigmoid(x) = x / (1 + exp(-x)), also called Swish.
/// https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html
/// Special values: SiLU(+-0) = +-0, SiLU(+inf) = +inf, SiLU(-inf) = -0 (its limit), NaN gives NaN.
void silu(std::span<const float> x, std::span<float> y, unsigned threads = 1);
void silu(std::span<const double> x, std::span<double> y, unsigned threads = 1);
void silu(std::span<const Float16> x, std::span<Float16> y, unsigned threads = 1);
void silu(std::span<const BFloat16> x, std::span<BFloat16> y, unsigned threads = 1);

/// Sigmoid(x) = 1 / (1 + exp(-x)), the logistic function.
/// Special values: Sigmoid(+inf) = 1, Sigmoid(-inf) = 0, NaN gives NaN.
void sigmoid(std::span<const float> x, std::span<float> y, unsigned threads = 1);
void sigmoid(std::span<const double> x, std::span<double> y, unsigned threads = 1);
void sigmoid(std::span<const Float16> x, std::span<Float16> y, unsigned threads = 1);
void sigmoid(std::span<const BFloat16> x, std::span<BFloat16> y, unsigned threads = 1);

/// ReLU(x) = max(x, 0), exact in every dtype.
/// Special values: ReLU(-0.0) = 0.0, NaN gives NaN.
void relu(std::span<const float> x, std::span<float> y, unsigned threads = 1);
void relu(std::span<const double> x, std::span<double> y, unsigned threads = 1);
void relu(std::span<const Float16> x, std::span<Float16> y, unsigned threads = 1);
void relu(std::span<const BFloat16> x, std::span<BFloat16> y, unsigned threads = 1);

}  // namespace silu
