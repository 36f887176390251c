// Correctly rounded float32 functions from estimates in double.
//
// Three tiers, each of which knows when it does not know:
//   1. Fast: the estimates of four vectors, and a rounding test of their bits.
//   2. Careful, where the test fails, one vector at a time and for every x: both ends of the error
//      interval are rounded to float.
//   3. Exact, where they differ, one value at a time.
//
// A Family brings the function f:
//
//   static constexpr int kErrorBits
//     28 to 46.
//   static V Estimate(D d, V x)
//     f of a vector of doubles, which are floats. For every x the relative error is below
//     2^-kErrorBits - 2^-50; but if f(x) rounds to zero or infinity, any estimate does that rounds
//     to the same, error included. NaN gives a NaN, of which the canonical one is made.
//   static Mask<DF> IsExact(DF df, VF x)
//     Where the estimate rounds to f(x) although it is as close to a float as the test can tell.
//     For speed only: what is common in practice, such as x = 0 if f(0) is a float, or f(x) = x.
//   static float Exact(float x)
//     f(x) correctly rounded, for every x.
//
// Ties need nothing more, nor what is as good as one, such as x/2 + x^2/4 at an odd subnormal x:
// the ends of the interval differ, and Exact decides. A rounding costs some 0.3 us then, so
// kErrorBits below 38 is slow: that happens to about one value in 2^(kErrorBits - 25).

#if defined(SILU_ROUND_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_ROUND_INL_H_
#undef SILU_ROUND_INL_H_
#else
#define SILU_ROUND_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <limits>

#include "hwy/highway.h"
#include "silu/kernels/blocks-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Correctly rounded, for every double.
template <class DF, class V>
HWY_INLINE hn::Vec<DF> RoundToFloat(DF df, V value) {
  const auto rounded = hn::DemoteTo(df, value);
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
  // These stop at the largest float; twice the half of the value becomes infinite where it should.
  const auto half = hn::DemoteTo(df, hn::Mul(value, hn::Set(hn::DFromV<V>(), 0.5)));
  const auto largest = hn::Set(df, std::numeric_limits<float>::max());
  return hn::IfThenElse(hn::Eq(hn::Abs(rounded), largest), hn::Add(half, half), rounded);
#else
  return rounded;
#endif
}

// The second tier, of one vector of doubles: stores f(x).
template <class Family, class D, class V = hn::Vec<D>>
HWY_INLINE void Decide(D d, V estimate, const float* x, float* y) {
  const hn::Rebind<float, D> df;
  // The exact value lies between begin and end.
  constexpr double kWidth = 1.0 / static_cast<double>(uint64_t{1} << Family::kErrorBits);
  const V width = hn::CopySign(hn::Set(d, kWidth), estimate);
  const V one = hn::Set(d, 1.0);
  const auto begin = RoundToFloat(df, hn::Mul(estimate, hn::Sub(one, width)));
  const auto rounded = RoundToFloat(df, hn::Mul(estimate, hn::Add(one, width)));
  const auto nan = hn::Set(df, std::numeric_limits<float>::quiet_NaN());
  const auto end = hn::IfThenElse(hn::IsNaN(rounded), nan, rounded);
  const auto undecided = hn::Lt(begin, end);
  if (HWY_LIKELY(hn::AllFalse(df, undecided))) {
    hn::StoreU(end, df, y);
    return;
  }
  HWY_ALIGN float arguments[hn::MaxLanes(df)];
  uint8_t bits[8];
  hn::Store(hn::LoadU(df, x), df, arguments);
  hn::StoreMaskBits(df, undecided, bits);
  hn::StoreU(end, df, y);
  for (size_t lane = 0; lane < hn::Lanes(d); ++lane) {
    if ((bits[lane / 8] >> (lane % 8)) & 1) y[lane] = Family::Exact(arguments[lane]);
  }
}

// The second tier, of an array. count is a multiple of the lanes of a double vector; y may be x.
template <class Family>
HWY_NOINLINE void Careful(const float* x, float* y, size_t count) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> df;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto argument = hn::PromoteTo(d, hn::LoadU(df, x + i));
    Decide<Family>(d, Family::Estimate(d, argument), x + i, y + i);
  }
}

#if !HWY_HAVE_SCALABLE  // whose vectors cannot form arrays

// The first tier's test. An estimate times kBias is 1 + 2^-k times the exact value, within 2^-k: so
// it lies above the exact one, by less than 2^(1 - k) of it or 2^(54 - k) units of its last bit.
// The exact one can lie on the other side of a float or of a midpoint of two (whose lower 28 bits,
// of the double's 52, are zero) only if bits 54 - k to 27 are all zero: then it is in doubt. Zeros
// and infinities always are. Of the midpoints of subnormals more bits are zero, so they are found,
// too, as are the values from which on results become infinite and down to which they are not zero.
template <int k>
constexpr double kBias = 1.0 + 1.0 / static_cast<double>(uint64_t{1} << k);
template <int k>
constexpr uint64_t kTested = (1u << 28) - (1u << (54 - k));

// The lanes in doubt.
template <int k, class V>
HWY_INLINE auto InDoubt(V value) {
  const hn::RebindToUnsigned<hn::DFromV<V>> du;
  const auto bits = hn::And(hn::BitCast(du, value), hn::Set(du, uint64_t{kTested<k>}));
  return hn::Eq(bits, hn::Zero(du));
}

// Whether any of the lanes is in doubt.
template <int k, class V>
HWY_INLINE bool AnyInDoubt(const V (&values)[4]) {
#if HWY_TARGET <= HWY_AVX3
  const __m512i tested = _mm512_set1_epi64(kTested<k>);
  __mmask8 sure = 0xFF;
  for (const V value : values) {
    sure = _mm512_mask_test_epi64_mask(sure, _mm512_castpd_si512(value.raw), tested);
  }
  return sure != 0xFF;
#elif HWY_TARGET == HWY_SCALAR
  const hn::RebindToUnsigned<hn::DFromV<V>> du;
  return !hn::AllFalse(du, hn::Or(hn::Or(InDoubt<k>(values[0]), InDoubt<k>(values[1])),
                                  hn::Or(InDoubt<k>(values[2]), InDoubt<k>(values[3]))));
#else
  // The lower halves of two vectors in one.
  const hn::Repartition<uint32_t, hn::DFromV<V>> du;
  const auto zero = hn::Zero(du);
  const auto tested = hn::Set(du, uint32_t{kTested<k>});
  const auto low = hn::ConcatEven(du, hn::BitCast(du, values[1]), hn::BitCast(du, values[0]));
  const auto high = hn::ConcatEven(du, hn::BitCast(du, values[3]), hn::BitCast(du, values[2]));
  return !hn::AllFalse(
      du, hn::Or(hn::Eq(hn::And(low, tested), zero), hn::Eq(hn::And(high, tested), zero)));
#endif
}

// Whether the Family knows all lanes in doubt: those are too common in practice to be slow.
template <class Family, int k, class V>
HWY_INLINE bool OnlyExactInDoubt(const V (&values)[4], const float* x) {
#if HWY_TARGET == HWY_SCALAR
  (void)values, (void)x;
  return false;
#else
  // The lower halves of two vectors in one, beside their arguments.
  const hn::Repartition<uint32_t, hn::DFromV<V>> du;
  const hn::RebindToFloat<decltype(du)> df;
  const auto zero = hn::Zero(du);
  const auto tested = hn::Set(du, uint32_t{kTested<k>});
  const auto low = hn::ConcatEven(du, hn::BitCast(du, values[1]), hn::BitCast(du, values[0]));
  const auto high = hn::ConcatEven(du, hn::BitCast(du, values[3]), hn::BitCast(du, values[2]));
  const auto exact_low = hn::RebindMask(du, Family::IsExact(df, hn::LoadU(df, x)));
  const auto exact_high = hn::RebindMask(du, Family::IsExact(df, hn::LoadU(df, x + hn::Lanes(df))));
  const auto in_doubt = hn::Or(hn::AndNot(exact_low, hn::Eq(hn::And(low, tested), zero)),
                               hn::AndNot(exact_high, hn::Eq(hn::And(high, tested), zero)));
  return hn::AllFalse(du, in_doubt);
#endif
}

// Rounds and stores four vectors.
template <bool kStream, class D, class V = hn::Vec<D>>
HWY_INLINE void StoreResults(D d, const V (&results)[4], float* y) {
  const hn::Rebind<float, D> df;
  const size_t lanes = hn::Lanes(d);
  StoreResult<kStream>(RoundToFloat(df, results[0]), df, y);
  StoreResult<kStream>(RoundToFloat(df, results[1]), df, y + lanes);
  StoreResult<kStream>(RoundToFloat(df, results[2]), df, y + 2 * lanes);
  StoreResult<kStream>(RoundToFloat(df, results[3]), df, y + 3 * lanes);
}

// The second tier, of four vectors.
template <class Family, class D, class V = hn::Vec<D>>
HWY_NOINLINE void DecideAll(D d, V estimate0, V estimate1, V estimate2, V estimate3, const float* x,
                            float* y) {
  const size_t lanes = hn::Lanes(d);
  Decide<Family>(d, estimate0, x, y);
  Decide<Family>(d, estimate1, x + lanes, y + lanes);
  Decide<Family>(d, estimate2, x + 2 * lanes, y + 2 * lanes);
  Decide<Family>(d, estimate3, x + 3 * lanes, y + 3 * lanes);
}

#endif  // !HWY_HAVE_SCALABLE

// The kernel of a Family: Apply(Rounded<Family>(), x, y, n).
template <class Family>
struct Rounded {
  template <bool kStream>
  static HWY_NOINLINE void ForBlocks(const float* x, float* y, size_t n) {
#if HWY_HAVE_SCALABLE
    Careful<Family>(x, y, n);
#else
    constexpr int k = Family::kErrorBits;
    static_assert(28 <= k && k <= 46);
    const hn::ScalableTag<double> d;
    const hn::Rebind<float, decltype(d)> df;
    using V = hn::Vec<decltype(d)>;
    const size_t size = 4 * hn::Lanes(d);
    for (; n > 0; n -= size, x += size, y += size) {
      PrefetchAhead(x, size);
      if constexpr (!kStream) PrefetchAhead(y, size);
      V estimates[4], biased[4];
      for (size_t i = 0; i < 4; ++i) {
        const V argument = hn::PromoteTo(d, hn::LoadU(df, x + i * hn::Lanes(d)));
        estimates[i] = Family::Estimate(d, argument);
        biased[i] = hn::Mul(estimates[i], hn::Set(d, kBias<k>));
      }
      if (HWY_UNLIKELY(AnyInDoubt<k>(biased)) && !OnlyExactInDoubt<Family, k>(biased, x)) {
        DecideAll<Family>(d, estimates[0], estimates[1], estimates[2], estimates[3], x, y);
      } else {
        StoreResults<kStream>(d, estimates, y);
      }
    }
#endif
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_ROUND_INL_H_
