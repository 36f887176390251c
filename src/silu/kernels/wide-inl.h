// The number type for what is beyond the others: parameters of any size, and arguments and results
// down to the smallest double and up to infinity.
//
//   Wide   a vector of (hi + lo) 2^exponent, 1 <= |hi| < 2 or hi = 0: a DoubleDouble with an
//          exponent, which neither overflows nor underflows. The bounds of its operations are
//          DoubleDouble's.
//
// What is less than 2^-900 of what it is added to counts as that: it is no more than a hint to
// which side of hi the exact sum lies, which is what decides a tie. So a difference may cancel only
// as far as a formula knows it to. An infinite x is a number beyond all others, so that a formula
// gives its limit. The functions are not inlined: few values come here, and code would be large.

#if defined(SILU_WIDE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_WIDE_INL_H_
#undef SILU_WIDE_INL_H_
#else
#define SILU_WIDE_INL_H_
#endif

#include <cstdint>

#include "silu/kernels/elementary-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

// 2^exponent for integers from -1022 to 1023.
HWY_INLINE V64 PowerOfTwo(V64 exponent) {
  const hn::RebindToSigned<D64> di;
  const auto biased = hn::Add(hn::ConvertTo(di, exponent), hn::Set(di, 1023));
  return hn::BitCast(D64(), hn::ShiftLeft<52>(biased));
}

struct Wide {
  static constexpr bool kIsExact = true;
  static constexpr bool kIsPair = false;
  static constexpr bool kHasDoubts = false;
  static constexpr double kLeastShift = -900;
  static constexpr double kOfZero = -0x1p50;
  static constexpr double kOfInfinity = 20000;      // leaves its mark on what parameters make of it
  static constexpr double kOfExponential = 0x1p40;  // that of an infinite x, or of its square

  explicit HWY_INLINE Wide(V64 x) : Wide(DoubleDouble(x)) {}
  explicit HWY_INLINE Wide(Constant c) : Wide(DoubleDouble(c)) {}
  explicit HWY_INLINE Wide(DoubleDouble value)
      : Wide(Normalized(value.hi, value.lo, hn::Zero(D64()))) {}
  HWY_INLINE Wide(V64 high, V64 low, V64 power_of_two)
      : hi(high), lo(low), exponent(power_of_two) {}

  static HWY_INLINE Wide Product(V64 a, V64 b);
  static HWY_INLINE Wide Sum(V64 a, V64 b);

  // (hi + lo) 2^exponent for a double hi, or an infinity.
  static HWY_NOINLINE Wide Normalized(V64 hi, V64 lo, V64 exponent) {
    const D64 d;
    const hn::RebindToSigned<D64> di;
    const V64 size = hn::Abs(hi);
    const V64 step = hn::IfThenElse(Less(size, 0x1p-500), Set(600.0),
                                    hn::IfThenElseZero(Greater(size, 0x1p500), Set(-600.0)));
    const V64 factor = PowerOfTwo(step);
    const V64 moderate = hn::Mul(hi, factor);
    const auto biased =
        hn::ShiftRight<52>(hn::BitCast(di, hn::Abs(moderate)));  // 1 to 2046, unless it is 0
    const V64 floor = hn::Sub(hn::ConvertTo(d, biased), Set(1023.0));
    const V64 inverse = PowerOfTwo(AtLeast(AtMost(hn::Neg(floor), 1000.0), -1000.0));
    const auto is_zero = hn::Eq(hi, hn::Zero(d));
    const auto is_infinite = hn::Eq(size, Set(HUGE_VAL));
    const auto is_number = hn::Not(hn::Or(is_zero, is_infinite));
    const V64 limit = hn::IfThenElse(is_zero, Set(kOfZero), Set(kOfInfinity));
    const V64 sign = hn::CopySign(hn::IfThenElse(is_zero, hn::Zero(d), Set(1.0)), hi);
    return {hn::IfThenElse(is_number, hn::Mul(moderate, inverse), sign),
            hn::IfThenElseZero(is_number, hn::Mul(hn::Mul(lo, factor), inverse)),
            hn::IfThenElse(is_number, hn::Add(exponent, hn::Sub(floor, step)), limit)};
  }

  // Nearest to it with an exponent from -900 to 30.
  HWY_INLINE DoubleDouble Moderate() const {
    const V64 factor = PowerOfTwo(AtMost(AtLeast(exponent, -900.0), 30.0));
    return {hn::Mul(hi, factor), hn::Mul(lo, factor)};
  }
  // Of exponents, for a number that is not 0.
  HWY_INLINE M64 IsBelow(int power_of_two) const { return Less(exponent, power_of_two); }

  V64 hi;
  V64 lo;
  V64 exponent;
};

HWY_INLINE Wide Select(M64 mask, const Wide& yes, const Wide& no) {
  return {hn::IfThenElse(mask, yes.hi, no.hi), hn::IfThenElse(mask, yes.lo, no.lo),
          hn::IfThenElse(mask, yes.exponent, no.exponent)};
}
HWY_INLINE Wide SelectOrZero(M64 mask, const Wide& yes) {
  return Select(mask, yes, Wide(hn::Zero(D64()), hn::Zero(D64()), Set(Wide::kOfZero)));
}
HWY_INLINE Wide operator-(const Wide& a) {
  return {hn::Neg(a.hi), hn::Neg(a.lo), a.exponent};
}
HWY_INLINE Wide Abs(const Wide& a) {
  const DoubleDouble size = Abs(DoubleDouble(a.hi, a.lo));
  return {size.hi, size.lo, a.exponent};
}
HWY_INLINE Wide MinusAbs(const Wide& a) {
  return -Abs(a);
}
HWY_INLINE Wide WithSignOf(V64 s, const Wide& magnitude) {
  const DoubleDouble value = WithSignOf(s, DoubleDouble(magnitude.hi, magnitude.lo));
  return {value.hi, value.lo, magnitude.exponent};
}

// A zero that DoubleDouble computes has lost its sign: it takes that of hi's.
HWY_INLINE Wide WithZero(DoubleDouble value, V64 zero, V64 exponent) {
  const auto is_zero = hn::Eq(value.hi, hn::Zero(D64()));
  return Wide::Normalized(hn::IfThenElse(is_zero, zero, value.hi), value.lo, exponent);
}

HWY_NOINLINE inline Wide operator+(const Wide& a, const Wide& b) {
  const V64 exponent = hn::Max(a.exponent, b.exponent);
  const auto align = [&](const Wide& x) HWY_ATTR {
    const V64 shift = AtLeast(hn::Sub(x.exponent, exponent), Wide::kLeastShift);
    return Scale(DoubleDouble(x.hi, x.lo), PowerOfTwo(shift));
  };
  const DoubleDouble first = align(a);
  const DoubleDouble second = align(b);
  return WithZero(first + second, hn::Add(first.hi, second.hi), exponent);
}
HWY_INLINE Wide operator-(const Wide& a, const Wide& b) {
  return a + -b;
}
HWY_NOINLINE inline Wide operator*(const Wide& a, const Wide& b) {
  return WithZero(DoubleDouble(a.hi, a.lo) * DoubleDouble(b.hi, b.lo), hn::Mul(a.hi, b.hi),
                  hn::Add(a.exponent, b.exponent));
}
// b is not 0.
HWY_NOINLINE inline Wide operator/(const Wide& a, const Wide& b) {
  return WithZero(DoubleDouble(a.hi, a.lo) / DoubleDouble(b.hi, b.lo), hn::Div(a.hi, b.hi),
                  hn::Sub(a.exponent, b.exponent));
}
// a is positive.
HWY_NOINLINE inline Wide Sqrt(const Wide& a) {
  const V64 half = hn::Floor(hn::Mul(a.exponent, Set(0.5)));
  const V64 rest = hn::Sub(a.exponent, hn::Add(half, half));  // 0 or 1
  const DoubleDouble root = Sqrt(Scale(DoubleDouble(a.hi, a.lo), PowerOfTwo(rest)));
  return Wide::Normalized(root.hi, root.lo, half);
}
HWY_INLINE Wide operator+(const Wide& a, V64 b) {
  return a + Wide(b);
}
HWY_INLINE Wide operator*(const Wide& a, V64 b) {
  return a * Wide(b);
}
HWY_INLINE Wide operator/(const Wide& a, const Divisor& b) {
  return a / Wide(Set(b.value));
}
HWY_INLINE Wide Wide::Product(V64 a, V64 b) {
  return Wide(a) * Wide(b);
}
HWY_INLINE Wide Wide::Sum(V64 a, V64 b) {
  return Wide(a) + Wide(b);
}

// Below 2^kTiny, two terms of a series are all there is.
constexpr int kTiny = -60;

// For every x. Relative error of the value < 2^-93, of e^x - 1 < 2^-92.
template <>
struct Exponential<Wide> {
  explicit HWY_INLINE Exponential(const Wide& argument) : x(argument) {}

  HWY_NOINLINE Wide Value() const {
    // (e^(x/16))^16
    const DoubleDouble root = Exponential<DoubleDouble>(Scale(x.Moderate(), Set(1.0 / 16))).Value();
    Wide power(root);
    for (int i = 0; i < 4; ++i) power = power * power;
    const V64 all = hn::CopySign(Set(Wide::kOfExponential), x.hi);
    const Wide beyond(Set(1.0), hn::Zero(D64()), all);
    return Select(x.IsBelow(kTiny), Series() + 1.0, Select(x.IsBelow(13), power, beyond));
  }
  HWY_NOINLINE Wide MinusOne() const {
    const Wide moderate(Exponential<DoubleDouble>(x.Moderate()).MinusOne());
    const Wide near = Select(x.IsBelow(kTiny), Series(), moderate);
    return Select(x.IsBelow(5), near, Value() + -1.0);
  }

  Wide x;

 private:
  HWY_INLINE Wide Series() const { return x + x * x * 0.5; }
};

// Relative error < 2^-92.
HWY_NOINLINE inline Wide Log1p(const Wide& x) {
  return Select(x.IsBelow(kTiny), x - x * x * 0.5, Wide(Log1p(x.Moderate())));
}
template <>
HWY_INLINE Wide MillsRatio<Wide>(V64 a) {
  return Wide(MillsRatio<DoubleDouble>(a));
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_WIDE_INL_H_
