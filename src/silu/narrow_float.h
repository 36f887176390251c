#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace silu {

/// A floating-point format of 16 or 8 bits: a sign, kExponentBits of exponent, kFractionBits of
/// fraction, in IEEE 754's encoding. Where kFiniteOnly, as in OCP's E4M3, there is no infinity: the
/// largest exponent holds numbers, too, and only the pattern of all ones is NaN.
///
/// Conversions from float and double round once, to nearest, ties to even; those to float and
/// double are exact. What is too large becomes infinity, and NaN where there is no infinity, as
/// in PyTorch. NaN stays NaN with its sign: 16 bits keep its upper payload and make it quiet, 8
/// bits make it the pattern of all ones. It stores numbers and has no arithmetic.
///
/// Equality is that of the values: 0 == -0, and NaN equals nothing. Compare bits for identity.
template <int kExponentBits, int kFractionBits, bool kFiniteOnly = false>
struct NarrowFloat {
  static constexpr int kBits = 1 + kExponentBits + kFractionBits;
  static_assert(kBits == 8 || kBits == 16);

  using Bits = std::conditional_t<kBits == 8, std::uint8_t, std::uint16_t>;

  static constexpr Bits kSign = Bits{1} << (kBits - 1);
  static constexpr Bits kMagnitude = kSign - 1;
  /// The least magnitude that is not a finite number: infinity, or the only NaN.
  static constexpr Bits kOverflow =
      kFiniteOnly ? kMagnitude : kMagnitude >> kFractionBits << kFractionBits;
  /// The bit that makes a NaN quiet.
  static constexpr Bits kQuiet = Bits{1} << (kFractionBits - 1);

  Bits bits;

  NarrowFloat() = default;
  constexpr explicit NarrowFloat(double value) : bits(round(value)) {}
  constexpr explicit NarrowFloat(float value) : bits(round(value)) {}

  static constexpr NarrowFloat from_bits(Bits bits) { return std::bit_cast<NarrowFloat>(bits); }

  // A loop of conversions is vector code: no branches, and no subnormal factors.
  constexpr explicit operator float() const {
    const std::uint32_t sign = std::uint32_t{bits} >> (kBits - 1) << 31;
    const std::uint32_t magnitude = bits & kMagnitude;
    if constexpr (kHasExponentOfFloat) {
      return std::bit_cast<float>(sign | magnitude << kShift);
    } else {
      constexpr float kLeast =
          std::bit_cast<float>(std::uint32_t{128 - kBias - kFractionBits} << 23);
      const float subnormal = static_cast<float>(static_cast<std::int32_t>(magnitude)) * kLeast;
      const std::uint32_t normal = (magnitude << kShift) + kRebias;
      const std::uint32_t not_finite = std::uint32_t{0x7f800000} | magnitude << kShift;
      const std::uint32_t number =
          select(magnitude >> kFractionBits == 0, std::bit_cast<std::uint32_t>(subnormal), normal);
      return std::bit_cast<float>(sign | select(magnitude >= kOverflow, not_finite, number));
    }
  }
  constexpr explicit operator double() const { return static_cast<float>(*this); }

  friend constexpr bool operator==(NarrowFloat a, NarrowFloat b) {
    return static_cast<float>(a) == static_cast<float>(b);
  }

 private:
  static constexpr int kBias = (1 << (kExponentBits - 1)) - 1;
  static constexpr bool kHasExponentOfFloat = kExponentBits == 8;
  // From a float's pattern to one of this type, and back.
  static constexpr int kShift = 23 - kFractionBits;
  static constexpr std::uint32_t kRebias = std::uint32_t{127 - kBias} << 23;

  // One of two that are both computed; from a branch compilers make no vector code.
  static constexpr std::uint32_t select(bool condition, std::uint32_t yes, std::uint32_t no) {
    const std::uint32_t mask = 0 - std::uint32_t{condition};
    return (yes & mask) | (no & ~mask);
  }

  // Of a magnitude in a float's pattern.
  static constexpr std::uint32_t round_nan(std::uint32_t magnitude) {
    if constexpr (kBits == 8) return kMagnitude;
    return kOverflow | kQuiet | (magnitude >> kShift & (2 * kQuiet - 1));
  }

  static constexpr Bits round(float value) {
    const auto all = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = all >> 31 << (kBits - 1);
    const std::uint32_t magnitude = all & 0x7fffffff;
    const std::uint32_t even = magnitude >> kShift & 1;
    const std::uint32_t below_half = (std::uint32_t{1} << (kShift - 1)) - 1;
    const std::uint32_t normal = (magnitude - kRebias + below_half + even) >> kShift;
    const std::uint32_t subnormal = round_subnormal(magnitude);
    const std::uint32_t number = select(magnitude < kRebias + (1 << 23), subnormal, normal);
    const std::uint32_t in_range = select(number < kOverflow, number, kOverflow);
    return static_cast<Bits>(sign | select(magnitude > 0x7f800000, round_nan(magnitude), in_range));
  }

  // Below the smallest normal number: in a sum with a float whose last bit is this type's last.
  static constexpr std::uint32_t round_subnormal(std::uint32_t magnitude) {
    if constexpr (kHasExponentOfFloat) {
      return (magnitude + 0x7fff + (magnitude >> kShift & 1)) >> kShift;
    } else {
      constexpr std::uint32_t kBeside = std::uint32_t{151 - kBias - kFractionBits} << 23;
      const float sum = std::bit_cast<float>(magnitude) + std::bit_cast<float>(kBeside);
      return std::bit_cast<std::uint32_t>(sum) - kBeside;
    }
  }

  static constexpr Bits round(double value) {
    const auto all = std::bit_cast<std::uint64_t>(value);
    const auto sign = static_cast<Bits>(all >> (64 - kBits) & kSign);
    const std::uint64_t magnitude = all & ~(std::uint64_t{1} << 63);
    if (magnitude > std::uint64_t{0x7ff} << 52) {
      return static_cast<Bits>(sign | round_nan(static_cast<std::uint32_t>(magnitude >> 29)));
    }

    // The exponent field of the result, 1 or more, where it and subnormal numbers share a spacing.
    const int exponent = static_cast<int>(magnitude >> 52) - 1023 + kBias;
    const int field = exponent > 1 ? exponent : 1;
    const int dropped = 52 - kFractionBits + field - exponent;
    if (field >= 1 << kExponentBits) return static_cast<Bits>(sign | kOverflow);
    if (dropped > 53) return sign;  // below half the smallest subnormal number

    const std::uint64_t one = std::uint64_t{1} << 52;
    const std::uint64_t significand = (magnitude & (one - 1)) | one;
    const std::uint64_t half = std::uint64_t{1} << (dropped - 1);
    const std::uint64_t even = significand >> dropped & 1;
    const std::uint64_t rounded = (significand + half - 1 + even) >> dropped;
    // The leading bit of a normal significand adds the missing 1 to the exponent field; a carry
    // goes there as well.
    const std::uint64_t result = rounded + (static_cast<std::uint64_t>(field - 1) << kFractionBits);
    return static_cast<Bits>(sign | (result < kOverflow ? result : kOverflow));
  }
};

/// IEEE 754 binary16.
using Float16 = NarrowFloat<5, 10>;
/// The upper half of a float.
using BFloat16 = NarrowFloat<8, 7>;
/// OCP's 8-bit formats (OCP 8-bit Floating Point Specification, revision 1.0), under PyTorch's
/// names. E4M3FN goes up to 448 and E5M2 to 57,344.
/// https://www.opencompute.org/documents/ocp-8-bit-floating-point-specification-ofp8-revision-1-0-2023-12-01-pdf-1
using Float8E4M3FN = NarrowFloat<4, 3, true>;
using Float8E5M2 = NarrowFloat<5, 2>;

}  // namespace silu

template <int kExponentBits, int kFractionBits, bool kFiniteOnly>
class std::numeric_limits<silu::NarrowFloat<kExponentBits, kFractionBits, kFiniteOnly>> {
  using Float = silu::NarrowFloat<kExponentBits, kFractionBits, kFiniteOnly>;

 public:
  static constexpr bool is_specialized = true;
  static constexpr bool is_signed = true;
  static constexpr bool is_integer = false;
  static constexpr bool is_exact = false;
  static constexpr bool has_infinity = !kFiniteOnly;
  static constexpr bool has_quiet_NaN = true;
  static constexpr int radix = 2;
  static constexpr int digits = kFractionBits + 1;

  static constexpr Float min() noexcept { return Float::from_bits(1 << kFractionBits); }
  static constexpr Float max() noexcept { return Float::from_bits(Float::kOverflow - 1); }
  static constexpr Float lowest() noexcept {
    return Float::from_bits(Float::kSign | (Float::kOverflow - 1));
  }
  static constexpr Float denorm_min() noexcept { return Float::from_bits(1); }
  static constexpr Float infinity() noexcept { return Float::from_bits(Float::kOverflow); }
  static constexpr Float quiet_NaN() noexcept {
    return Float(std::numeric_limits<double>::quiet_NaN());
  }
};
