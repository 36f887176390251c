// Multiplication and addition with one rounding on every target, so that all give the same bits.

#if defined(SILU_FMA_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_FMA_INL_H_
#undef SILU_FMA_INL_H_
#else
#define SILU_FMA_INL_H_
#endif

#include <cstdint>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_NATIVE_FMA

template <class V>
HWY_INLINE V Fma(V a, V b, V c) {
  return hn::MulAdd(a, b, c);
}
template <class V>
HWY_INLINE V FmaSub(V a, V b, V c) {
  return hn::MulSub(a, b, c);
}
template <class V>
HWY_INLINE V NegFma(V a, V b, V c) {
  return hn::NegMulAdd(a, b, c);
}

#else

// The error of the rounded sum a + b (Knuth).
template <class V>
HWY_INLINE V SumError(V a, V b, V sum) {
  const V b_rounded = hn::Sub(sum, a);
  return hn::Add(hn::Sub(a, hn::Sub(sum, b_rounded)), hn::Sub(b, b_rounded));
}

// The upper 26 bits of float64 v, rounded to nearest; the rest of v fits 26 bits too.
template <class V>
HWY_INLINE V UpperHalf26(V v) {
  const hn::DFromV<V> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const auto bits = hn::Add(hn::BitCast(du, v), hn::Set(du, uint64_t{1} << 26));
  return hn::BitCast(d, hn::And(bits, hn::Set(du, ~uint64_t{0} << 27)));
}

// The error of the rounded product a b (Dekker).
template <class V>
HWY_INLINE V ProductError(V a, V b, V product) {
  const V a_high = UpperHalf26(a), a_low = hn::Sub(a, a_high);
  const V b_high = UpperHalf26(b), b_low = hn::Sub(b, b_high);
  const V crossed =
      hn::Add(hn::Add(hn::Sub(hn::Mul(a_high, b_high), product), hn::Mul(a_high, b_low)),
              hn::Mul(a_low, b_high));
  return hn::Add(crossed, hn::Mul(a_low, b_low));
}

// a + b rounded to odd: an inexact sum with an even last bit moves one unit towards the exact one.
template <class V>
HWY_INLINE V SumToOdd(V a, V b) {
  const hn::DFromV<V> d;
  const hn::RebindToSigned<decltype(d)> di;
  const V sum = hn::Add(a, b);
  const V error = SumError(a, b, sum);
  const auto bits = hn::BitCast(di, sum);
  const auto one = hn::Set(di, 1);
  const auto even = hn::Eq(hn::And(bits, one), hn::Zero(di));
  const auto inexact = hn::RebindMask(di, hn::Ne(error, hn::Zero(d)));
  // Away from zero where sum and error have the same sign: 1 or -1.
  const auto step = hn::Or(hn::BroadcastSignBit(hn::Xor(bits, hn::BitCast(di, error))), one);
  return hn::BitCast(d, hn::Add(bits, hn::IfThenElseZero(hn::And(even, inexact), step)));
}

// a b + c: Boldo and Melquiond, "Emulation of FMA and correctly rounded sums" (2008). The low parts
// are rounded to odd, so that the last sum does not round a second time. float64, exact above
// 2^-960 and without overflow.
template <class V>
HWY_INLINE V Fma(V a, V b, V c) {
  const V product = hn::Mul(a, b);
  const V product_error = ProductError(a, b, product);
  const V low = hn::Add(c, product_error);
  const V low_error = SumError(c, product_error, low);
  const V high = hn::Add(product, low);
  const V sum = hn::Add(high, SumToOdd(low_error, SumError(product, low, high)));
  // A zero has the sign that the plain sum gives it.
  return hn::IfThenElse(hn::Eq(sum, hn::Zero(hn::DFromV<V>())), hn::Add(product, c), sum);
}
template <class V>
HWY_INLINE V FmaSub(V a, V b, V c) {
  return Fma(a, b, hn::Neg(c));
}
template <class V>
HWY_INLINE V NegFma(V a, V b, V c) {
  return Fma(hn::Neg(a), b, c);
}

#endif  // HWY_NATIVE_FMA

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_FMA_INL_H_
