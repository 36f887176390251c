#pragma once

#include <bit>
#include <cfloat>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace silu::text {

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

/// Eight characters, the first in the lowest byte, with digits as 0 to 9.
inline std::uint64_t load_digits(const char* p) {
  std::uint64_t digits;
  std::memcpy(&digits, p, 8);
  return digits ^ 0x3030303030303030;
}

/// How many digits the eight characters begin with.
inline int count_digits(std::uint64_t digits) {
  // The top bit of every byte above 9, and maybe of some behind the first of them.
  return std::countr_zero(((digits + 0x7676767676767676) | digits) & 0x8080808080808080) / 8;
}

/// Appends the digits at p to a number; where they end.
inline const char* read_digits(const char* p, const char* end, std::uint64_t& value) {
  while (end - p >= 8) {
    const std::uint64_t digits = load_digits(p);
    const int count = count_digits(digits);
    const int unused = 4 * (8 - count);  // half of the bits to shift out, which may be all
    value = value * kTens[count] + join_digits(digits << unused << unused);
    p += count;
    if (count < 8) return p;
  }
  for (; p != end && is_digit(*p); ++p) value = value * 10 + static_cast<std::uint64_t>(*p - '0');
  return p;
}

/// What most numbers are, "12.345678": eight digits or fewer with a point among them. Reads them
/// all at once; nullptr if the text begins with anything else.
inline const char* read_pointed(const char* p, const char* end, double& value) {
  if (end - p < 18) return nullptr;
  const std::uint64_t whole = load_digits(p);
  const int whole_count = count_digits(whole);
  const std::uint64_t fraction = load_digits(p + whole_count + 1);
  const int count = count_digits(fraction);
  const char* const stop = p + whole_count + 1 + count;
  if (whole_count == 0 || count == 0 || whole_count + count > 8 || p[whole_count] != '.' ||
      (*stop | 0x20) == 'e') {
    return nullptr;
  }
  const std::uint64_t digits = whole << 8 * (8 - whole_count) >> 8 * count | fraction
                                                                                 << 8 * (8 - count);
  value = static_cast<double>(static_cast<std::int64_t>(join_digits(digits))) / kPowersOfTen[count];
  return stop;
}

/// "123", "0.00001", "1e-3": up to 19 digits, without the sign; nullptr if there are none, or too
/// many, or an exponent too large.
inline const char* read_scaled(const char* p, const char* end, double& value) {
  std::uint64_t digits = 0;
  const char* const first = p;
  p = read_digits(p, end, digits);
  std::ptrdiff_t count = p - first;
  int exponent = 0;
  if (p != end && *p == '.') {
    const char* const fraction = ++p;
    p = read_digits(p, end, digits);
    count += p - fraction;
    exponent = -static_cast<int>(p - fraction);
  }
  if (count == 0 || count > kMostDigits || digits >> 53 != 0) return nullptr;
  if (p != end && (*p == 'e' || *p == 'E')) {
    const bool below_one = ++p != end && *p == '-';
    if (p != end && (*p == '-' || *p == '+')) ++p;
    std::uint64_t power = 0;
    const char* const start = p;
    p = read_digits(p, end, power);
    if (p == start || p - start > 3) return nullptr;
    exponent += below_one ? -static_cast<int>(power) : static_cast<int>(power);
  }
  if (exponent < -kLargestPower || exponent > kLargestPower) return nullptr;
  const auto integer = static_cast<double>(digits);
  value = exponent < 0 ? integer / kPowersOfTen[-exponent] : integer * kPowersOfTen[exponent];
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
  double magnitude;
  const char* stop = detail::read_pointed(p, end, magnitude);
  if (stop == nullptr) stop = detail::read_scaled(p, end, magnitude);
  if (stop == nullptr) return nullptr;
  if (std::same_as<T, float> && detail::is_tie_of_floats(magnitude)) return nullptr;
  value = static_cast<T>(std::copysign(magnitude, negative ? -1.0 : 1.0));
  return stop;
}

}  // namespace silu::text
