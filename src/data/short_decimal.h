#pragma once

#include <bit>
#include <cfloat>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace silu::data {

namespace detail {

static_assert(FLT_EVAL_METHOD == 0, "an operation on doubles must round to double");

/// 10^0 to 10^22: those that a double holds exactly.
inline constexpr double kPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                          1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                          1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
inline constexpr int kLargestPower = 22;
/// So many digits fit into 64 bits, whatever they are.
inline constexpr std::ptrdiff_t kMostDigits = 19;

inline bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

static_assert(std::endian::native == std::endian::little, "the first character is the lowest");

/// Eight digits, the first in the lowest byte, as a number: pairs, then fours, then all.
inline std::uint64_t join_digits(std::uint64_t digits) {
  digits = (digits * (1 + (10 << 8)) >> 8) & 0x00ff00ff00ff00ff;
  digits = (digits * (1 + (100 << 16)) >> 16) & 0x0000ffff0000ffff;
  return digits * (1 + (std::uint64_t{10000} << 32)) >> 32;
}

inline constexpr std::uint64_t kTens[] = {1,       10,        100,        1'000,      10'000,
                                          100'000, 1'000'000, 10'000'000, 100'000'000};

/// Appends the digits at p to a number; where they end.
inline const char* read_digits(const char* p, const char* end, std::uint64_t& value) {
  while (end - p >= 8) {
    std::uint64_t digits;
    std::memcpy(&digits, p, 8);
    digits ^= 0x3030303030303030;
    // The top bit of every byte above 9, and maybe of some behind the first of them.
    const std::uint64_t others = ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
    const int count = std::countr_zero(others) / 8;
    const int unused = 4 * (8 - count);  // half of the bits to shift out, which may be all
    value = value * kTens[count] + join_digits(digits << unused << unused);
    p += count;
    if (count < 8) return p;
  }
  for (; p != end && is_digit(*p); ++p) value = value * 10 + static_cast<std::uint64_t>(*p - '0');
  return p;
}

/// Halfway between two floats of normal size: the bits of a double that a float has not, are 100...
inline bool is_tie_of_floats(double value) {
  return (std::bit_cast<std::uint64_t>(value) & 0x1fffffff) == 0x10000000;
}

}  // namespace detail

/// Reads the decimal number that a text begins with ("-12.345678", "1e-3"), and returns where it
/// ends. nullptr if there is none, or none that this quick way is sure to round to the nearest T;
/// parse_number then knows more.
///
/// The way is Clinger's: digits of an integer below 2^53, times or over a power of ten that a
/// double holds exactly, are one operation, which IEEE 754 rounds correctly. Between 1e-22 and
/// 2^53 * 1e22 a float is normal, so rounding that double once more is right unless it has become a
/// tie, which the text need not be.
template <std::floating_point T>
const char* read_short_decimal(const char* text, const char* end, T& value) {
  const char* p = text;
  if (p == end) return nullptr;
  const bool negative = *p == '-';
  p += negative || *p == '+' ? 1 : 0;
  std::uint64_t digits = 0;
  const char* const first = p;
  p = detail::read_digits(p, end, digits);
  std::ptrdiff_t count = p - first;
  int exponent = 0;
  if (p != end && *p == '.') {
    const char* const fraction = ++p;
    p = detail::read_digits(p, end, digits);
    count += p - fraction;
    exponent = -static_cast<int>(p - fraction);
  }
  if (count == 0 || count > detail::kMostDigits || digits >> 53 != 0) return nullptr;
  if (p != end && (*p == 'e' || *p == 'E')) {
    const bool below_one = ++p != end && *p == '-';
    if (p != end && (*p == '-' || *p == '+')) ++p;
    std::uint64_t power = 0;
    const char* const start = p;
    p = detail::read_digits(p, end, power);
    if (p == start || p - start > 3) return nullptr;
    exponent += below_one ? -static_cast<int>(power) : static_cast<int>(power);
  }
  if (exponent < -detail::kLargestPower || exponent > detail::kLargestPower) return nullptr;
  const auto integer = static_cast<double>(digits);
  const double magnitude = exponent < 0 ? integer / detail::kPowersOfTen[-exponent]
                                        : integer * detail::kPowersOfTen[exponent];
  if (std::same_as<T, float> && detail::is_tie_of_floats(magnitude)) return nullptr;
  value = static_cast<T>(std::copysign(magnitude, negative ? -1.0 : 1.0));
  return p;
}

}  // namespace silu::data
