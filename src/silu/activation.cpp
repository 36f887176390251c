#include "silu/activation.h"

#include "silu/kernels.h"

namespace silu {

std::span<const Activation> catalogue() {
  static const Activation kCatalogue[] = {
      {.name = "silu",
       .title = "SiLU",
       .aliases = {"swish"},
       .f32 = silu,
       .f64 = silu,
       .f16 = silu,
       .bf16 = silu},
      {.name = "relu",
       .title = "ReLU",
       .aliases = {},
       .f32 = relu,
       .f64 = relu,
       .f16 = relu,
       .bf16 = relu},
      {.name = "sigmoid",
       .title = "Sigmoid",
       .aliases = {"logistic"},
       .f32 = sigmoid,
       .f64 = sigmoid,
       .f16 = sigmoid,
       .bf16 = sigmoid},
  };
  return kCatalogue;
}

}  // namespace silu
