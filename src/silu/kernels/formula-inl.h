// From a formula to kernels: float32 with a rounding test, float64, and what narrower types need.
//
// A formula is a struct that is made from the parameters' values:
//
//   static constexpr int kErrorBits
//     34 to 46.
//   template <class N> N or Quotient<N> operator()(V64 x) const
//     f(x) in a number type, for kNear <= |x| <= kFar and zeros; an Estimate also for what is
//     outside, where it may be a NaN or what f tends to, and a Wide for every x. An Estimate's
//     relative error is below 2^-kErrorBits - 2^-50, unless it is zero: that is in doubt, and its
//     sign is that of f(x) or, where f(x) = 0, of the zero. (Exactly, AsZero, UpTo and DownTo make
//     exceptions.) A DoubleDouble's error is below 2^-90 of it, or of 1 near a zero of f that is
//     none of x, unless it is below kLeast or above kMost; a Wide's is so always. Denominators are
//     positive; where the product of four overflows, the results are left to the DoubleDouble.
//   static constexpr std::span<const ZeroSeries> kZeros
//     The zeros of f near which its terms cancel. For speed only: an Estimate in doubt is computed
//     again by these series.
//   static constexpr bool kHasFirstTier
//     Whether float64 gains by an Extended: not where zeros are common, which are in doubt.
//   M64 Settled(V64 x) const
//     Where the Estimate rounds to the right float32 although it is as close to one as the rounding
//     test can tell. For speed only: what is common in practice, such as f(x) = x.
//
// An Extended's error is below 2^-64, unless it is zero, infinite or NaN: that is in doubt.
//
// As a Wide, f(x) is right for every x and all parameters that the activation takes. The others
// are used for parameters that the row (MakeRow) calls usual.

#if defined(SILU_FORMULA_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_FORMULA_INL_H_
#undef SILU_FORMULA_INL_H_
#else
#define SILU_FORMULA_INL_H_
#endif

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>

#include "silu/activation.h"
#include "silu/kernels/blocks-inl.h"
#include "silu/kernels/elementary-inl.h"
#include "silu/kernels/extended-inl.h"
#include "silu/kernels/kernel_table.h"
#include "silu/kernels/round-inl.h"
#include "silu/kernels/wide-inl.h"
#include "silu/scaled_sum.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

// A float32 beyond it is infinite, and what straight lines tend to at infinity they have reached
// there, or more than any float32. Beyond kFarInFloat64, a power of x may make up for what an
// exponential is off that has left its range.
constexpr double kFar = 0x1p200;
constexpr double kFarInFloat64 = 0x1p40;
constexpr double kNear = 0x1p-300;
// What a DoubleDouble can be trusted with: beyond, an exponential may have left its range.
constexpr double kLeast = 0x1p-800;
constexpr double kMost = 0x1p900;
constexpr double kCanonicalNaN = std::numeric_limits<double>::quiet_NaN();

// What most formulas have in common.
struct Formula {
  static constexpr int kErrorBits = 42;
  static constexpr std::span<const ZeroSeries> kZeros = {};
  static constexpr bool kHasFirstTier = true;

  // f(0) is a float32.
  HWY_INLINE M64 Settled(V64 x) const { return hn::Eq(x, hn::Zero(D64())); }
};

template <class N>
HWY_INLINE N Evaluate(N value) {
  return value;
}
template <class N>
HWY_INLINE N Evaluate(const Quotient<N>& value) {
  return value.numerator / value.denominator;
}

// A sum that cancels is in doubt where little is left of it: below 2^-kBits.
template <int kBits, class N>
HWY_INLINE N DoubtBelow(N sum) {
  if constexpr (!N::kHasDoubts) return sum;
  constexpr double kLeastSum = 1.0 / (1 << kBits);
  return SelectOrZero(Greater(hn::Abs(sum.hi), kLeastSum), sum);
}

// The value of f(x), but within 1/16 of a zero times times what its series gives there.
HWY_INLINE V64 NearZeros(std::span<const ZeroSeries> zeros, double times, V64 x, V64 value) {
  for (const ZeroSeries& series : zeros) {
    const V64 h = hn::Sub(hn::Sub(x, Set(series.zero.hi)), Set(series.zero.lo));
    const V64 over_distance = Polynomial(Estimate(h), series.over_distance).hi;
    const V64 near = hn::Mul(hn::Mul(h, Set(times)), over_distance);
    value = hn::IfThenElse(Less(hn::Abs(h), 0.0625), near, value);
  }
  return value;
}

// The sum of two terms where f is that near 0, but for an Estimate: the second is what tells the
// first from a tie, and is less than a quotient can tell.
template <class N>
HWY_INLINE Quotient<N> TwoTerms(M64 is_near, N first, N second, const Quotient<N>& elsewhere) {
  if constexpr (!N::kIsExact) return elsewhere;
  return {Select(is_near, first + second, elsewhere.numerator),
          Select(is_near, N(Set(1.0)), elsewhere.denominator)};
}

// A value of f that is a float32: an Estimate of it is a little off, so that it rounds to that
// float and is not in doubt.
template <class N>
HWY_INLINE N Exactly(V64 value) {
  return N(N::kIsExact ? value : hn::Mul(value, Set(1 + 0x1p-30)));
}

// 0, of which an Estimate is a little off, too. (Its digits are of no matter, but not zeros.)
constexpr double kAlmostZero = 0x1.2345678p-200;
template <class N>
HWY_INLINE N AsZero() {
  return N(Set(N::kIsExact ? 0.0 : kAlmostZero));
}

// f by pairs of doubles: hi[i] + lo[i] = f(x[i]), |lo| <= ulp(hi) / 2.
struct PairValues {
  static constexpr size_t kCount = 512;  // a multiple of all lanes
  HWY_ALIGN double hi[kCount];
  HWY_ALIGN double lo[kCount];
};

// Of count <= kCount values, a multiple of the lanes, by the formula F at formula.
template <class F, Pair N>
HWY_NOINLINE void EvaluatePairs(const void* formula, const double* x, size_t count,
                                PairValues& values) {
  const D64 d;
  const F& f = *static_cast<const F*>(formula);
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const V64 argument = hn::Load(d, x + i);
    const N sum = Evaluate(f.template operator()<N>(argument));
    N result = N::FastSum(sum.hi, sum.lo);
    const auto is_zero = hn::Eq(result.hi, hn::Zero(d));
    // A zero of a type that has doubts is one.
    if (!N::kHasDoubts && HWY_UNLIKELY(!hn::AllFalse(d, is_zero))) {
      const Estimate estimate = Evaluate(f.template operator()<Estimate>(argument));
      const V64 zero = hn::CopySign(hn::Zero(d), estimate.hi);
      result.hi = hn::IfThenElse(is_zero, zero, result.hi);
    }
    hn::Store(result.hi, d, values.hi + i);
    hn::Store(result.lo, d, values.lo + i);
  }
}

// The first count lanes of f(x). At infinity f is its limit, and no more a little less.
HWY_NOINLINE inline void StoreScaled(const Wide& value, const double* x, size_t count,
                                     ScaledSum* y) {
  const D64 d;
  HWY_ALIGN double hi[hn::MaxLanes(d)];
  HWY_ALIGN double lo[hn::MaxLanes(d)];
  HWY_ALIGN double exponent[hn::MaxLanes(d)];
  hn::Store(value.hi, d, hi);
  hn::Store(value.lo, d, lo);
  hn::Store(AtMost(AtLeast(value.exponent, -10000.0), 10000.0), d, exponent);
  for (size_t i = 0; i < count; ++i) {
    if (std::isnan(x[i])) {
      y[i] = {kCanonicalNaN, 0, 0};
    } else {
      const bool is_hint = std::isinf(x[i]) && std::fabs(lo[i]) < 0x1p-200;
      y[i] = {hi[i], is_hint ? 0 : lo[i], static_cast<int>(exponent[i])};
    }
  }
}

// f(x) for every double, by the formula F.
template <class F>
HWY_NOINLINE void EvaluateWidely(const ParameterValues& parameters, const double* x, ScaledSum* y,
                                 size_t count) {
  const D64 d;
  const F f(parameters);
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const size_t size = HWY_MIN(hn::Lanes(d), count - i);
    HWY_ALIGN double argument[hn::MaxLanes(d)] = {};
    std::memcpy(argument, x + i, size * sizeof(double));
    const auto value = f.template operator()<Wide>(hn::Load(d, argument));
    StoreScaled(Evaluate(value), argument, size, y + i);
  }
}

// What all formulas share takes one of them as a pointer, so that there is little code for each.
struct ExactFunction {
  template <class F>
  HWY_INLINE ExactFunction(const F& f, const FormulaArguments& all)
      : evaluate(EvaluatePairs<F, DoubleDouble>), formula(&f), arguments(&all) {}

  void operator()(const double* x, size_t count, PairValues& values) const {
    evaluate(formula, x, count, values);
  }

  void (*evaluate)(const void* formula, const double* x, size_t count, PairValues& values);
  const void* formula;
  const FormulaArguments* arguments;
};

// hi + lo to the double of an odd significand, unless it is one itself: rounding that to fewer bits
// gives what rounding the sum gives.
HWY_INLINE V64 RoundToOdd(V64 hi, V64 lo) {
  const D64 d;
  const hn::RebindToSigned<D64> di;
  const auto bits = hn::BitCast(di, hi);
  const auto one = hn::Set(di, 1);
  const auto is_even = hn::Eq(hn::And(bits, one), hn::Zero(di));
  const auto is_inexact = hn::RebindMask(di, Greater(hn::Abs(lo), 0.0));
  // Towards the sum: away from zero where hi and lo have the same sign.
  const auto step = hn::Or(hn::BroadcastSignBit(hn::Xor(bits, hn::BitCast(di, lo))), one);
  return hn::BitCast(d, hn::Add(bits, hn::IfThenElseZero(hn::And(is_even, is_inexact), step)));
}

// Copies x by chunks, padded with zeros to whole vectors, and what work(x, count, values) leaves in
// values.hi to y.
template <class Work>
HWY_INLINE void InChunks(const double* x, double* y, size_t count, const Work& work) {
  for (size_t first = 0; first < count; first += PairValues::kCount) {
    HWY_ALIGN double argument[PairValues::kCount];
    PairValues values;
    const size_t size = HWY_MIN(PairValues::kCount, count - first);
    const size_t padded = hwy::RoundUpTo(size, hn::Lanes(D64()));
    std::memcpy(argument, x + first, size * sizeof(double));
    std::memset(argument + size, 0, (padded - size) * sizeof(double));
    work(argument, padded, values);
    std::memcpy(y + first, values.hi, size * sizeof(double));
  }
}

// f of the lanes that are rare as a Wide, rounded to double.
HWY_NOINLINE inline void EvaluateRare(const FormulaArguments& f, M64 is_rare, const double* x,
                                      Rounding round, double* y) {
  const D64 d;
  uint8_t bits[8] = {};
  hn::StoreMaskBits(d, is_rare, bits);
  for (size_t i = 0; i < hn::Lanes(d); ++i) {
    if ((bits[i / 8] >> (i % 8)) & 1) y[i] = f.evaluate(x[i], round);
  }
}

// f(x) rounded to odd for an array of numbers that a float32 can hold, NaN for NaN.
HWY_NOINLINE inline void EvaluateToOdd(ExactFunction f, const double* x, double* y, size_t count) {
  const D64 d;
  InChunks(x, y, count, [&](double* argument, size_t size, PairValues& values) HWY_ATTR {
    f(argument, size, values);
    for (size_t i = 0; i < size; i += hn::Lanes(d)) {
      const V64 odd = RoundToOdd(hn::Load(d, values.hi + i), hn::Load(d, values.lo + i));
      hn::Store(odd, d, values.hi + i);
      const auto is_number = Less(hn::Abs(hn::Load(d, argument + i)), kFar);
      if (HWY_LIKELY(hn::AllTrue(d, is_number))) continue;
      EvaluateRare(*f.arguments, hn::Not(is_number), argument + i, round_to_odd, values.hi + i);
    }
  });
}

// A vector of estimates, times bias. The mask is false where one has a denominator that is NaN or
// too large.
template <class F>
HWY_INLINE M64 EstimateOne(const F& f, V64 x, double bias, V64& result) {
  const auto value = f.template operator()<Estimate>(x);
  if constexpr (std::is_same_v<decltype(value), const Estimate>) {
    result = hn::Mul(value.hi, Set(bias));
    return hn::Not(Nowhere());
  } else {
    const V64 inverse = hn::Div(Set(bias), value.denominator.hi);
    result = hn::Mul(value.numerator.hi, inverse);
    return Greater(inverse, 0.0);
  }
}

// Four vectors of estimates, times bias. Where one has a denominator that is NaN or too large, the
// other three in its lane are wrong as well, and the mask that it returns is false.
template <class F>
HWY_INLINE M64 EstimateBlock(const F& f, const V64 (&x)[4], double bias, V64 (&result)[4]) {
  using Value = decltype(f.template operator()<Estimate>(x[0]));
  if constexpr (std::is_same_v<Value, Estimate>) {
    for (size_t i = 0; i < 4; ++i) {
      result[i] = hn::Mul(f.template operator()<Estimate>(x[i]).hi, Set(bias));
    }
    return hn::Not(Nowhere());
  } else {
    // One division for all four.
    const auto q0 = f.template operator()<Estimate>(x[0]);
    const auto q1 = f.template operator()<Estimate>(x[1]);
    const auto q2 = f.template operator()<Estimate>(x[2]);
    const auto q3 = f.template operator()<Estimate>(x[3]);
    const V64 pair01 = hn::Mul(q0.denominator.hi, q1.denominator.hi);
    const V64 pair23 = hn::Mul(q2.denominator.hi, q3.denominator.hi);
    const V64 inverse = hn::Div(Set(bias), hn::Mul(pair01, pair23));
    const V64 inverse01 = hn::Mul(inverse, pair23);
    const V64 inverse23 = hn::Mul(inverse, pair01);
    result[0] = hn::Mul(hn::Mul(q0.numerator.hi, q1.denominator.hi), inverse01);
    result[1] = hn::Mul(hn::Mul(q1.numerator.hi, q0.denominator.hi), inverse01);
    result[2] = hn::Mul(hn::Mul(q2.numerator.hi, q3.denominator.hi), inverse23);
    result[3] = hn::Mul(hn::Mul(q3.numerator.hi, q2.denominator.hi), inverse23);
    return Greater(inverse, 0.0);
  }
}

// A kernel for Apply (blocks-inl.h) as a pointer.
using ForBlocksPointer = void (*)(const void* kernel, bool stream, const float* x, float* y,
                                  size_t n);
template <class Kernel>
void ForBlocksOf(const void* kernel, bool stream, const float* x, float* y, size_t n) {
  const Kernel& k = *static_cast<const Kernel*>(kernel);
  if (stream) {
    k.template ForBlocks<true>(x, y, n);
  } else {
    k.template ForBlocks<false>(x, y, n);
  }
}

// A block with infinities or NaN. The kernel finds another number in their places, so that those
// beside them are not in doubt for sharing a denominator. (One for all sources: limits-inl.h.)
void ForLimits(ForBlocksPointer for_blocks, const void* kernel, const FormulaArguments& arguments,
               const float* x, float* y);

// Whether float32 are neither infinite nor NaN.
HWY_INLINE M64 IsNumber(V64 x) {
  return Less(hn::Abs(x), kFar);
}
HWY_INLINE bool AreNumbers(const V64 (&x)[4]) {
  return hn::AllTrue(D64(), hn::And(hn::And(IsNumber(x[0]), IsNumber(x[1])),
                                    hn::And(IsNumber(x[2]), IsNumber(x[3]))));
}

// The float32 kernel of a formula, for Apply (blocks-inl.h).
template <class F>
struct FormulaKernel {
  F f;
  const FormulaArguments& arguments;

  template <bool kStream>
  HWY_INLINE void ForBlocks(const float* x, float* y, size_t n) const {
    ForBlocks(kStream, x, y, n);
  }

  // Where f.Settled holds, of numbers.
  HWY_INLINE M64 Settled(V64 argument) const {
    return hn::And(f.Settled(argument), IsNumber(argument));
  }

  // f(x) of one vector.
  HWY_NOINLINE void ForVector(V64 x, float* y) const {
    V64 result;
    const auto is_sound = EstimateOne(f, x, kBias<F::kErrorBits>, result);
    Decide(x, result, is_sound, y);
  }

 private:
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
  // One by one: nothing is gained by more, but for the division.
  void ForBlocks(bool /* stream */, const float* x, float* y, size_t n) const {
    const D64 d;
    const hn::Rebind<float, D64> df;
    for (size_t i = 0; i < n; i += hn::Lanes(d)) {
      ForVector(hn::PromoteTo(d, hn::LoadU(df, x + i)), y + i);
    }
  }
#else
  HWY_NOINLINE void ForBlocks(bool stream, const float* x, float* y, size_t n) const {
    constexpr int k = F::kErrorBits;
    static_assert(34 <= k && k <= 46);  // see Exactly
    const D64 d;
    const hn::Rebind<float, D64> df;
    const size_t lanes = hn::Lanes(d);
    const size_t size = 4 * lanes;
    for (; n > 0; n -= size, x += size, y += size) {
      PrefetchAhead(x, size);
      if (!stream) PrefetchAhead(y, size);
      V64 argument[4];
      V64 result[4];
      for (size_t i = 0; i < 4; ++i) {
        argument[i] = hn::PromoteTo(d, hn::LoadU(df, x + i * lanes));
      }
      const auto is_sound = EstimateBlock(f, argument, kBias<k>, result);
      if (HWY_UNLIKELY(AnyInDoubt<k>(result)) && !AllSettled(argument, result, is_sound)) {
        if (HWY_UNLIKELY(!AreNumbers(argument))) {
          ForLimits(ForBlocksOf<FormulaKernel>, this, arguments, x, y);
          continue;
        }
        for (size_t i = 0; i < 4; ++i) {
          Decide(argument[i], result[i], is_sound, y + i * lanes);
        }
      } else if (stream) {
        StoreResults<true>(d, result, y);
      } else {
        StoreResults<false>(d, result, y);
      }
    }
  }
#endif  // HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

  HWY_INLINE M64 Doubtful(V64 argument, V64 result, M64 is_sound) const {
    const auto in_doubt = hn::RebindMask(D64(), InDoubt<F::kErrorBits>(result));
    return hn::AndNot(hn::And(Settled(argument), is_sound), in_doubt);
  }

  HWY_INLINE bool AllSettled(const V64 (&argument)[4], const V64 (&result)[4], M64 is_sound) const {
    const auto any = hn::Or(hn::Or(Doubtful(argument[0], result[0], is_sound),
                                   Doubtful(argument[1], result[1], is_sound)),
                            hn::Or(Doubtful(argument[2], result[2], is_sound),
                                   Doubtful(argument[3], result[3], is_sound)));
    return hn::AllFalse(D64(), any);
  }

  SILU_INLINE_UNLESS_OLD void Decide(V64 argument, V64 result, M64 is_sound, float* y) const {
    const D64 d;
    const hn::Rebind<float, D64> df;
    result = NearZeros(F::kZeros, kBias<F::kErrorBits>, argument, result);
    auto rounded = RoundToFloat(df, result);
    if (!hn::AllFalse(d, Doubtful(argument, result, is_sound))) {
      HWY_ALIGN double lanes[hn::MaxLanes(d)];
      hn::Store(argument, d, lanes);
      EvaluateToOdd(ExactFunction(f, arguments), lanes, lanes, hn::Lanes(d));
      rounded = RoundToFloat(df, hn::Load(d, lanes));
    }
    hn::StoreU(rounded, df, y);
  }
};

// The first tier of float64: for formulas that have an Estimate, on targets with FMA.
using ExtendedFunction = void (*)(const void* formula, const double* x, size_t count,
                                  PairValues& values);
template <class F>
constexpr ExtendedFunction FirstTier() {
  if constexpr (requires { requires F::kHasFirstTier; }) {
#if HWY_NATIVE_FMA
    return EvaluatePairs<F, Extended>;
#endif
  }
  return nullptr;
}
// Its relative error, with a margin: the largest that was found is 2^-68.9.
constexpr double kExtendedError = 0x1p-64;

// Where x and a result f(x) are such that an Extended and a DoubleDouble can be trusted.
HWY_INLINE M64 IsUsual(V64 x, V64 result) {
  const V64 magnitude = hn::Abs(x);
  const auto is_in_range = hn::And(hn::Ge(magnitude, Set(kNear)), Less(magnitude, kFarInFloat64));
  const V64 size = hn::Abs(result);
  const auto is_sound = hn::And(hn::Ge(size, Set(kLeast)), Less(size, kMost));
  return hn::And(hn::Or(hn::Eq(x, hn::Zero(D64())), is_in_range), is_sound);
}

// Whether hi rounds the results of the first tier, whatever their errors.
HWY_INLINE bool AreRounded(V64 x, V64 hi, V64 lo) {
  const V64 error = hn::Mul(hn::Abs(hi), Set(kExtendedError));
  const auto is_rounded = hn::Eq(hn::Add(hi, hn::Add(lo, error)), hn::Add(hi, hn::Sub(lo, error)));
  return hn::AllTrue(D64(), hn::And(is_rounded, IsUsual(x, hi)));
}

// Evaluates a vector of results of a DoubleDouble again where that cannot be trusted.
HWY_INLINE void Correct(const FormulaArguments& arguments, const double* x, double* y) {
  const D64 d;
  const V64 argument = hn::Load(d, x);
  const V64 result = hn::Load(d, y);
  const auto is_zero = hn::Eq(result, hn::Zero(d));
  const auto is_usual = IsUsual(argument, hn::IfThenElse(is_zero, Set(1.0), result));
  if (HWY_LIKELY(hn::AllTrue(d, is_usual))) return;
  EvaluateRare(arguments, hn::Not(is_usual), x, round_once, y);
}

// f(x) in float64 for an array: <= 0.501 ULP, the canonical NaN for NaN. What the first tier cannot
// round, or its vector, is computed in double-double.
HWY_NOINLINE inline void EvaluateAll(ExactFunction f, ExtendedFunction first_tier, const double* x,
                                     double* y, size_t count) {
  const D64 d;
  InChunks(x, y, count, [&](double* argument, size_t size, PairValues& values) HWY_ATTR {
    if (first_tier == nullptr) {
      f(argument, size, values);
    } else {
      first_tier(f.formula, argument, size, values);
    }
    for (size_t i = 0; i < size; i += hn::Lanes(d)) {
      if (first_tier != nullptr) {
        const V64 hi = hn::Load(d, values.hi + i);
        const V64 lo = hn::Load(d, values.lo + i);
        if (HWY_LIKELY(AreRounded(hn::Load(d, argument + i), hi, lo))) continue;
        PairValues exact;
        f(argument + i, hn::Lanes(d), exact);
        hn::Store(hn::Load(d, exact.hi), d, values.hi + i);
      }
      Correct(*f.arguments, argument + i, values.hi + i);
    }
  });
}

// A kernel for Apply (blocks-inl.h) as a pointer, so that there is one Apply for all.
struct AnyKernel {
  template <bool kStream>
  HWY_INLINE void ForBlocks(const float* x, float* y, size_t n) const {
    for_blocks(kernel, kStream, x, y, n);
  }

  ForBlocksPointer for_blocks;
  const void* kernel;
};
HWY_NOINLINE inline void ApplyAny(const AnyKernel& kernel, const float* x, float* y, size_t n) {
  Apply(kernel, x, y, n);
}

// The kernels of a formula, that of float32 with Kernel.
template <class F, class Kernel>
struct FormulaKernels {
  static void Float32(const FormulaArguments& arguments, const float* x, float* y, size_t count) {
    const Kernel kernel{F(arguments.parameters), arguments};
    ApplyAny({ForBlocksOf<Kernel>, &kernel}, x, y, count);
  }
  static void Float64(const FormulaArguments& arguments, const double* x, double* y, size_t count) {
    const F f(arguments.parameters);
    EvaluateAll(ExactFunction(f, arguments), FirstTier<F>(), x, y, count);
  }
  static void ToOdd(const FormulaArguments& arguments, const double* x, double* y, size_t count) {
    const F f(arguments.parameters);
    EvaluateToOdd(ExactFunction(f, arguments), x, y, count);
  }
#if HWY_TARGET == HWY_STATIC_TARGET
  static constexpr WideKernel kWidely = EvaluateWidely<F>;
#else
  static constexpr WideKernel kWidely = nullptr;
#endif
};

// A row of the table (kernel_table.h).
template <class F, class Kernel = FormulaKernel<F>>
constexpr FormulaRow MakeRow(const Activation& activation, int order,
                             bool (*is_usual)(const ParameterValues&),
                             bool (*accepts)(const ParameterValues&) = always) {
  using K = FormulaKernels<F, Kernel>;
  return {&activation, order, accepts, is_usual, K::Float32, K::Float64, K::ToOdd, K::kWidely};
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_FORMULA_INL_H_
