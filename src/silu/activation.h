#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "silu/float16.h"

namespace silu {

/// One row of the catalogue: all there is to say of an activation function.
struct Activation {
  std::string_view name;                  ///< as in torch.nn.functional: "silu"
  std::string_view title;                 ///< as in torch.nn: "SiLU"
  std::vector<std::string_view> aliases;  ///< other common names: "swish"

  /// Evaluate the function; what they promise stands in kernels.h.
  void (*f32)(std::span<const float> x, std::span<float> y, unsigned threads);
  void (*f64)(std::span<const double> x, std::span<double> y, unsigned threads);
  void (*f16)(std::span<const Float16> x, std::span<Float16> y, unsigned threads);
  void (*bf16)(std::span<const BFloat16> x, std::span<BFloat16> y, unsigned threads);

  void operator()(std::span<const float> x, std::span<float> y) const { f32(x, y, 1); }
  void operator()(std::span<const double> x, std::span<double> y) const { f64(x, y, 1); }
  void operator()(std::span<const Float16> x, std::span<Float16> y) const { f16(x, y, 1); }
  void operator()(std::span<const BFloat16> x, std::span<BFloat16> y) const { bf16(x, y, 1); }
};

/// Every activation there is. The rows live as long as the program.
std::span<const Activation> catalogue();

}  // namespace silu
