#pragma once

#include <span>

/// The three activations that are worth a vector kernel of their own.
///
/// Each function writes f(x[i]) to y[i] for every i. x and y must have the same size and must be
/// either the same memory (y is x: PyTorch's `inplace=True`) or disjoint; anything else throws
/// std::invalid_argument and writes nothing. Neither needs to be aligned.
///
/// The instruction set is chosen at run time. All functions may be called from several threads on
/// disjoint outputs.
namespace silu {

/// SiLU(x) = x * sigmoid(x) = x / (1 + exp(-x)), also called Swish.
/// https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html
///
/// float: within 1 ULP of the exact value, results in the subnormal range included.
/// Special values: SiLU(+-0) = +-0, SiLU(+inf) = +inf, SiLU(-inf) = -0 (its limit), NaN gives NaN.
void silu(std::span<const float> x, std::span<float> y);
void silu(std::span<const double> x, std::span<double> y);

/// Sigmoid(x) = 1 / (1 + exp(-x)), the logistic function.
/// float: within 1 ULP of the exact value, results in the subnormal range included.
/// Special values: Sigmoid(+inf) = 1, Sigmoid(-inf) = 0, NaN gives NaN.
void sigmoid(std::span<const float> x, std::span<float> y);
void sigmoid(std::span<const double> x, std::span<double> y);

/// ReLU(x) = max(x, 0), exact. Special values: ReLU(-0.0) = 0.0, NaN gives NaN.
void relu(std::span<const float> x, std::span<float> y);
void relu(std::span<const double> x, std::span<double> y);

}  // namespace silu
