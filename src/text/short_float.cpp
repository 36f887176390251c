#include "text/short_float.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "silu/target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "text/short_float.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "hwy/highway.h"

#ifndef SILU_TEXT_SHORT_FLOAT_ONCE
#define SILU_TEXT_SHORT_FLOAT_ONCE
namespace silu::text {
namespace {

static_assert(std::endian::native == std::endian::little, "the first character is the lowest");

// How the floats of one binary exponent are written. They lie an ulp apart, and the decimals that
// read back as one lie within half an ulp of it. There is one integer at most so near to value *
// scale; if there is one, its digits are the shortest; if not, the integer next to value * scale *
// 10 is. All these products are exact in a double: 24 bits times 5^11 * 2^n.
struct FixedNotation {
  double scale;              // the largest power of ten below 1 / ulp
  double half_gap;           // ulp / 2 * scale
  std::uint32_t next_power;  // the bits of the least power of ten above the smallest float
  std::uint16_t whole;       // digits before the point, below that power of ten
  std::uint16_t decimals;    // of value * scale * 10 as an integer
};
static_assert(sizeof(FixedNotation) == 3 * sizeof(std::uint64_t), "gathered as three words");

// Biased exponents: from 2^-13, the first below 0.00012, where scientific notation is near, to
// 2^22, the last with a fraction.
constexpr std::uint32_t kLeastExponent = 114;
constexpr std::uint32_t kMostExponent = 149;

constexpr auto kNotations = [] {
  std::array<FixedNotation, kMostExponent - kLeastExponent + 1> rows{};
  double ulp = 0x1p-36;
  for (auto& row : rows) {
    row.scale = row.decimals = 1;
    for (; row.scale * 10 * ulp < 1; row.scale *= 10) ++row.decimals;
    row.half_gap = ulp / 2 * row.scale;
    float power = 10;
    for (row.whole = 1; power <= ulp * 0x1p23; power *= 10) ++row.whole;
    row.next_power = std::bit_cast<std::uint32_t>(power);
    ulp *= 2;
  }
  return rows;
}();

// That of 1, whose decimals are fewer than eight, serves for 0.
constexpr std::uint32_t kRowOfZero = 127 - kLeastExponent;

constexpr std::uint32_t kMagnitude = 0x7fffffff;
constexpr std::uint32_t kMantissa = 0x007fffff;
// Added to a smaller double, it leaves the nearest integer in the low bits.
constexpr double kToInteger = 0x1p52;
constexpr std::uint32_t kNineDigits = 100'000'000;
constexpr std::uint64_t kEightZeros = 0x3030303030303030;
// Reciprocals that divide a number of eight, four and two digits exactly.
constexpr std::uint64_t kOver10000 = 3518437209;  // / 2^45
constexpr std::uint64_t kOver100 = 10486;         // / 2^20
constexpr std::uint64_t kOver10 = 103;            // / 2^10

}  // namespace
}  // namespace silu::text
#endif  // SILU_TEXT_SHORT_FLOAT_ONCE

// What shifts a lane by 64 bits or more leaves 0 on these.
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
HWY_BEFORE_NAMESPACE();
namespace silu::text::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Eight digits a lane, the first in the lowest byte: halves, their halves, and theirs.
template <class D, class V = hn::VFromD<D>>
HWY_INLINE V SplitDigits(D d, V value) {
  const hn::Repartition<uint32_t, D> d32;
  const hn::Repartition<uint16_t, D> d16;
  const auto times = [&](V v, uint32_t factor) {
    return hn::MulEven(hn::BitCast(d32, v), hn::Set(d32, factor));
  };
  const V upper = hn::ShiftRight<45>(times(value, kOver10000));
  const V lower = hn::Sub(value, times(upper, 10000));
  const auto fours = hn::BitCast(d32, hn::Or(upper, hn::ShiftLeft<32>(lower)));
  const auto upper4 = hn::ShiftRight<20>(hn::Mul(fours, hn::Set(d32, kOver100)));
  const auto lower4 = hn::Sub(fours, hn::Mul(upper4, hn::Set(d32, 100)));
  const auto twos = hn::BitCast(d16, hn::Or(upper4, hn::ShiftLeft<16>(lower4)));
  const auto upper2 = hn::ShiftRight<10>(hn::Mul(twos, hn::Set(d16, kOver10)));
  const auto lower2 = hn::Sub(twos, hn::Mul(upper2, hn::Set(d16, 10)));
  return hn::BitCast(d, hn::Or(upper2, hn::ShiftLeft<8>(lower2)));
}

// As shorten() below does for one, for as many as there are lanes from the i-th on.
HWY_INLINE void ShortenVector(const float* values, ShortFloats& texts, size_t i) {
  const hn::ScalableTag<double> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<float, decltype(d)> df;
  const hn::RebindToUnsigned<decltype(df)> du32;
  const auto word = [du](uint64_t value) { return hn::Set(du, value); };
  const auto less = [di, du](auto a, auto b) {  // of what is less than 2^63
    return hn::RebindMask(du, hn::Lt(hn::BitCast(di, a), hn::BitCast(di, b)));
  };

  const auto bits32 = hn::BitCast(du32, hn::LoadU(df, values + i));
  const auto magnitude32 = hn::And(bits32, hn::Set(du32, kMagnitude));
  const auto magnitude = hn::PromoteTo(du, magnitude32);
  const auto exponent = hn::ShiftRight<23>(magnitude);
  const auto is_zero = hn::Eq(magnitude, word(0));
  const auto in_range =
      hn::And(less(word(kLeastExponent - 1), exponent), less(exponent, word(kMostExponent + 1)));
  const auto is_power = hn::Eq(hn::And(magnitude, word(kMantissa)), word(0));
  const auto is_short = hn::Or(is_zero, hn::AndNot(is_power, in_range));
  const auto row =
      hn::IfThenElse(in_range, hn::Sub(exponent, word(kLeastExponent)), word(kRowOfZero));
  const auto first_word = hn::BitCast(di, hn::Add(row, hn::ShiftLeft<1>(row)));
  const auto* words = reinterpret_cast<const double*>(kNotations.data());
  const auto scale = hn::GatherIndex(d, words, first_word);
  const auto half_gap = hn::GatherIndex(d, words + 1, first_word);
  const auto layout = hn::BitCast(du, hn::GatherIndex(d, words + 2, first_word));

  const auto scaled = hn::Mul(hn::PromoteTo(d, hn::BitCast(df, magnitude32)), scale);
  const auto to_integer = hn::Set(d, kToInteger);
  const auto rounded = hn::Add(scaled, to_integer);
  const auto distance = hn::Abs(hn::Sub(hn::Sub(rounded, to_integer), scaled));
  const auto near = hn::RebindMask(du, hn::Lt(distance, half_gap));
  const auto low_word = [&](auto v) { return hn::And(hn::BitCast(du, v), word(0xffffffff)); };
  const auto integer = low_word(rounded);
  const auto shorter = hn::Add(hn::ShiftLeft<3>(integer), hn::ShiftLeft<1>(integer));
  const auto longer = low_word(hn::Add(hn::Mul(scaled, hn::Set(d, 10.0)), to_integer));
  const auto digits = hn::IfThenElse(near, shorter, longer);

  const auto has_nine = less(word(kNineDigits - 1), digits);
  const auto others =
      SplitDigits(du, hn::Sub(digits, hn::IfThenElseZero(has_nine, word(kNineDigits))));
  const auto low = hn::Or(word(kEightZeros), hn::IfThenElseZero(has_nine, word(uint64_t{1} << 56)));
  const auto high = hn::Or(others, word(kEightZeros));
  const auto decimals = hn::ShiftRight<48>(layout);
  const auto power = hn::And(layout, word(0xffffffff));
  const auto whole = hn::Add(hn::And(hn::ShiftRight<32>(layout), word(0xffff)),
                             hn::IfThenElse(less(magnitude, power), word(0), word(1)));
  const auto sixty_four = word(64);
  const auto to_point = hn::Sub(word(128), hn::ShiftLeft<3>(decimals));
  const auto to_head = hn::Sub(to_point, hn::ShiftLeft<3>(whole));
  const auto head = hn::Or(hn::Shr(low, to_head), hn::Shl(high, hn::Sub(sixty_four, to_head)));
  const auto tail =
      hn::Or(hn::Or(hn::Shr(low, to_point), hn::Shr(high, hn::Sub(to_point, sixty_four))),
             hn::Shl(high, hn::Sub(sixty_four, to_point)));

  // The exponent of a double tells which of the eight digits is the last that is not 0; -1 stands
  // for the one before them. No matter what it is without any: 0 is written with few decimals.
  const auto as_double = hn::BitCast(du, hn::ConvertTo(d, hn::BitCast(di, others)));
  const auto last = hn::Max(
      hn::ShiftRight<3>(hn::BitCast(di, hn::Sub(hn::ShiftRight<52>(as_double), word(1023)))),
      hn::Set(di, -1));
  const auto shown = hn::Add(hn::BitCast(di, decimals), hn::Sub(last, hn::Set(di, 7)));
  const auto with_point = hn::BitCast(
      du, hn::IfThenElseZero(hn::Gt(shown, hn::Zero(di)), hn::Add(shown, hn::Set(di, 1))));
  const auto length = hn::Add(whole, with_point);
  const auto sign = hn::ShiftRight<31>(hn::PromoteTo(du, bits32));
  const auto rest = hn::Or(hn::Or(hn::Shr(high, to_point), hn::ShiftLeft<32>(whole)),
                           hn::Or(hn::ShiftLeft<40>(length), hn::ShiftLeft<48>(sign)));
  hn::StoreU(head, du, texts.head + i);
  hn::StoreU(tail, du, texts.tail + i);
  hn::StoreU(hn::IfThenElseZero(is_short, rest), du, texts.rest + i);
}

// Whole vectors only; how many that is.
size_t Shorten(const float* values, ShortFloats& texts, size_t count) {
  const size_t lanes = hn::Lanes(hn::ScalableTag<double>());
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) ShortenVector(values, texts, i);
  return i;
}

}  // namespace silu::text::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#if HWY_ONCE
namespace silu::text {
namespace {

__extension__ using UInt128 = unsigned __int128;

std::uint64_t split_digits(std::uint32_t value) {
  const std::uint64_t upper = value * kOver10000 >> 45;
  const std::uint64_t fours = upper | (value - upper * 10000) << 32;
  const std::uint64_t upper4 = (fours * kOver100 >> 20) & 0x0000007f0000007f;
  const std::uint64_t twos = upper4 | (fours - upper4 * 100) << 16;
  const std::uint64_t upper2 = (twos * kOver10 >> 10) & 0x000f000f000f000f;
  return upper2 | (twos - upper2 * 10) << 8;
}

// All the digits there can be, as an integer; the last of them may be zeros.
std::uint32_t find_digits(const FixedNotation& notation, float magnitude) {
  const double scaled = magnitude * notation.scale;
  const auto integer = [](double value) {
    return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(value + kToInteger));
  };
  const double distance = std::abs(scaled + kToInteger - kToInteger - scaled);
  return distance < notation.half_gap ? integer(scaled) * 10 : integer(scaled * 10);
}

// How many are found at once; the others are for shorten() one by one.
std::size_t shorten_vectors(const float* values, ShortFloats& texts, std::size_t count) {
  switch (target_bit()) {
#if HWY_TARGETS & HWY_AVX3
    case HWY_AVX3:
      return N_AVX3::Shorten(values, texts, count);
#endif
#if HWY_TARGETS & HWY_AVX2
    case HWY_AVX2:
      return N_AVX2::Shorten(values, texts, count);
#endif
    default:
      return 0;
  }
}

}  // namespace

ShortFloat shorten(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t magnitude = bits & kMagnitude;
  const std::uint32_t exponent = (magnitude >> 23) - kLeastExponent;
  const bool is_short = exponent < kNotations.size() && (bits & kMantissa) != 0;
  if (!is_short && magnitude != 0) return {};
  const auto& notation = kNotations[is_short ? exponent : kRowOfZero];
  const std::uint32_t digits = find_digits(notation, std::bit_cast<float>(magnitude));
  const std::uint64_t first = digits / kNineDigits;
  const std::uint64_t others = split_digits(digits % kNineDigits);
  const UInt128 text = UInt128{others | kEightZeros} << 64 | kEightZeros | first << 56;
  const int whole = notation.whole + (magnitude >= notation.next_power ? 1 : 0);
  const int decimals = std::max(notation.decimals - std::countl_zero(others) / 8, 0);
  const int length = whole + (decimals > 0 ? decimals + 1 : 0);
  const auto head = static_cast<std::uint64_t>(text >> 8 * (16 - notation.decimals - whole));
  const UInt128 tail = text >> 8 * (16 - notation.decimals);
  const auto more = static_cast<std::uint64_t>(tail >> 64);
  return {head, static_cast<std::uint64_t>(tail),
          more | static_cast<std::uint64_t>(whole) << 32 |
              static_cast<std::uint64_t>(length) << 40 | std::uint64_t{bits >> 31} << 48};
}

void shorten(std::span<const float> values, ShortFloats& texts) {
  for (std::size_t i = shorten_vectors(values.data(), texts, values.size()); i < values.size();
       ++i) {
    const ShortFloat text = shorten(values[i]);
    texts.head[i] = text.head;
    texts.tail[i] = text.tail;
    texts.rest[i] = text.rest;
  }
}

}  // namespace silu::text
#endif  // HWY_ONCE
