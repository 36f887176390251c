// Correctly rounded SiLU, sigmoid and ReLU of float32 arrays.
//
// Three tiers, each of which knows when it does not know:
//   1. Fast: 1 + e^-x in double with a relative error below 2^-45 (2^-38.5 where a shorter
//      polynomial pays), one division for four vectors, and a rounding test, which fails for one
//      value in 2^16 (2^12).
//   2. Careful: plain double for every x: both ends of the error interval are rounded to float;
//      they differ for one value in 2^16.
//   3. accurate_silu and accurate_sigmoid, in scalar double-double.
//
// tests/accuracy/derive_float32.py derives the constants; docs/accuracy.md bounds the errors.
#if defined(SILU_FLOAT32_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_FLOAT32_INL_H_
#undef SILU_FLOAT32_INL_H_
#else
#define SILU_FLOAT32_INL_H_
#endif

#include "hwy/cache_control.h"
#include "hwy/highway.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "silu/exact/logistic.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#undef SILU_FLOAT32_FAST
// The first tier wants several lanes, arrays of vectors, and Min and Max that hand on a NaN.
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128 || HWY_HAVE_SCALABLE
#define SILU_FLOAT32_FAST 0
#else
#define SILU_FLOAT32_FAST 1
#endif

// scale * (1 + e^-x) for |x| <= 512; scale is a power of two, scale * e^-x must be normal. Relative
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

struct SiluOp {
  template <class V>
  static HWY_INLINE V TimesNumerator(V x, V factor) {
    return hn::Mul(x, factor);
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V Numerator(D /* d */, V x) {
    return x;
  }
  // silu(x) = x for large x, said again because HWY_SCALAR's DemoteTo makes infinity finite.
  template <class DF, class VF = hn::Vec<DF>>
  static HWY_INLINE VF Saturated(DF df, VF x, VF rounded) {
    return hn::IfThenElse(hn::Gt(x, hn::Set(df, 40.0f)), x, rounded);
  }
  static float Accurate(float x) { return accurate_silu(x); }
};

struct SigmoidOp {
  template <class V>
  static HWY_INLINE V TimesNumerator(V /* x */, V factor) {
    return factor;
  }
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V Numerator(D d, V /* x */) {
    return hn::Set(d, 1.0);
  }
  template <class DF, class VF = hn::Vec<DF>>
  static HWY_INLINE VF Saturated(DF /* df */, VF /* x */, VF rounded) {
    return rounded;
  }
  static float Accurate(float x) { return accurate_sigmoid(x); }
};

// The second tier, one vector of doubles at a time; right for every x. count is a multiple of the
// lanes of a double vector; y may be x.
template <class Op>
HWY_NOINLINE void Careful(const float* x, float* y, size_t count) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> df;
  using V = hn::Vec<decltype(d)>;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto argument = hn::LoadU(df, x + i);
    const V value = hn::PromoteTo(d, argument);
    // Below -120 silu and sigmoid round to zero, above 40 to x and 1. (No Min, no Max: those of
    // some targets lose a NaN.)
    const V low = hn::Set(d, -120.0);
    const V high = hn::Set(d, 40.0);
    const V above = hn::IfThenElse(hn::Lt(value, low), low, value);
    const V clamped = hn::IfThenElse(hn::Gt(above, high), high, above);
    const V result = hn::Div(Op::Numerator(d, above), OnePlusExp(d, clamped, 1.0));

    // The exact value lies between begin and end, whose distance is more than six times the error.
    // But where x is tiny, result is x/2 exactly, or 1/2, and silu lies above it, by x^2/4,
    // whatever the sign of x.
    const V width = hn::CopySign(hn::Set(d, 0x1p-42), result);
    const V one = hn::Set(d, 1.0);
    const V end = hn::Mul(result, hn::Add(one, width));
    const V begin = hn::IfThenElse(hn::Lt(hn::Abs(value), hn::Set(d, 0x1p-60)), end,
                                   hn::Mul(result, hn::Sub(one, width)));
    auto rounded = hn::DemoteTo(df, end);
    const auto undecided = hn::Lt(hn::DemoteTo(df, begin), rounded);
    rounded = Op::Saturated(df, argument, rounded);
    if (HWY_LIKELY(hn::AllFalse(df, undecided))) {
      hn::StoreU(rounded, df, y + i);
      continue;
    }
    HWY_ALIGN float arguments[hn::MaxLanes(df)];
    uint8_t bits[8];
    hn::Store(argument, df, arguments);
    hn::StoreMaskBits(df, undecided, bits);
    hn::StoreU(rounded, df, y + i);
    for (size_t lane = 0; lane < hn::Lanes(d); ++lane) {
      if ((bits[lane / 8] >> (lane % 8)) & 1) y[i + lane] = Op::Accurate(arguments[lane]);
    }
  }
}

// From this many values on, results bypass the caches: they would push out everything else and be
// gone themselves before anyone reads them; and a line that is overwritten whole need not be read.
constexpr size_t kStreamFrom = size_t{1} << 23;

// A streamed result must be aligned to its vector, and no less than 16 bytes (hn::Stream would
// write more than the vector has).
template <bool kStream, class DF, class VF = hn::Vec<DF>>
HWY_INLINE void StoreResult(VF result, DF df, float* y) {
  if constexpr (kStream && hn::MaxLanes(DF()) >= 4) {
    hn::Stream(result, df, y);
  } else {
    hn::StoreU(result, df, y);
  }
}

// The number of values before y is aligned to a cache line.
HWY_INLINE size_t ValuesToAlign(const float* y) {
  return (0 - reinterpret_cast<uintptr_t>(y)) % 64 / sizeof(float);
}

#if SILU_FLOAT32_FAST

// The first tier computes 2^225 (1 + e^-x): the product of four of them, which all four quotients
// need, overflows as soon as one x is below -87 (and if they add up to less than -85, which
// happens to be rare), and the quotients are then zeros or NaNs, which the rounding test catches.
// That is why there is no test of the range: a result that passes is a normal float.
constexpr double kScale = 0x1p225;

// Four vectors on their way to 2^225 (1 + e^-x), side by side for instruction-level parallelism.
#if HWY_TARGET <= HWY_AVX3

// e^-x = 2^n e^-r, where n is -x / ln 2 rounded to a multiple of 1/16, so |r| <= ln(2) / 32:
// vpermt2pd looks up 2^(n - floor(n)) in two registers, vscalefpd multiplies by 2^floor(n).
// The relative error of 1 + e^-x is < 2^-38.5 for |x| <= 88; it is infinite where e^-x is too
// large, and NaN for a NaN or an infinity.
template <class V>
struct Exponential {
  V argument[4];  // x
  V r[4];
  V power[4];  // 2^220.4 2^n
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE void BeginExponential(D d, const float* x, Exponential<V>& e) {
  // 2^225 2^(j/16) times the leading coefficient of the polynomial, some 1/24.
  alignas(64) static constexpr double kPowers[16] = {
      0x1.5557e84ef82dap+220, 0x1.6474b93b502bap+220, 0x1.743cd3a885152p+220,
      0x1.84b7ccf8bb917p+220, 0x1.95ed9081e7c93p+220, 0x1.a7e6635bfe879p+220,
      0x1.baaae85a47f03p+220, 0x1.ce442431bca2bp+220, 0x1.e2bb81ce6bcadp+220,
      0x1.f81ad6d9ff370p+220, 0x1.0736343ac513bp+221, 0x1.12dd781474173p+221,
      0x1.1f08d085059cbp+221, 0x1.2bbe168f595b4p+221, 0x1.3903657d90f0cp+221,
      0x1.46df1dd044464p+221,
  };
  const hn::Rebind<float, D> df;
  const V powers_low = hn::Load(d, kPowers);
  const V powers_high = hn::Load(d, kPowers + 8);
  // Adding 1.5 * 2^48 rounds to a multiple of 1/16 and leaves 16 n in the low bits of the sum.
  const V magic = hn::Set(d, 0x1.8p48);
  V sum[4], n[4];
  for (size_t i = 0; i < 4; ++i) {
    e.argument[i] = hn::PromoteTo(d, hn::LoadU(df, x + i * hn::Lanes(d)));
  }
  for (size_t i = 0; i < 4; ++i) {
    sum[i] = hn::MulAdd(e.argument[i], hn::Set(d, -0x1.71547652b82fep+0), magic);
  }
  for (size_t i = 0; i < 4; ++i) n[i] = hn::Sub(sum[i], magic);
  for (size_t i = 0; i < 4; ++i) {
    e.r[i] = hn::MulAdd(n[i], hn::Set(d, 0x1.62e42fefa39efp-1), e.argument[i]);
  }
  for (size_t i = 0; i < 4; ++i) {
    const __m512i j = _mm512_castpd_si512(sum[i].raw);
    e.power[i] = V{_mm512_permutex2var_pd(powers_low.raw, j, powers_high.raw)};
  }
  for (size_t i = 0; i < 4; ++i) e.power[i] = V{_mm512_scalef_pd(e.power[i].raw, n[i].raw)};
}

// A polynomial of degree 4 in three steps: w = r^2 + b, then (w + a r) w + c, times the leading
// coefficient. It has one coefficient less to choose than others of that degree, and can do
// without: 24 (1 + t + t^2/2 + t^3/6 + t^4/24) = ((t^2 + 6) + 4 t) (t^2 + 6) - 12 exactly.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void EndExponential(D d, const Exponential<V>& e, V (&result)[4]) {
  // Minimax (Remez) for e^-r: relative error 2^-38.53.
  const V a = hn::Set(d, -0x1.fffffffbdbec7p+1);
  const V b = hn::Set(d, 0x1.7ffd1aac20f4ap+2);
  const V c = hn::Set(d, -0x1.7ff46ac00b49ap+3);
  V w[4], p[4];
  for (size_t i = 0; i < 4; ++i) w[i] = hn::MulAdd(e.r[i], e.r[i], b);
  for (size_t i = 0; i < 4; ++i) p[i] = hn::MulAdd(e.r[i], a, w[i]);
  for (size_t i = 0; i < 4; ++i) p[i] = hn::MulAdd(p[i], w[i], c);
  for (size_t i = 0; i < 4; ++i) result[i] = hn::MulAdd(e.power[i], p[i], hn::Set(d, kScale));
}

// The relative error of the quotients is below 2^-kErrorBits.
constexpr int kErrorBits = 38;

#else

template <class V>
struct Exponential {
  V argument[4];  // x
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE void BeginExponential(D d, const float* x, Exponential<V>& e) {
  const hn::Rebind<float, D> df;
  for (size_t i = 0; i < 4; ++i) {
    e.argument[i] = hn::PromoteTo(d, hn::LoadU(df, x + i * hn::Lanes(d)));
  }
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE void EndExponential(D d, const Exponential<V>& e, V (&result)[4]) {
  for (size_t i = 0; i < 4; ++i) {
    // x second: these targets' Min and Max return that operand, or a NaN, if one is a NaN.
    const V above = hn::Max(hn::Set(d, -400.0), e.argument[i]);
    result[i] = OnePlusExp(d, hn::Min(hn::Set(d, 400.0), above), kScale);
  }
}

// The relative error of the quotients is below 2^-45: 42 leaves a margin.
constexpr int kErrorBits = 42;

#endif  // HWY_TARGET <= HWY_AVX3

// The rounding test. A quotient here is 1 + 2^-k times the exact one, within 2^-k, k = kErrorBits:
// so it lies above the exact one, by less than 2^(1 - k) of it or 2^(54 - k) units of its last bit.
// The exact one can lie on the other side of a float or of a midpoint of two (whose lower 28 bits,
// of the double's 52, are zero) only if bits 54 - k to 27 are all zero: then it is in doubt.
constexpr double kBias = 1.0 + 1.0 / static_cast<double>(uint64_t{1} << kErrorBits);
constexpr uint64_t kTested = (1u << 28) - (1u << (54 - kErrorBits));

// Whether any of the lanes is in doubt.
template <class D, class V = hn::Vec<D>>
HWY_INLINE bool AnyInDoubt(D d, const V (&quotients)[4]) {
#if HWY_TARGET <= HWY_AVX3
  const __m512i tested = _mm512_set1_epi64(kTested);
  __mmask8 sure = 0xFF;
  for (const V quotient : quotients) {
    sure = _mm512_mask_test_epi64_mask(sure, _mm512_castpd_si512(quotient.raw), tested);
  }
  return sure != 0xFF;
#else
  // The lower halves of two vectors in one.
  const hn::Repartition<uint32_t, D> du;
  const auto zero = hn::Zero(du);
  const auto tested = hn::Set(du, uint32_t{kTested});
  const auto low = hn::ConcatEven(du, hn::BitCast(du, quotients[1]), hn::BitCast(du, quotients[0]));
  const auto high =
      hn::ConcatEven(du, hn::BitCast(du, quotients[3]), hn::BitCast(du, quotients[2]));
  return !hn::AllFalse(
      du, hn::Or(hn::Eq(hn::And(low, tested), zero), hn::Eq(hn::And(high, tested), zero)));
#endif
}

// Whether all lanes in doubt are zeros: those are exact, and too common in practice to be slow.
template <class D, class V = hn::Vec<D>>
HWY_INLINE bool OnlyZerosInDoubt(D d, const V (&quotients)[4], const float* x) {
  // The lower halves of two vectors in one, beside their arguments.
  const hn::Repartition<uint32_t, D> du;
  const hn::RebindToFloat<decltype(du)> df;
  const auto zero = hn::Zero(du);
  const auto tested = hn::Set(du, uint32_t{kTested});
  const auto low = hn::ConcatEven(du, hn::BitCast(du, quotients[1]), hn::BitCast(du, quotients[0]));
  const auto high =
      hn::ConcatEven(du, hn::BitCast(du, quotients[3]), hn::BitCast(du, quotients[2]));
  const auto x_low = hn::BitCast(du, hn::Abs(hn::LoadU(df, x)));
  const auto x_high = hn::BitCast(du, hn::Abs(hn::LoadU(df, x + hn::Lanes(df))));
  // In doubt and not zero: the tested bits are zero, the others of x are not.
  const auto in_doubt =
      hn::Or(hn::AndNot(hn::Eq(x_low, zero), hn::Eq(hn::And(low, tested), zero)),
             hn::AndNot(hn::Eq(x_high, zero), hn::Eq(hn::And(high, tested), zero)));
  return hn::AllFalse(du, in_doubt);
}

// Stores the quotients, but computes the vector in doubt again, or all if there are several.
template <class Op, class D, class V = hn::Vec<D>>
HWY_INLINE void Redo(D d, const V (&quotients)[4], const float* x, float* y) {
  const hn::RebindToUnsigned<D> du;
  const hn::Rebind<float, D> df;
  const size_t lanes = hn::Lanes(d);
  const auto tested = hn::Set(du, uint64_t{kTested});
  size_t in_doubt = 0;
  size_t last = 0;
  for (size_t i = 0; i < 4; ++i) {
    const auto bits = hn::And(hn::BitCast(du, quotients[i]), tested);
    if (!hn::AllFalse(du, hn::Eq(bits, hn::Zero(du)))) {
      ++in_doubt;
      last = i;
    }
  }
  if (in_doubt > 1) {
    Careful<Op>(x, y, 4 * lanes);
    return;
  }
  for (size_t i = 0; i < 4; ++i) {
    if (i != last) hn::StoreU(hn::DemoteTo(df, quotients[i]), df, y + i * lanes);
  }
  Careful<Op>(x + last * lanes, y + last * lanes, lanes);
}

// The half-finished quotients of four vectors: the numerators, each times the other denominator
// of its pair, and the products of the pairs.
template <class V>
struct Quotients {
  V numerator0, numerator1, numerator2, numerator3;
  V pair01, pair23;
};

template <class Op, class D, class V = hn::Vec<D>>
HWY_INLINE Quotients<V> BeginQuotients(D d, const Exponential<V>& e) {
  V denominator[4];
  EndExponential(d, e, denominator);
  return {Op::TimesNumerator(e.argument[0], denominator[1]),
          Op::TimesNumerator(e.argument[1], denominator[0]),
          Op::TimesNumerator(e.argument[2], denominator[3]),
          Op::TimesNumerator(e.argument[3], denominator[2]),
          hn::Mul(denominator[0], denominator[1]),
          hn::Mul(denominator[2], denominator[3])};
}

// One division for four vectors.
template <class Op, class D, class V = hn::Vec<D>>
HWY_INLINE V Reciprocal(D d, const Quotients<V>& quotients) {
  return hn::Div(hn::Set(d, kScale * kBias), hn::Mul(quotients.pair01, quotients.pair23));
}

template <class Op, bool kStream, class D, class V = hn::Vec<D>>
HWY_INLINE void EndQuotients(D d, const Quotients<V>& quotients, V reciprocal, const float* x,
                             float* y) {
  const hn::Rebind<float, D> df;
  const size_t lanes = hn::Lanes(d);
  const V inverse01 = hn::Mul(reciprocal, quotients.pair23);
  const V inverse23 = hn::Mul(reciprocal, quotients.pair01);
  const V results[4] = {
      hn::Mul(quotients.numerator0, inverse01), hn::Mul(quotients.numerator1, inverse01),
      hn::Mul(quotients.numerator2, inverse23), hn::Mul(quotients.numerator3, inverse23)};
  if (HWY_UNLIKELY(AnyInDoubt(d, results))) {
    if (!OnlyZerosInDoubt(d, results, x)) {
      Redo<Op>(d, results, x, y);
      return;
    }
  }
  StoreResult<kStream>(hn::DemoteTo(df, results[0]), df, y);
  StoreResult<kStream>(hn::DemoteTo(df, results[1]), df, y + lanes);
  StoreResult<kStream>(hn::DemoteTo(df, results[2]), df, y + 2 * lanes);
  StoreResult<kStream>(hn::DemoteTo(df, results[3]), df, y + 3 * lanes);
}

// Fetches what will be needed 2 KiB later, also what will only be written: no store waits then.
// That may lie beyond the array; a prefetch never faults.
HWY_INLINE void PrefetchAhead(const float* p, size_t size) {
  constexpr uintptr_t kDistance = 2048;
  constexpr uintptr_t kLine = 64;
  const uintptr_t begin = reinterpret_cast<uintptr_t>(p) + kDistance;
  for (uintptr_t i = 0; i < size * sizeof(float); i += kLine) {
    hwy::Prefetch(reinterpret_cast<const float*>(begin + i));
  }
}

// Three blocks overlap, or the processor would wait for one: while one is divided, the next one's
// exponentials are finished and those of the one after are begun. n > 0 is a multiple of a block.
template <class Op, bool kStream>
HWY_INLINE void ForBlocks(const float* x, float* y, size_t n) {
  const hn::ScalableTag<double> d;
  const size_t size = 4 * hn::Lanes(d);
  Exponential<hn::Vec<decltype(d)>> begun;
  BeginExponential(d, x, begun);
  auto current = BeginQuotients<Op>(d, begun);
  if (n > size) BeginExponential(d, x + size, begun);
  for (; n > 2 * size; n -= size, x += size, y += size) {
    PrefetchAhead(x, size);
    if constexpr (!kStream) PrefetchAhead(y, size);
    const auto reciprocal = Reciprocal<Op>(d, current);
    const auto next = BeginQuotients<Op>(d, begun);
    BeginExponential(d, x + 2 * size, begun);
    EndQuotients<Op, kStream>(d, current, reciprocal, x, y);
    current = next;
  }
  EndQuotients<Op, kStream>(d, current, Reciprocal<Op>(d, current), x, y);
  if (n > size) {
    current = BeginQuotients<Op>(d, begun);
    EndQuotients<Op, kStream>(d, current, Reciprocal<Op>(d, current), x + size, y + size);
  }
}

#else

template <class Op, bool kStream>
HWY_INLINE void ForBlocks(const float* x, float* y, size_t n) {
  Careful<Op>(x, y, n);
}

#endif  // SILU_FLOAT32_FAST

template <class Op, bool kStream>
HWY_INLINE void ForAll(const float* x, float* y, size_t n) {
  const hn::ScalableTag<double> d;
  const size_t rest = n % (4 * hn::Lanes(d));
  const size_t whole = n - rest;
  if (whole > 0) ForBlocks<Op, kStream>(x, y, whole);
  if (rest > 0) {
    HWY_ALIGN float buffer[4 * hn::MaxLanes(d)] = {0.0f};
    std::memcpy(buffer, x + whole, rest * sizeof(float));
    ForBlocks<Op, false>(buffer, buffer, 4 * hn::Lanes(d));
    std::memcpy(y + whole, buffer, rest * sizeof(float));
  }
}

template <class Op>
HWY_INLINE void Apply(const float* x, float* y, size_t n) {
  if (n < kStreamFrom || x == y) {
    ForAll<Op, false>(x, y, n);
  } else {
    const size_t head = ValuesToAlign(y);
    ForAll<Op, false>(x, y, head);
    ForAll<Op, true>(x + head, y + head, n - head);
    hwy::FlushStream();
  }
}

// x / (1 + e^-x), 1 / (1 + e^-x) and max(x, 0), correctly rounded, NaN for NaN; silu(-inf) = -0,
// relu(-0) = +0. y is x or does not overlap it.
HWY_NOINLINE void SiluF32(const float* x, float* y, size_t n) {
  Apply<SiluOp>(x, y, n);
}

HWY_NOINLINE void SigmoidF32(const float* x, float* y, size_t n) {
  Apply<SigmoidOp>(x, y, n);
}

template <bool kStream>
HWY_INLINE void ApplyRelu(const float* x, float* y, size_t n) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto value = hn::LoadU(d, x + i);
    // Not Max, which loses a NaN or the sign of a zero on some targets.
    StoreResult<kStream>(hn::IfThenZeroElse(hn::Le(value, hn::Zero(d)), value), d, y + i);
  }
  for (; i < n; ++i) y[i] = x[i] <= 0.0f ? 0.0f : x[i];
}

HWY_NOINLINE void ReluF32(const float* x, float* y, size_t n) {
  if (n < kStreamFrom || x == y) {
    ApplyRelu<false>(x, y, n);
  } else {
    const size_t head = ValuesToAlign(y);
    ApplyRelu<false>(x, y, head);
    ApplyRelu<true>(x + head, y + head, n - head);
    hwy::FlushStream();
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_FLOAT32_INL_H_
