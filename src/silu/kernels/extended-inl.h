// The number type for the first tier of float64, on targets with FMA:
//
//   Extended   a vector of unevaluated sums hi + lo like a DoubleDouble, but |lo| may be some units
//              of the last place of hi, and the exponential has 2^-73 instead of 2^-98
//
// So a formula's relative error is that of an Estimate, whose exponential has 2^-46, times 2^-26 or
// less. Results may differ in their low parts from target to target: the rounding test allows for
// that. Bounds of its operations are relative to the exact result, for results from 2^-900 to 2^900
// or zero.

#if defined(SILU_EXTENDED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_EXTENDED_INL_H_
#undef SILU_EXTENDED_INL_H_
#else
#define SILU_EXTENDED_INL_H_
#endif

#include <cstddef>

#include "silu/kernels/elementary-inl.h"
#include "silu/kernels/exp64.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

#if HWY_NATIVE_FMA

struct Extended {
  static constexpr bool kIsExact = true;
  static constexpr bool kIsPair = true;
  static constexpr bool kHasDoubts = true;

  HWY_INLINE Extended(V64 high, V64 low) : hi(high), lo(low) {}
  explicit HWY_INLINE Extended(V64 x) : hi(x), lo(hn::Zero(D64())) {}
  explicit HWY_INLINE Extended(Constant c) : hi(Set(c.hi)), lo(Set(c.lo)) {}
  explicit HWY_INLINE Extended(DoubleDouble x) : hi(x.hi), lo(x.lo) {}

  // Exact.
  static HWY_INLINE Extended Product(V64 a, V64 b) { return Extended(DoubleDouble::Product(a, b)); }
  static HWY_INLINE Extended Sum(V64 a, V64 b) { return Extended(DoubleDouble::Sum(a, b)); }
  static HWY_INLINE Extended FastSum(V64 a, V64 b) { return Extended(DoubleDouble::FastSum(a, b)); }

  V64 hi;
  V64 lo;
};

// Error < 2^-98, unless the sum cancels: what low parts are rounded to is relative to the terms.
HWY_INLINE Extended operator+(Extended a, Extended b) {
  const Extended sum = Extended::Sum(a.hi, b.hi);
  return {sum.hi, hn::Add(sum.lo, hn::Add(a.lo, b.lo))};
}
HWY_INLINE Extended operator-(Extended a, Extended b) {
  return a + -b;
}
HWY_INLINE Extended operator+(Extended a, V64 b) {
  const Extended sum = Extended::Sum(a.hi, b);
  return {sum.hi, hn::Add(sum.lo, a.lo)};
}
// Error < 2^-98.
HWY_INLINE Extended operator*(Extended a, Extended b) {
  const Extended product = Extended::Product(a.hi, b.hi);
  return {product.hi, hn::MulAdd(a.lo, b.hi, hn::MulAdd(a.hi, b.lo, product.lo))};
}
HWY_INLINE Extended operator*(Extended a, V64 b) {
  const Extended product = Extended::Product(a.hi, b);
  return {product.hi, hn::MulAdd(a.lo, b, product.lo)};
}
HWY_INLINE Extended operator/(Extended a, Extended b) {
  const V64 inverse = hn::Div(Set(1.0), b.hi);
  const V64 first = hn::Mul(a.hi, inverse);
  const V64 rest = hn::Add(hn::NegMulAdd(first, b.hi, a.hi), a.lo);
  return {first, hn::Mul(hn::NegMulAdd(first, b.lo, rest), inverse)};
}
// Of a positive number.
HWY_INLINE Extended Sqrt(Extended a) {
  const V64 root = hn::Sqrt(a.hi);
  const V64 rest = hn::Add(hn::NegMulAdd(root, root, a.hi), a.lo);
  return {root, hn::Div(rest, hn::Add(root, root))};
}

// For every x but NaN; what is beyond -700 and 650 counts as that. Relative error of the value and
// of e^x - 1 < 2^-72; below -600, where low parts underflow, it is more.
template <>
struct Exponential<Extended> {
  explicit HWY_INLINE Exponential(Extended x) : power(x), reduced(x) {
    const hn::RebindToSigned<D64> di;
    const V64 magic = Set(kRoundToInt);
    const V64 hi = AtMost(AtLeast(x.hi, -700.0), 650.0);
    const V64 lo = hn::IfThenElseZero(hn::Eq(hi, x.hi), x.lo);
    // x = n ln2/16 + r, as exp64.h has it.
    const V64 shifted = hn::MulAdd(hi, Set(k16OverLn2), magic);
    const V64 n = hn::Sub(shifted, magic);
    const V64 r = hn::NegMulAdd(n, Set(kLn2Over16), hi);
    const V64 r_low = hn::NegMulAdd(n, Set(kLn2Over16Rest), lo);
    reduced = Minus1(r, r_low);

    power = SixteenthPower<Extended>(hn::BitCast(di, shifted));
  }

  HWY_INLINE Extended Value() const {
    const Extended product = power * reduced;
    const Extended sum = Extended::FastSum(power.hi, product.hi);
    return {sum.hi, hn::Add(sum.lo, hn::Add(power.lo, product.lo))};
  }
  HWY_INLINE Extended MinusOne() const { return (power + -1.0) + power * reduced; }

  Extended power, reduced;

 private:
  // e^(r + r_low) - 1 = r + r^2 (1/2 + r/6 + r^2 (1/24 + ...)) + r_low e^r, for |r| <= ln2/32.
  // Relative error 2^-73: the terms from 1/24 on are rounded to 2^-52 of 2^-15.6.
  static HWY_INLINE Extended Minus1(V64 r, V64 r_low) {
    V64 tail = Set(kInverseFactorials[9].hi);
    for (size_t k = 9; k-- > 3;) tail = hn::MulAdd(tail, r, Set(kInverseFactorials[k].hi));
    const Extended square = Extended::Product(r, r);
    const Extended sixth = Extended(kInverseFactorials[2]) * r;
    const Extended sum = Extended::FastSum(Set(0.5), sixth.hi);
    const Extended series = {sum.hi, hn::Add(sum.lo, hn::MulAdd(square.hi, tail, sixth.lo))};
    const Extended curved = series * square;
    const Extended value = Extended::FastSum(r, curved.hi);
    const V64 low = hn::Add(hn::Add(value.lo, curved.lo), hn::MulAdd(r_low, value.hi, r_low));
    return Extended::FastSum(value.hi, low);
  }
};

// Relative error < 2^-71.
template <>
HWY_INLINE Extended MillsRatio<Extended>(V64 a) {
  return Extended(MillsRatioByPairs<kMillsShortPairs>(a));
}

#endif  // HWY_NATIVE_FMA

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_EXTENDED_INL_H_
