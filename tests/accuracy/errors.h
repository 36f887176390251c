#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

#include "ball.h"
#include "silu/dtype.h"
#include "ulp.h"

/// What docs/accuracy.md promises of the catalogue, and errors to compare with it.
namespace oracle {

template <class T>
struct Dtype;
template <>
struct Dtype<float> {
  using Bits = std::uint32_t;
  static constexpr const char* kName = "float32";
  static constexpr int kDigits = 24, kLeastExponent = -126, kMostExponent = 127;
  static constexpr double kFar = 120;  // where the last exponential has come down to 0
  static constexpr double kIndifferent = 0.5001;
  static constexpr double kPromise[] = {0.51, 0.51, 0.51};
};
template <>
struct Dtype<double> {
  using Bits = std::uint64_t;
  static constexpr const char* kName = "float64";
  static constexpr int kDigits = 53, kLeastExponent = -1022, kMostExponent = 1023;
  static constexpr double kFar = 760;
  static constexpr double kIndifferent = 0.5005;
  static constexpr double kPromise[] = {0.501, 0.501, 0.501};
};
template <>
struct Dtype<silu::Float16> {
  using Bits = std::uint16_t;
  static constexpr const char* kName = "float16";
  static constexpr int kDigits = 11, kLeastExponent = -14, kMostExponent = 15;
  static constexpr double kIndifferent = 0.5001;
  static constexpr double kPromise[] = {0.51, 0.51, 0.51};
};
template <>
struct Dtype<silu::BFloat16> {
  using Bits = std::uint16_t;
  static constexpr const char* kName = "bfloat16";
  static constexpr int kDigits = 8, kLeastExponent = -126, kMostExponent = 127;
  static constexpr double kIndifferent = 0.5001;
  static constexpr double kPromise[] = {0.51, 0.51, 0.51};
};
template <>
struct Dtype<silu::Float8E4M3FN> {
  using Bits = std::uint8_t;
  static constexpr const char* kName = "e4m3";
  static constexpr int kDigits = 4, kLeastExponent = -6, kMostExponent = 8;
  static constexpr double kPromise[] = {0.51, 0.51, 0.51};
};
template <>
struct Dtype<silu::Float8E5M2> {
  using Bits = std::uint8_t;
  static constexpr const char* kName = "e5m2";
  static constexpr int kDigits = 3, kLeastExponent = -14, kMostExponent = 15;
  static constexpr double kPromise[] = {0.51, 0.51, 0.51};
};

// Derivatives in float64 are what is left of a sum near their zeros; there the error counts as if
// the value were 2^-35.
template <class T>
constexpr int least_exponent(bool is_near_zero) {
  return std::is_same_v<T, double> && is_near_zero ? -35 : Dtype<T>::kLeastExponent;
}

// In ULP, and how much more or less it may be.
struct Error {
  long double error;
  long double doubt;
};

template <class T, class Number>
Error error_of(T computed, const Ball<Number>& exact, bool is_near_zero) {
  const auto y = static_cast<double>(computed);
  const long double unit = ulp(exact.rough(), Dtype<T>::kDigits, least_exponent<T>(is_near_zero));
  if (std::isinf(y)) {
    const long double most = std::ldexp(2.0L, Dtype<T>::kMostExponent);
    const long double excess = std::copysign(1.0L, y) * exact.rough() - exact.radius() -
                               (most - std::ldexp(most, -Dtype<T>::kDigits - 1));
    return {excess >= 0 ? 0 : HUGE_VALL, 0};
  }
  if (std::isnan(y)) return {HUGE_VALL, 0};
  const auto difference = static_cast<long double>(exact.value() - Number(y));
  return {std::abs(difference) / unit, exact.radius() / unit};
}

template <class B>
const B& coefficient(const Jet<B, 2>& jet, int order) {
  return order == 0 ? jet.f : order == 1 ? jet.f1 : jet.f2;
}

}  // namespace oracle
