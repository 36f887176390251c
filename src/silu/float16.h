#pragma once

#include <bit>
#include <cstdint>

namespace silu {
namespace detail {

// Sign, 15 - kFractionBits bits of exponent, kFractionBits bits of fraction, as IEEE 754 has them.
template <int kFractionBits>
struct Format16 {
  static constexpr int kBias = (1 << (14 - kFractionBits)) - 1;
  static constexpr uint16_t kInfinity = 0x7fff >> kFractionBits << kFractionBits;
  static constexpr uint16_t kQuiet = 1 << (kFractionBits - 1);

  // One rounding, to nearest, ties to even; a NaN becomes quiet and keeps its upper payload.
  static constexpr uint16_t round(double value) {
    constexpr int kDropped = 52 - kFractionBits;
    const uint64_t bits = std::bit_cast<uint64_t>(value);
    const auto sign = static_cast<uint16_t>(bits >> 48 & 0x8000);
    const uint64_t magnitude = bits & ~(uint64_t{1} << 63);
    if (magnitude > uint64_t{0x7ff} << 52) {
      return static_cast<uint16_t>(sign | kInfinity | kQuiet |
                                   (magnitude >> kDropped & (2 * kQuiet - 1)));
    }

    // The exponent field of the result, 1 or more, where it and subnormal numbers share a spacing.
    const int exponent = static_cast<int>(magnitude >> 52) - 1023 + kBias;
    const int field = exponent > 1 ? exponent : 1;
    const int dropped = kDropped + field - exponent;
    if (field > 2 * kBias) return sign | kInfinity;
    if (dropped > 53) return sign;  // below half the smallest subnormal number

    const uint64_t one = uint64_t{1} << 52;
    const uint64_t significand = (magnitude & (one - 1)) | one;
    const uint64_t half = uint64_t{1} << (dropped - 1);
    const uint64_t even = significand >> dropped & 1;
    const uint64_t rounded = (significand + half - 1 + even) >> dropped;
    // The leading bit of a normal significand adds the missing 1 to the exponent field; a carry
    // goes there as well, and may make infinity.
    return static_cast<uint16_t>(sign |
                                 (rounded + (static_cast<uint64_t>(field - 1) << kFractionBits)));
  }

  static constexpr float value(uint16_t bits) {
    const uint32_t sign = uint32_t{bits} >> 15 << 31;
    const uint32_t magnitude = bits & 0x7fff;
    constexpr int kShift = 23 - kFractionBits;
    if (magnitude >= kInfinity) {
      return std::bit_cast<float>(sign | 0x7f800000 | magnitude << kShift);
    }
    // The factor, a power of two, sets the exponent right, that of subnormal numbers too.
    constexpr float kScale = std::bit_cast<float>(uint32_t{254 - kBias} << 23);
    return std::bit_cast<float>(sign | magnitude << kShift) * kScale;
  }
};

}  // namespace detail

/// A 16-bit floating-point format with kFractionBits bits of fraction. Conversions from float and
/// double round once, to nearest, ties to even; those to float and double are exact. NaN stays NaN,
/// and becomes quiet on the way in. It stores numbers and has no arithmetic.
///
/// Equality is that of the values: 0 == -0, and NaN equals nothing. Compare bits for identity.
template <int kFractionBits>
struct BasicFloat16 {
  uint16_t bits;

  BasicFloat16() = default;
  constexpr explicit BasicFloat16(double value)
      : bits(detail::Format16<kFractionBits>::round(value)) {}
  constexpr explicit BasicFloat16(float value) : BasicFloat16(static_cast<double>(value)) {}

  static constexpr BasicFloat16 from_bits(uint16_t bits) {
    BasicFloat16 result(0.0);
    result.bits = bits;
    return result;
  }

  constexpr explicit operator float() const { return detail::Format16<kFractionBits>::value(bits); }
  constexpr explicit operator double() const { return static_cast<float>(*this); }

  friend constexpr bool operator==(BasicFloat16 a, BasicFloat16 b) {
    return static_cast<float>(a) == static_cast<float>(b);
  }
};

/// IEEE 754 binary16: 5 bits of exponent, 10 of fraction.
using Float16 = BasicFloat16<10>;
/// The upper half of a float: 8 bits of exponent, 7 of fraction.
using BFloat16 = BasicFloat16<7>;

}  // namespace silu
