#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

#include "silu/dtype.h"

/// How far results are apart, by the bits of a dtype.
namespace silu::check {

/// The sign bit of a value of type T.
template <class T>
inline constexpr BitsOf<T> kSignBit = static_cast<BitsOf<T>>(BitsOf<T>{1} << (8 * sizeof(T) - 1));

template <class T>
constexpr BitsOf<T> bits_of(T value) {
  return std::bit_cast<BitsOf<T>>(value);
}

/// The number of a value when all of a dtype are counted from 0 upwards, negative ones below it.
/// Both zeros are 0; infinity is the one after the largest.
template <class T>
constexpr std::int64_t ordinal(T value) {
  const auto bits = bits_of(value);
  const auto magnitude = static_cast<std::int64_t>(bits & (kSignBit<T> - 1));
  return (bits & kSignBit<T>) != 0 ? -magnitude : magnitude;
}

/// The value with a number; 0 for 0.
template <class T>
constexpr T from_ordinal(std::int64_t ordinal) {
  const auto magnitude = static_cast<BitsOf<T>>(ordinal < 0 ? -ordinal : ordinal);
  const auto sign = ordinal < 0 ? kSignBit<T> : BitsOf<T>{0};
  return std::bit_cast<T>(static_cast<BitsOf<T>>(magnitude | sign));
}

/// The classes that a result can be wrong in.
enum class Class { kFinite, kInfinity, kMinusInfinity, kNaN, kZero, kMinusZero };
inline constexpr std::size_t kClasses = 6;
inline constexpr std::string_view kClassNames[kClasses] = {"finite", "inf", "-inf",
                                                           "nan",    "0",   "-0"};

/// Finite are all numbers but the zeros.
inline Class class_of(double value) {
  if (std::isnan(value)) return Class::kNaN;
  const bool is_negative = std::signbit(value);
  if (value == 0) return is_negative ? Class::kMinusZero : Class::kZero;
  if (std::isfinite(value)) return Class::kFinite;
  return is_negative ? Class::kMinusInfinity : Class::kInfinity;
}

inline bool is_finite(Class value) {
  return value == Class::kFinite || value == Class::kZero || value == Class::kMinusZero;
}

/// The exponent of the distance between a dtype's values around one: that of the last place of a
/// finite number, and that of subnormal numbers below the smallest normal one.
template <class T>
int ulp_exponent(double value) {
  using Limits = std::numeric_limits<T>;
  constexpr double kLeastNormal = static_cast<double>(Limits::min());
  const int exponent = std::ilogb(std::fmax(std::fabs(value), kLeastNormal));
  return exponent - (Limits::digits - 1);
}

/// The inputs by sign, binade and, for dtypes with short exponents, parts of a binade: the first
/// bits of the pattern.
inline constexpr int kBucketBits = 12;
inline constexpr std::size_t kBuckets = std::size_t{1} << kBucketBits;

template <class T>
constexpr std::size_t bucket_of(T value) {
  constexpr int kDropped = 8 * static_cast<int>(sizeof(T)) - kBucketBits;
  return kDropped > 0 ? bits_of(value) >> (kDropped > 0 ? kDropped : 0) : bits_of(value);
}

}  // namespace silu::check
