#include "silu/dtype.h"

namespace silu {

std::span<const DTypeName> dtype_names() {
  static constexpr DTypeName kNames[] = {
      {DType::kFloat32, "float32", "f32"},
      {DType::kFloat64, "float64", "f64"},
  };
  return kNames;
}

}  // namespace silu
