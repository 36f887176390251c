#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace silu::data {

namespace detail {

__extension__ using UInt128 = unsigned __int128;

static_assert(std::endian::native == std::endian::little, "the first character is the lowest");

/// Eight digits with leading zeros, the first in the lowest byte: halves, their halves, and theirs,
/// all at once. 10486 / 2^20 and 103 / 2^10 divide by 100 and 10 exactly, so far as is needed here.
inline std::uint64_t split_digits(std::uint32_t value) {
  std::uint64_t digits = value / 10000 | std::uint64_t{value % 10000} << 32;
  std::uint64_t upper = (digits * 10486 >> 20) & 0x0000007f0000007f;
  digits = upper | (digits - upper * 100) << 16;
  upper = (digits * 103 >> 10) & 0x000f000f000f000f;
  return upper | (digits - upper * 10) << 8;
}

/// How the floats of one binary exponent are written.
struct FixedNotation {
  double scale;              ///< the largest power of ten that is less than 1 / ulp
  double half_gap;           ///< ulp / 2 * scale
  std::uint32_t next_power;  ///< the bits of the least power of ten above the smallest of them
  std::int16_t digits;       ///< before the point, below that power of ten
  std::int16_t decimals;     ///< that always suffice: one more than scale has zeros
};

/// Biased exponents: from 2^-13, the first below 0.00012, where scientific notation is near, to
/// 2^22, the last with a fraction.
inline constexpr std::uint32_t kLeastExponent = 114;
inline constexpr std::uint32_t kMostExponent = 149;

inline constexpr auto kFixedNotations = [] {
  std::array<FixedNotation, kMostExponent - kLeastExponent + 1> rows{};
  double ulp = 0x1p-36;
  for (auto& row : rows) {
    row.scale = row.decimals = 1;
    for (; row.scale * 10 * ulp < 1; row.scale *= 10) ++row.decimals;
    row.half_gap = ulp / 2 * row.scale;
    float power = 10;
    for (row.digits = 1; power <= ulp * 0x1p23; power *= 10) ++row.digits;
    row.next_power = std::bit_cast<std::uint32_t>(power);
    ulp *= 2;
  }
  return rows;
}();

}  // namespace detail

/// Writes a float from 2^-13 to 2^23 in size that is no power of two with the fewest digits that
/// read back as the same float, of these the nearest to it. Returns its end, or nullptr for any
/// other float. Up to 32 bytes from out on may be written to.
///
/// Such floats lie an ulp apart, and the decimals that read back as one lie within half an ulp of
/// it. With scale < 1/ulp there is one integer at most so near to value * scale; if there is one,
/// its digits are the shortest; if not, the integer next to value * scale * 10 is. All products
/// are exact in a double: 24 bits times 5^11 * 2^n. No branch depends on the digits, for which one
/// it takes no processor could predict.
inline char* write_short_float(char* out, float value) {
  constexpr double kToInteger = 0x1p52;
  constexpr std::uint64_t kEightZeros = 0x3030303030303030;
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t magnitude = bits & 0x7fffffff;
  const std::uint32_t exponent = (magnitude >> 23) - detail::kLeastExponent;
  if (exponent >= detail::kFixedNotations.size() || (bits & 0x7fffff) == 0) return nullptr;
  const auto& notation = detail::kFixedNotations[exponent];

  const double scaled = std::bit_cast<float>(magnitude) * notation.scale;
  const double rounded = scaled + kToInteger;
  const double distance = std::abs(rounded - kToInteger - scaled);
  const auto low_word = [](double integer) {
    return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(integer));
  };
  const std::uint32_t shorter = low_word(rounded) * 10;
  const std::uint32_t longer = low_word(scaled * 10 + kToInteger);
  // All ones if distance < half_gap: of positive doubles, the bits compare as they do.
  const auto near = static_cast<std::uint32_t>(
      (std::bit_cast<std::int64_t>(distance) - std::bit_cast<std::int64_t>(notation.half_gap)) >>
      63);
  const std::uint32_t digits = longer ^ ((longer ^ shorter) & near);

  const std::uint32_t first = digits >= 100'000'000 ? 1 : 0;
  const std::uint64_t others = detail::split_digits(digits - first * 100'000'000);
  // Sixteen characters, the point to be: 16 - decimals in.
  const detail::UInt128 text =
      detail::UInt128{others | kEightZeros} << 64 | (kEightZeros | std::uint64_t{first} << 56);
  const int whole = notation.digits + (magnitude >= notation.next_power ? 1 : 0);
  const auto head = static_cast<std::uint64_t>(text >> 8 * (16 - notation.decimals - whole));
  const detail::UInt128 tail = text >> 8 * (16 - notation.decimals);
  const int decimals = std::max(notation.decimals - std::countl_zero(others) / 8, 0);
  *out = '-';
  out += bits >> 31;
  std::memcpy(out, &head, sizeof head);
  out[whole] = '.';
  std::memcpy(out + whole + 1, &tail, sizeof tail);
  return out + whole + (decimals > 0 ? decimals + 1 : 0);
}

}  // namespace silu::data
