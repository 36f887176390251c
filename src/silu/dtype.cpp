#include "silu/dtype.h"

#include <algorithm>

namespace silu {

std::span<const DTypeName> dtype_names() {
  static constexpr DTypeName kNames[] = {
      {DType::kFloat32, "float32", "f32"},
      {DType::kFloat64, "float64", "f64"},
      {DType::kFloat16, "float16", "f16"},
      {DType::kBFloat16, "bfloat16", "bf16"},
  };
  return kNames;
}

std::string_view name_of(DType dtype) {
  return std::ranges::find(dtype_names(), dtype, &DTypeName::dtype)->name;
}

}  // namespace silu
