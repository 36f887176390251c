#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace silu {

/// One row of the catalogue: all there is to say of an activation function.
struct Activation {
  std::string_view name;                  ///< as in torch.nn.functional: "silu"
  std::string_view title;                 ///< as in torch.nn: "SiLU"
  std::vector<std::string_view> aliases;  ///< other common names: "swish"

  /// Evaluate the function; what they promise stands in kernels.h.
  void (*f32)(std::span<const float> x, std::span<float> y);
  void (*f64)(std::span<const double> x, std::span<double> y);

  void operator()(std::span<const float> x, std::span<float> y) const { f32(x, y); }
  void operator()(std::span<const double> x, std::span<double> y) const { f64(x, y); }
};

/// Every activation there is. The rows live as long as the program.
std::span<const Activation> catalogue();

}  // namespace silu
