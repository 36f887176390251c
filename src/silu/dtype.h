#pragma once

#include <span>
#include <string_view>

namespace silu {

/// Floating-point formats, under the names that PyTorch gives them.
enum class DType { kFloat32, kFloat64, kFloat16, kBFloat16 };

/// A DType with the names that people write.
struct DTypeName {
  DType dtype;
  std::string_view name;   ///< "float32"
  std::string_view alias;  ///< "f32"
};

/// Every DType, float32 (the default of PyTorch) first.
std::span<const DTypeName> dtype_names();

/// "float32"
std::string_view name_of(DType dtype);

}  // namespace silu
