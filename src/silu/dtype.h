#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "silu/narrow_float.h"

/// The one list of number formats. All else that depends on a dtype is derived from it: a new
/// dtype is a name in DType, a row of traits and a place in DTypes, all in this file.
namespace silu {

/// Number formats, under the names that PyTorch gives them.
enum class DType { kFloat32, kFloat64, kFloat16, kBFloat16, kFloat8E4M3FN, kFloat8E5M2 };

/// What there is to know of the dtype whose values are of type T. Specialized for each:
///   kDType         its name in DType
///   kName          its name for people, as PyTorch has it
///   kAliases       what else people call it, the shortest first
///   kNpy           its type in npy's `descr`, without the byte order; empty if NumPy has none
///   kSafetensors   its name in safetensors
/// T(value) converts a double with one rounding, to nearest, ties to even; the way back is exact.
/// std::numeric_limits<T> has the limits.
template <class T>
struct DTypeTraits;

template <>
struct DTypeTraits<float> {
  static constexpr DType kDType = DType::kFloat32;
  static constexpr std::string_view kName = "float32";
  static constexpr std::string_view kAliases[] = {"f32", "float"};
  static constexpr std::string_view kNpy = "f4";
  static constexpr std::string_view kSafetensors = "F32";
};

template <>
struct DTypeTraits<double> {
  static constexpr DType kDType = DType::kFloat64;
  static constexpr std::string_view kName = "float64";
  static constexpr std::string_view kAliases[] = {"f64", "double"};
  static constexpr std::string_view kNpy = "f8";
  static constexpr std::string_view kSafetensors = "F64";
};

template <>
struct DTypeTraits<Float16> {
  static constexpr DType kDType = DType::kFloat16;
  static constexpr std::string_view kName = "float16";
  static constexpr std::string_view kAliases[] = {"f16", "half"};
  static constexpr std::string_view kNpy = "f2";
  static constexpr std::string_view kSafetensors = "F16";
};

template <>
struct DTypeTraits<BFloat16> {
  static constexpr DType kDType = DType::kBFloat16;
  static constexpr std::string_view kName = "bfloat16";
  static constexpr std::string_view kAliases[] = {"bf16"};
  static constexpr std::string_view kNpy = {};
  static constexpr std::string_view kSafetensors = "BF16";
};

template <>
struct DTypeTraits<Float8E4M3FN> {
  static constexpr DType kDType = DType::kFloat8E4M3FN;
  static constexpr std::string_view kName = "float8_e4m3fn";
  static constexpr std::string_view kAliases[] = {"e4m3"};
  static constexpr std::string_view kNpy = {};
  static constexpr std::string_view kSafetensors = "F8_E4M3";
};

template <>
struct DTypeTraits<Float8E5M2> {
  static constexpr DType kDType = DType::kFloat8E5M2;
  static constexpr std::string_view kName = "float8_e5m2";
  static constexpr std::string_view kAliases[] = {"e5m2"};
  static constexpr std::string_view kNpy = {};
  static constexpr std::string_view kSafetensors = "F8_E5M2";
};

/// PyTorch's default, and ours.
inline constexpr DType kDefaultDType = DType::kFloat32;

template <class... T>
struct TypeList {};

/// The types of every dtype, in the order of DType; float, PyTorch's default, is first.
using DTypes = TypeList<float, double, Float16, BFloat16, Float8E4M3FN, Float8E5M2>;

/// The unsigned integer of the size of T: std::bit_cast<T>(BitsOf<T>{n}) is the value with the bit
/// pattern n.
template <class T>
using BitsOf = std::conditional_t<
    sizeof(T) == 1, std::uint8_t,
    std::conditional_t<sizeof(T) == 2, std::uint16_t,
                       std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;

namespace detail {

template <template <class...> class Holder, template <class> class Each, class... T>
Holder<Each<T>...> hold(TypeList<T...>);

template <class F, class First, class... Rest>
constexpr decltype(auto) with_type(DType dtype, F& f, TypeList<First, Rest...>) {
  if constexpr (sizeof...(Rest) == 0) {
    return f(std::type_identity<First>());
  } else {
    if (dtype == DTypeTraits<First>::kDType) return f(std::type_identity<First>());
    return with_type(dtype, f, TypeList<Rest...>());
  }
}

}  // namespace detail

/// Calls f(std::type_identity<T>()) with the type T of a dtype, and returns what it returns:
///
///     with_type(dtype, []<class T>(std::type_identity<T>) { return sizeof(T); })
template <class F>
constexpr decltype(auto) with_type(DType dtype, F&& f) {
  return detail::with_type(dtype, f, DTypes());
}

/// Holder<Each<float>, Each<double>, ...>, for the type of every dtype.
template <template <class...> class Holder, template <class> class Each>
using ForEachDType = decltype(detail::hold<Holder, Each>(DTypes()));

/// The traits of a dtype as a row, for those who know the dtype at run time only.
struct DTypeInfo {
  DType dtype;
  std::string_view name;
  std::span<const std::string_view> aliases;
  std::size_t bytes;  ///< of a value
  std::string_view npy;
  std::string_view safetensors;
};

/// A row for every dtype, in the order of DType.
std::span<const DTypeInfo> dtypes();

/// The row of a dtype.
const DTypeInfo& info_of(DType dtype);

/// "float32"
inline std::string_view name_of(DType dtype) {
  return info_of(dtype).name;
}

/// The bytes of a value.
inline std::size_t size_of(DType dtype) {
  return info_of(dtype).bytes;
}

}  // namespace silu
