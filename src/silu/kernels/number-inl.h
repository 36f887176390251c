// The number types that formulas are evaluated in, but for a first tier of float64 (extended-inl.h)
// and for what is extreme (wide-inl.h):
//
//   Estimate       a vector of doubles: fast, with an error bound that each formula states
//   DoubleDouble   a vector of unevaluated sums hi + lo, |lo| <= ulp(hi) / 2: about 2^-100
//
// Both have the same operations, so that a formula is written once, for an N that is either. An
// Estimate may differ in its last bits from target to target: the rounding test allows for that. A
// DoubleDouble is the same bits on every target: it uses FMA for the error of a product only, which
// is exact with and without it. Bounds of its operations are relative to the exact result, for
// operands and results from 2^-900 to 2^900 or zero (Joldes, Muller and Popescu, "Tight and
// rigorous error bounds for basic building blocks of double-word arithmetic", 2017).

#if defined(SILU_NUMBER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_NUMBER_INL_H_
#undef SILU_NUMBER_INL_H_
#else
#define SILU_NUMBER_INL_H_
#endif

#include "hwy/highway.h"
#include "silu/kernels/constant.h"
#include "silu/kernels/fma-inl.h"

// Of what is large, processors from before 2013 get one copy, for the library's size.
#undef SILU_INLINE_UNLESS_OLD
#if HWY_NATIVE_FMA
#define SILU_INLINE_UNLESS_OLD HWY_INLINE
#else
#define SILU_INLINE_UNLESS_OLD HWY_NOINLINE
#endif

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D64 = hn::ScalableTag<double>;
using V64 = hn::Vec<D64>;
using M64 = hn::Mask<D64>;

HWY_INLINE V64 Set(double value) {
  return hn::Set(D64(), value);
}
HWY_INLINE M64 Nowhere() {
  return hn::MaskFromVec(hn::Zero(D64()));
}
HWY_INLINE M64 Less(V64 a, double b) {
  return hn::Lt(a, Set(b));
}
HWY_INLINE M64 Greater(V64 a, double b) {
  return hn::Gt(a, Set(b));
}
// The smaller and the larger of x and a limit. A NaN stays: x86 returns the second operand then,
// arm64 the NaN, and Highway's targets without vectors the number.
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
HWY_INLINE V64 AtMost(V64 x, double limit) {
  return hn::IfThenElse(Greater(x, limit), Set(limit), x);
}
HWY_INLINE V64 AtLeast(V64 x, double limit) {
  return hn::IfThenElse(Less(x, limit), Set(limit), x);
}
#else
HWY_INLINE V64 AtMost(V64 x, double limit) {
  return hn::Min(Set(limit), x);
}
HWY_INLINE V64 AtLeast(V64 x, double limit) {
  return hn::Max(Set(limit), x);
}
#endif

struct Estimate {
  static constexpr bool kIsExact = false;
  static constexpr bool kIsPair = false;
  static constexpr bool kHasDoubts = true;

  explicit HWY_INLINE Estimate(V64 x) : hi(x) {}
  explicit HWY_INLINE Estimate(Constant c) : hi(Set(c.hi)) {}

  static HWY_INLINE Estimate Product(V64 a, V64 b) { return Estimate(hn::Mul(a, b)); }
  static HWY_INLINE Estimate Sum(V64 a, V64 b) { return Estimate(hn::Add(a, b)); }

  V64 hi;
};

HWY_INLINE Estimate operator-(Estimate a) {
  return Estimate(hn::Neg(a.hi));
}
HWY_INLINE Estimate operator+(Estimate a, Estimate b) {
  return Estimate(hn::Add(a.hi, b.hi));
}
HWY_INLINE Estimate operator-(Estimate a, Estimate b) {
  return Estimate(hn::Sub(a.hi, b.hi));
}
HWY_INLINE Estimate operator*(Estimate a, Estimate b) {
  return Estimate(hn::Mul(a.hi, b.hi));
}
HWY_INLINE Estimate operator+(Estimate a, V64 b) {
  return Estimate(hn::Add(a.hi, b));
}
HWY_INLINE Estimate operator*(Estimate a, V64 b) {
  return Estimate(hn::Mul(a.hi, b));
}
HWY_INLINE Estimate operator/(Estimate a, Estimate b) {
  return Estimate(hn::Div(a.hi, b.hi));
}
HWY_INLINE Estimate Sqrt(Estimate a) {
  return Estimate(hn::Sqrt(a.hi));
}
HWY_INLINE Estimate Select(M64 mask, Estimate yes, Estimate no) {
  return Estimate(hn::IfThenElse(mask, yes.hi, no.hi));
}
HWY_INLINE Estimate SelectOrZero(M64 mask, Estimate yes) {
  return Estimate(hn::IfThenElseZero(mask, yes.hi));
}
// With the sign of s for one that is not negative.
HWY_INLINE Estimate WithSignOf(V64 s, Estimate magnitude) {
  return Estimate(hn::CopySign(magnitude.hi, s));
}

struct DoubleDouble {
  static constexpr bool kIsExact = true;
  static constexpr bool kIsPair = true;
  static constexpr bool kHasDoubts = false;

  HWY_INLINE DoubleDouble(V64 high, V64 low) : hi(high), lo(low) {}
  explicit HWY_INLINE DoubleDouble(V64 x) : hi(x), lo(hn::Zero(D64())) {}
  explicit HWY_INLINE DoubleDouble(Constant c) : hi(Set(c.hi)), lo(Set(c.lo)) {}

  // Exact.
  static HWY_INLINE DoubleDouble Product(V64 a, V64 b) {
    const V64 product = hn::Mul(a, b);
#if HWY_NATIVE_FMA
    return {product, hn::MulSub(a, b, product)};
#else
    return {product, ProductError(a, b, product)};
#endif
  }
  // a + b exactly (Knuth).
  static HWY_INLINE DoubleDouble Sum(V64 a, V64 b) {
    const V64 sum = hn::Add(a, b);
    const V64 b_part = hn::Sub(sum, a);
    return {sum, hn::Add(hn::Sub(a, hn::Sub(sum, b_part)), hn::Sub(b, b_part))};
  }
  // a + b exactly, for |a| >= |b| or a = 0 (Dekker).
  static HWY_INLINE DoubleDouble FastSum(V64 a, V64 b) {
    const V64 sum = hn::Add(a, b);
    return {sum, hn::Sub(b, hn::Sub(sum, a))};
  }

  V64 hi;
  V64 lo;
};

// A number type of two parts, hi + lo.
template <class N>
concept Pair = N::kIsPair;

template <Pair N>
HWY_INLINE N operator-(N a) {
  return {hn::Neg(a.hi), hn::Neg(a.lo)};
}
// Error < 2^-104, also where the sum cancels.
HWY_INLINE DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble hi = DoubleDouble::Sum(a.hi, b.hi);
  const DoubleDouble lo = DoubleDouble::Sum(a.lo, b.lo);
  const DoubleDouble sum = DoubleDouble::FastSum(hi.hi, hn::Add(hi.lo, lo.hi));
  return DoubleDouble::FastSum(sum.hi, hn::Add(sum.lo, lo.lo));
}
HWY_INLINE DoubleDouble operator-(DoubleDouble a, DoubleDouble b) {
  return a + -b;
}
// Error < 2^-105.
HWY_INLINE DoubleDouble operator+(DoubleDouble a, V64 b) {
  const DoubleDouble sum = DoubleDouble::Sum(a.hi, b);
  return DoubleDouble::FastSum(sum.hi, hn::Add(sum.lo, a.lo));
}
// Error < 2^-103.
HWY_INLINE DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = DoubleDouble::Product(a.hi, b.hi);
  const V64 crossed = hn::Add(hn::Mul(a.hi, b.lo), hn::Mul(a.lo, b.hi));
  return DoubleDouble::FastSum(product.hi, hn::Add(product.lo, crossed));
}
// Error < 2^-104.
HWY_INLINE DoubleDouble operator*(DoubleDouble a, V64 b) {
  const DoubleDouble product = DoubleDouble::Product(a.hi, b);
  return DoubleDouble::FastSum(product.hi, hn::Add(product.lo, hn::Mul(a.lo, b)));
}
// Error < 2^-101.
HWY_INLINE DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
  const V64 first = hn::Div(a.hi, b.hi);
  const DoubleDouble rest = a - b * first;
  return DoubleDouble::FastSum(first, hn::Div(rest.hi, b.hi));
}
// Of a positive number; error < 2^-103.
HWY_INLINE DoubleDouble Sqrt(DoubleDouble a) {
  const V64 root = hn::Sqrt(a.hi);
  const DoubleDouble rest = a - DoubleDouble::Product(root, root);
  return DoubleDouble::FastSum(root, hn::Div(rest.hi, hn::Add(root, root)));
}
template <Pair N>
HWY_INLINE N Select(M64 mask, N yes, N no) {
  return {hn::IfThenElse(mask, yes.hi, no.hi), hn::IfThenElse(mask, yes.lo, no.lo)};
}
template <Pair N>
HWY_INLINE N SelectOrZero(M64 mask, N yes) {
  return {hn::IfThenElseZero(mask, yes.hi), hn::IfThenElseZero(mask, yes.lo)};
}
// a 2^k for factor = 2^k.
template <Pair N>
HWY_INLINE N Scale(N a, V64 factor) {
  return {hn::Mul(a.hi, factor), hn::Mul(a.lo, factor)};
}
template <Pair N>
HWY_INLINE N WithSignOf(V64 s, N magnitude) {
  const V64 sign = hn::And(s, hn::SignBit(D64()));
  return {hn::Or(magnitude.hi, sign), hn::Xor(magnitude.lo, sign)};
}

HWY_INLINE Estimate Abs(Estimate a) {
  return Estimate(hn::Abs(a.hi));
}
template <Pair N>
HWY_INLINE N Abs(N a) {
  return {hn::Abs(a.hi), hn::Xor(a.lo, hn::And(a.hi, hn::SignBit(D64())))};
}
// -|a|
HWY_INLINE Estimate MinusAbs(Estimate a) {
  return Estimate(hn::Or(a.hi, hn::SignBit(D64())));
}
template <Pair N>
HWY_INLINE N MinusAbs(N a) {
  const V64 sign = hn::SignBit(D64());
  return {hn::Or(a.hi, sign), hn::Xor(a.lo, hn::AndNot(a.hi, sign))};
}
HWY_INLINE V64 MinusAbs(V64 a) {
  return hn::Or(a, hn::SignBit(D64()));
}

// Operations with a number that the source spells out.
template <class N>
HWY_INLINE N operator+(N a, double b) {
  return a + Set(b);
}
template <class N>
HWY_INLINE N operator*(N a, double b) {
  return a * Set(b);
}
template <class N>
HWY_INLINE N operator+(N a, Constant b) {
  return a + N(b);
}
template <class N>
HWY_INLINE N operator*(N a, Constant b) {
  return a * N(b);
}
template <class N>
HWY_INLINE N operator/(N a, const Divisor& b) {
  return a * b.inverse;
}

// The value of a formula; the division comes last, and several vectors can share it.
template <class N>
struct Quotient {
  N numerator;
  N denominator;
};

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_NUMBER_INL_H_
