#include "silu/activation.h"

#include "silu/kernels.h"

namespace silu {

std::span<const Activation> catalogue() {
  static const Activation kCatalogue[] = {
      {.name = "silu", .title = "SiLU", .aliases = {"swish"}, .f32 = silu, .f64 = silu},
      {.name = "relu", .title = "ReLU", .aliases = {}, .f32 = relu, .f64 = relu},
      {.name = "sigmoid",
       .title = "Sigmoid",
       .aliases = {"logistic"},
       .f32 = sigmoid,
       .f64 = sigmoid},
  };
  return kCatalogue;
}

}  // namespace silu
