// SiLU and sigmoid in float32: the Families for round-inl.h, and a first tier of their own, with
// one division for four vectors, for what is a polynomial of sigmoid, too.
//
// tests/accuracy/derive_float32.py derives the constants; docs/accuracy.md bounds the errors.

#if defined(SILU_LOGISTIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_LOGISTIC_INL_H_
#undef SILU_LOGISTIC_INL_H_
#else
#define SILU_LOGISTIC_INL_H_
#endif

#include <cstddef>

#include "hwy/highway.h"
#include "silu/catalogue/rows.h"
#include "silu/kernels/blocks-inl.h"
#include "silu/kernels/constants.h"
#include "silu/kernels/kernel_table.h"
#include "silu/kernels/round-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// scale * (1 + e^-x); scale is a power of two, scale * e^-x must be normal. Relative
// error < 2^-45 for |x| <= 88 and < 2^-44.7 for |x| <= 120, with or without FMA; a NaN gives a NaN.
// e^-x = 2^n e^-r with n = round(-x / ln 2), |r| <= ln(2) / 2.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V OnePlusExp(D d, V x, double scale) {
  const hn::RebindToUnsigned<D> du;
  // Adding 1.5 * 2^52 rounds to an integer and leaves it in the low bits of the sum.
  const V magic = hn::Set(d, 0x1.8p52);
  const V sum = hn::MulAdd(x, hn::Set(d, -0x1.71547652b82fep+0), magic);
  const V r = hn::MulAdd(hn::Sub(sum, magic), hn::Set(d, 0x1.62e42fefa39efp-1), x);
  // The minimax polynomial of degree 9 (Remez) for e^-r: relative error 2^-46.08.
  V p = hn::Set(d, -0x1.70dc135507b7ap-19);
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.a17c025b97a29p-16));
  p = hn::MulAdd(p, r, hn::Set(d, -0x1.a01bc270b2822p-13));
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.6c162d92788b7p-10));
  p = hn::MulAdd(p, r, hn::Set(d, -0x1.1111105b5dd28p-7));
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.555555879ba91p-5));
  p = hn::MulAdd(p, r, hn::Set(d, -0x1.55555555bb64bp-3));
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.ffffffffe8295p-2));
  p = hn::MulAdd(p, r, hn::Set(d, -0x1.ffffffffffc3ap-1));
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.0000000000039p+0));
  const auto exponent = hn::ShiftLeft<52>(hn::BitCast(du, sum));
  const V power = hn::BitCast(d, hn::Add(hn::BitCast(du, hn::Set(d, scale)), exponent));
  return hn::MulAdd(power, p, hn::Set(d, scale));
}

// A Family for LogisticKernel computes f(x) from sigmoid(Logit(x)):
//
//   static constexpr double kScale
//     See the first tier below.
//   static constexpr int kQuickBits
//     The first tier's relative error is below 2^-kQuickBits, with a margin.
//   static constexpr bool kIsQuotient
//     Whether f(x) is TimesNumerator(x, sigmoid). If not, it is FromSigmoid(x, sigmoid), which on
//     AVX-512 is told that to 2^-46 if kIsCloser, else to 2^-38.5.
//   void Careful(const float* x, float* y, size_t count) const
//     Computes what the first tier left in doubt: whole vectors.
//
// What they share. Relative error of the estimates < 2^-44.6: 42 leaves a margin.
struct LogisticFamily {
  static constexpr int kErrorBits = 42;
#if HWY_TARGET <= HWY_AVX3
  static constexpr int kQuickBits = 38;
#else
  static constexpr int kQuickBits = 42;
#endif
  static constexpr double kScale = 0x1p225;
  static constexpr bool kIsQuotient = false;
  static constexpr bool kIsCloser = false;

  template <class DF, class VF = hn::Vec<DF>>
  static HWY_INLINE hn::Mask<DF> IsExact(DF df, VF x) {
    return hn::Eq(x, hn::Zero(df));
  }

  template <class V>
  static HWY_INLINE V Logit(V x) {
    return x;
  }
  template <class V>
  static HWY_INLINE V TimesNumerator(V /* x */, V factor) {
    return factor;
  }

 protected:
  // Below -120 silu and sigmoid round to zero, above 40 to x and 1. (No Min, no Max: those of some
  // targets lose a NaN.)
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V NotBelow(D d, V x) {
    const V low = hn::Set(d, -120.0);
    return hn::IfThenElse(hn::Lt(x, low), low, x);
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V Denominator(D d, V x) {
    const V high = hn::Set(d, 40.0);
    return OnePlusExp(d, hn::IfThenElse(hn::Gt(x, high), high, x), 1.0);
  }
};

// x / (1 + e^-x), every x; silu(-inf) = -0, silu(+-0) = +-0, silu(inf) = inf.
struct SiluFamily : LogisticFamily {
  static constexpr bool kIsQuotient = true;

  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V Estimate(D d, V x) {
    const V above = NotBelow(d, x);
    return hn::Div(above, Denominator(d, above));
  }
  static float Exact(float x) { return evaluate_one(kSilu, 0, x); }
  static void Careful(const float* x, float* y, size_t count) {
    silu::HWY_NAMESPACE::Careful<SiluFamily>(x, y, count);
  }

  template <class V>
  static HWY_INLINE V TimesNumerator(V x, V factor) {
    return hn::Mul(x, factor);
  }
};

// 1 / (1 + e^-x), every x; sigmoid(-inf) = 0, sigmoid(inf) = 1.
struct SigmoidFamily : LogisticFamily {
  static constexpr bool kIsQuotient = true;

  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V Estimate(D d, V x) {
    return hn::Div(hn::Set(d, 1.0), Denominator(d, NotBelow(d, x)));
  }
  static float Exact(float x) { return evaluate_one(kSigmoid, 0, x); }
  static void Careful(const float* x, float* y, size_t count) {
    silu::HWY_NAMESPACE::Careful<SigmoidFamily>(x, y, count);
  }
};

#undef SILU_LOGISTIC_FAST
// The first tier below wants several lanes, arrays of vectors, and Min and Max that hand on a NaN.
// Other targets take that of Rounded.
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128 || HWY_HAVE_SCALABLE
#define SILU_LOGISTIC_FAST 0
#else
#define SILU_LOGISTIC_FAST 1
#endif

#if SILU_LOGISTIC_FAST

// The first tier computes kScale (1 + e^-x): the product of four of them, which all four quotients
// need, overflows as soon as one x is too small, and if all of them add up to too little, which
// happens to be rare. The quotients are then zeros or NaNs, which the rounding test catches. That
// is why there is no test of the range. With a scale of 2^225 that is so below -87 and -85, and a
// result that passes is a normal float; with a scale of 1 below -709.

// Four vectors on their way to kScale (1 + e^-x), side by side for instruction-level parallelism.
#if HWY_TARGET <= HWY_AVX3

// e^-x = 2^n e^-r, where n is -x / ln 2 rounded to a multiple of 1/16, so |r| <= ln(2) / 32:
// vpermt2pd looks up 2^(n - floor(n)) in two registers, vscalefpd multiplies by 2^floor(n).
// The relative error of 1 + e^-x is < 2^-38.5 for |x| <= 88, or < 2^-46 if closer; it is infinite
// where e^-x is too large, and NaN for a NaN or an infinity.
template <class V>
struct Exponential {
  V argument[4];  // x
  V r[4];
  V power[4];  // kScale 2^n times the leading coefficient of the polynomial
};

// A polynomial of degree 4 in three steps: w = r^2 + b, then (w + a r) w + c, times the scale. It
// has one coefficient less to choose than others of that degree, and can do without:
// 24 (1 + t + t^2/2 + t^3/6 + t^4/24) = ((t^2 + 6) + 4 t) (t^2 + 6) - 12 exactly.
// Minimax (Remez) for e^-r, |r| <= ln(2) / 32: relative error 2^-38.53.
struct QuarticCoefficients {
  double scale, a, b, c;
};
constexpr QuarticCoefficients kQuartic = {0x1.5557e84ef82dap-5, -0x1.fffffffbdbec7p+1,
                                          0x1.7ffd1aac20f4ap+2, -0x1.7ff46ac00b49ap+3};

struct alignas(64) Powers {
  double of[16];
};
// 2^(j/16) times a factor.
constexpr Powers PowersTimes(double factor) {
  Powers powers = {};
  for (size_t j = 0; j < 16; ++j) powers.of[j] = kPowers[j] * factor;
  return powers;
}

template <class Family, class D, class V = hn::Vec<D>>
HWY_INLINE void BeginExponential(D d, const Family& family, const float* x, Exponential<V>& e) {
  static constexpr Powers kLeading =
      PowersTimes(Family::kScale * (Family::kIsCloser ? -0x1.110fe52e04dcp-7 : kQuartic.scale));
  const hn::Rebind<float, D> df;
  const V powers_low = hn::Load(d, kLeading.of);
  const V powers_high = hn::Load(d, kLeading.of + 8);
  // Adding 1.5 * 2^48 rounds to a multiple of 1/16 and leaves 16 n in the low bits of the sum.
  const V magic = hn::Set(d, 0x1.8p48);
  V logit[4], sum[4], n[4];
  for (size_t i = 0; i < 4; ++i) {
    e.argument[i] = hn::PromoteTo(d, hn::LoadU(df, x + i * hn::Lanes(d)));
    logit[i] = family.Logit(e.argument[i]);
  }
  for (size_t i = 0; i < 4; ++i) {
    sum[i] = hn::MulAdd(logit[i], hn::Set(d, -0x1.71547652b82fep+0), magic);
  }
  for (size_t i = 0; i < 4; ++i) n[i] = hn::Sub(sum[i], magic);
  for (size_t i = 0; i < 4; ++i) {
    e.r[i] = hn::MulAdd(n[i], hn::Set(d, 0x1.62e42fefa39efp-1), logit[i]);
  }
  for (size_t i = 0; i < 4; ++i) {
    const __m512i j = _mm512_castpd_si512(sum[i].raw);
    e.power[i] = V{_mm512_permutex2var_pd(powers_low.raw, j, powers_high.raw)};
  }
  for (size_t i = 0; i < 4; ++i) e.power[i] = V{_mm512_scalef_pd(e.power[i].raw, n[i].raw)};
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE void Quartic(D d, const V (&r)[4], V (&p)[4]) {
  const V a = hn::Set(d, kQuartic.a);
  const V b = hn::Set(d, kQuartic.b);
  const V c = hn::Set(d, kQuartic.c);
  V w[4];
  for (size_t i = 0; i < 4; ++i) w[i] = hn::MulAdd(r[i], r[i], b);
  for (size_t i = 0; i < 4; ++i) p[i] = hn::MulAdd(r[i], a, w[i]);
  for (size_t i = 0; i < 4; ++i) p[i] = hn::MulAdd(p[i], w[i], c);
}

// One of degree 5 by Horner's rule: relative error 2^-47.66.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void Quintic(D d, const V (&r)[4], V (&p)[4]) {
  constexpr double kOthers[] = {-0x1.e0020f275e65cp+6, 0x1.e0020f275e599p+6, -0x1.e0020f24994e3p+5,
                                0x1.40015f741064cp+4};
  for (size_t i = 0; i < 4; ++i) p[i] = hn::Add(r[i], hn::Set(d, -0x1.40034b6a8c77bp+2));
  for (size_t k = 4; k-- > 0;) {
    for (size_t i = 0; i < 4; ++i) p[i] = hn::MulAdd(p[i], r[i], hn::Set(d, kOthers[k]));
  }
}

template <class Family, class D, class V = hn::Vec<D>>
HWY_INLINE void EndExponential(D d, const Family& family, const Exponential<V>& e, V (&result)[4]) {
  V p[4];
  if constexpr (Family::kIsCloser) {
    Quintic(d, e.r, p);
  } else {
    Quartic(d, e.r, p);
  }
  for (size_t i = 0; i < 4; ++i)
    result[i] = hn::MulAdd(e.power[i], p[i], hn::Set(d, Family::kScale));
}

#else

template <class V>
struct Exponential {
  V argument[4];  // x
};

template <class Family, class D, class V = hn::Vec<D>>
HWY_INLINE void BeginExponential(D d, const Family& family, const float* x, Exponential<V>& e) {
  const hn::Rebind<float, D> df;
  for (size_t i = 0; i < 4; ++i) {
    e.argument[i] = hn::PromoteTo(d, hn::LoadU(df, x + i * hn::Lanes(d)));
  }
}

// The relative error is < 2^-45.
template <class Family, class D, class V = hn::Vec<D>>
HWY_INLINE void EndExponential(D d, const Family& family, const Exponential<V>& e, V (&result)[4]) {
  // So much that no power of x makes up for it.
  constexpr double kMost = Family::kScale == 1 ? 700 : 400;
  for (size_t i = 0; i < 4; ++i) {
    // x second: these targets' Min and Max return that operand, or a NaN, if one is a NaN.
    const V above = hn::Max(hn::Set(d, -kMost), family.Logit(e.argument[i]));
    result[i] = OnePlusExp(d, hn::Min(hn::Set(d, kMost), above), Family::kScale);
  }
}

#endif  // HWY_TARGET <= HWY_AVX3

// The half-finished quotients of four vectors: the numerators, each times the other denominator
// of its pair, and the products of the pairs.
template <class V>
struct Quotients {
  V argument0, argument1, argument2, argument3;
  V numerator0, numerator1, numerator2, numerator3;
  V pair01, pair23;
};

template <class Family, class D, class V = hn::Vec<D>>
HWY_INLINE Quotients<V> BeginQuotients(D d, const Family& family, const Exponential<V>& e) {
  V denominator[4];
  EndExponential(d, family, e, denominator);
  return {e.argument[0],
          e.argument[1],
          e.argument[2],
          e.argument[3],
          family.TimesNumerator(e.argument[0], denominator[1]),
          family.TimesNumerator(e.argument[1], denominator[0]),
          family.TimesNumerator(e.argument[2], denominator[3]),
          family.TimesNumerator(e.argument[3], denominator[2]),
          hn::Mul(denominator[0], denominator[1]),
          hn::Mul(denominator[2], denominator[3])};
}

// One division for four vectors. The bias for the rounding test is in it, if no more follows.
template <class Family, class D, class V = hn::Vec<D>>
HWY_INLINE V Reciprocal(D d, const Quotients<V>& quotients) {
  constexpr double kNumerator = Family::kIsQuotient ? kBias<Family::kQuickBits> : 1.0;
  return hn::Div(hn::Set(d, Family::kScale * kNumerator),
                 hn::Mul(quotients.pair01, quotients.pair23));
}

template <class Family, class D, class V = hn::Vec<D>>
HWY_INLINE V Result(D d, const Family& family, V x, V numerator, V inverse) {
  const V quotient = hn::Mul(numerator, inverse);
  if constexpr (Family::kIsQuotient) {
    return quotient;
  } else {
    return hn::Mul(family.FromSigmoid(x, quotient), hn::Set(d, kBias<Family::kQuickBits>));
  }
}

// Stores the results, but computes the vector in doubt again, or all if there are several.
template <class Family, class D, class V = hn::Vec<D>>
HWY_INLINE void Redo(D d, const Family& family, const V (&results)[4], const float* x, float* y) {
  const hn::RebindToUnsigned<D> du;
  const hn::Rebind<float, D> df;
  const size_t lanes = hn::Lanes(d);
  size_t in_doubt = 0;
  size_t last = 0;
  for (size_t i = 0; i < 4; ++i) {
    if (!hn::AllFalse(du, InDoubt<Family::kQuickBits>(results[i]))) {
      ++in_doubt;
      last = i;
    }
  }
  if (in_doubt > 1) {
    family.Careful(x, y, 4 * lanes);
    return;
  }
  for (size_t i = 0; i < 4; ++i) {
    if (i != last) hn::StoreU(RoundToFloat(df, results[i]), df, y + i * lanes);
  }
  family.Careful(x + last * lanes, y + last * lanes, lanes);
}

template <bool kStream, class Family, class D, class V = hn::Vec<D>>
HWY_INLINE void EndQuotients(D d, const Family& family, const Quotients<V>& quotients, V reciprocal,
                             const float* x, float* y) {
  const V inverse01 = hn::Mul(reciprocal, quotients.pair23);
  const V inverse23 = hn::Mul(reciprocal, quotients.pair01);
  const V results[4] = {Result(d, family, quotients.argument0, quotients.numerator0, inverse01),
                        Result(d, family, quotients.argument1, quotients.numerator1, inverse01),
                        Result(d, family, quotients.argument2, quotients.numerator2, inverse23),
                        Result(d, family, quotients.argument3, quotients.numerator3, inverse23)};
  constexpr int k = Family::kQuickBits;
  if (HWY_UNLIKELY(AnyInDoubt<k>(results)) && !OnlyExactInDoubt<Family, k>(results, x)) {
    Redo(d, family, results, x, y);
  } else {
    StoreResults<kStream>(d, results, y);
  }
}

// The kernel of a Family. Three blocks overlap, or the processor would wait for one: while one is
// divided, the next one's exponentials are finished and those of the one after are begun.
template <class Family>
struct LogisticKernel {
  Family family;

  template <bool kStream>
  HWY_INLINE void ForBlocks(const float* x, float* y, size_t n) const {
    const hn::ScalableTag<double> d;
    const size_t size = 4 * hn::Lanes(d);
    Exponential<hn::Vec<decltype(d)>> begun;
    BeginExponential(d, family, x, begun);
    auto current = BeginQuotients(d, family, begun);
    if (n > size) BeginExponential(d, family, x + size, begun);
    for (; n > 2 * size; n -= size, x += size, y += size) {
      PrefetchAhead(x, size);
      if constexpr (!kStream) PrefetchAhead(y, size);
      const auto reciprocal = Reciprocal<Family>(d, current);
      const auto next = BeginQuotients(d, family, begun);
      BeginExponential(d, family, x + 2 * size, begun);
      EndQuotients<kStream>(d, family, current, reciprocal, x, y);
      current = next;
    }
    EndQuotients<kStream>(d, family, current, Reciprocal<Family>(d, current), x, y);
    if (n > size) {
      current = BeginQuotients(d, family, begun);
      const auto reciprocal = Reciprocal<Family>(d, current);
      EndQuotients<kStream>(d, family, current, reciprocal, x + size, y + size);
    }
  }
};

#else

template <class Family>
using LogisticKernel = Rounded<Family>;

#endif  // SILU_LOGISTIC_FAST

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_LOGISTIC_INL_H_
