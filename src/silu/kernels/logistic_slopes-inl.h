// The derivatives of SiLU and sigmoid in float32: Families for LogisticKernel (logistic-inl.h).

#if defined(SILU_LOGISTIC_SLOPES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_LOGISTIC_SLOPES_INL_H_
#undef SILU_LOGISTIC_SLOPES_INL_H_
#else
#define SILU_LOGISTIC_SLOPES_INL_H_
#endif

#include <cstddef>

#include "silu/catalogue/rows.h"
#include "silu/kernels/elementary-inl.h"
#include "silu/kernels/formula-inl.h"
#include "silu/kernels/logistic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

// What is computed from s = sigmoid(-|x|), which is small where it must be exact.
struct SlopeFamily : LogisticFamily {
  template <class V>
  static HWY_INLINE V Logit(V x) {
    return hn::Or(x, hn::SignBit(hn::DFromV<V>()));
  }
  // Beyond -120 all of them round as they do there.
  static HWY_INLINE V64 Moderate(V64 x) { return NotBelow(D64(), Logit(x)); }
  static HWY_INLINE V64 Sigmoid(V64 logit) { return hn::Div(Set(1.0), Denominator(D64(), logit)); }
};

// sigmoid'(x) = s (1 - s) for s = sigmoid(-|x|).
struct SigmoidSlopeFamily : SlopeFamily {
  static HWY_INLINE V64 FromSigmoid(V64 /* x */, V64 s) { return hn::NegMulAdd(s, s, s); }
  static HWY_INLINE V64 Estimate(D64 /* d */, V64 x) {
    return FromSigmoid(x, Sigmoid(Moderate(x)));
  }
  // 1/4
  template <class DF, class VF = hn::Vec<DF>>
  static HWY_INLINE hn::Mask<DF> IsExact(DF df, VF x) {
    return hn::Lt(hn::Abs(x), hn::Set(df, 0x1p-14F));
  }
  static float Exact(float x) { return evaluate_one(kSigmoid, 1, x); }
};

// sigmoid''(x) = -s (1 - s) (1 - 2 s) for s = sigmoid(-|x|), with the sign of -x.
struct SigmoidCurvatureFamily : SlopeFamily {
  static constexpr int kErrorBits = 39;
  static constexpr bool kIsCloser = true;

  static HWY_INLINE V64 FromSigmoid(V64 x, V64 s) {
    const V64 logit = Logit(x);
    const V64 far = hn::MulSub(Set(2.0), s, Set(1.0));
    const V64 tanh = hn::IfThenElse(Greater(logit, -0x1p-6), TanhOfHalf(logit), far);
    const V64 sign = hn::And(x, hn::SignBit(D64()));
    return hn::Xor(hn::Mul(hn::NegMulAdd(s, s, s), tanh), sign);
  }
  static HWY_INLINE V64 Estimate(D64 /* d */, V64 x) {
    return FromSigmoid(x, Sigmoid(Moderate(x)));
  }
  // -x/8, unless that is subnormal.
  template <class DF, class VF = hn::Vec<DF>>
  static HWY_INLINE hn::Mask<DF> IsExact(DF df, VF x) {
    const VF size = hn::Abs(x);
    const auto is_normal = hn::Gt(size, hn::Set(df, 0x1p-120F));
    return hn::Or(hn::Eq(x, hn::Zero(df)), hn::And(is_normal, hn::Lt(size, hn::Set(df, 0x1p-13F))));
  }
  static float Exact(float x) { return evaluate_one(kSigmoid, 2, x); }

 private:
  // tanh(x/2) for |x| <= 2^-6, by Taylor's series: relative error 2^-46.
  static HWY_INLINE V64 TanhOfHalf(V64 x) {
    const V64 square = hn::Mul(x, x);
    const V64 slope = hn::MulAdd(square, Set(1.0 / 240), Set(-1.0 / 24));
    return hn::Mul(x, hn::MulAdd(square, slope, Set(0.5)));
  }
};

// Where 1/2 + x/2 rounds to 1/2.
template <class DF, class VF = hn::Vec<DF>>
HWY_INLINE hn::Mask<DF> RoundsToHalf(DF df, VF x) {
  return hn::Lt(hn::Abs(x), hn::Set(df, 0x1p-26F));
}

// A sum that cancels is known to less than 2^-38 of it below 2^-8: 0 is in doubt.
HWY_INLINE V64 IfKnown(V64 sum, V64 value) {
  return hn::IfThenElseZero(Greater(hn::Abs(sum), 0x1p-8), value);
}

// silu'(-a) = s (1 - a (1 - s)) for s = sigmoid(-a); silu'(a) = 1 - silu'(-a).
struct SiluSlopeFamily : SlopeFamily {
  static constexpr int kErrorBits = 40;
  static constexpr int kQuickBits = 37;
  static constexpr bool kIsCloser = true;

  static HWY_INLINE V64 FromSigmoid(V64 x, V64 s) {
    const V64 sum = Sum(Logit(x), s);
    return FromNegative(x, IfKnown(sum, hn::Mul(s, sum)));
  }
  static HWY_INLINE V64 Estimate(D64 /* d */, V64 x) {
    const V64 logit = Moderate(x);
    const V64 s = Sigmoid(logit);
    return NearZeros(kSiluSlopeZeros, 1.0, x, FromNegative(x, hn::Mul(s, Sum(logit, s))));
  }
  // 1/2. Not 1: where x is that large, its neighbours' quotients may overflow.
  template <class DF, class VF = hn::Vec<DF>>
  static HWY_INLINE hn::Mask<DF> IsExact(DF df, VF x) {
    return RoundsToHalf(df, x);
  }
  static float Exact(float x) { return evaluate_one(kSilu, 1, x); }

 private:
  static HWY_INLINE V64 Sum(V64 logit, V64 s) {
    return hn::MulAdd(logit, hn::Sub(Set(1.0), s), Set(1.0));
  }
  static HWY_INLINE V64 FromNegative(V64 x, V64 value) {
    return hn::IfThenElse(Greater(x, 0.0), hn::Sub(Set(1.0), value), value);
  }
};

// silu''(x) = s (1 - s) (2 - a (1 - 2 s)) for s = sigmoid(-a), a = |x|.
struct SiluCurvatureFamily : SlopeFamily {
  static constexpr int kErrorBits = 40;
  static constexpr int kQuickBits = 37;
  static constexpr bool kIsCloser = true;

  static HWY_INLINE V64 FromSigmoid(V64 x, V64 s) {
    const V64 sum = Sum(Logit(x), s);
    return IfKnown(sum, hn::Mul(Slope(s), sum));
  }
  static HWY_INLINE V64 Estimate(D64 /* d */, V64 x) {
    const V64 logit = Moderate(x);
    const V64 s = Sigmoid(logit);
    return NearZeros(kSiluCurvatureZeros, 1.0, x, hn::Mul(Slope(s), Sum(logit, s)));
  }
  // 1/2
  template <class DF, class VF = hn::Vec<DF>>
  static HWY_INLINE hn::Mask<DF> IsExact(DF df, VF x) {
    return RoundsToHalf(df, x);
  }
  static float Exact(float x) { return evaluate_one(kSilu, 2, x); }

 private:
  static HWY_INLINE V64 Sum(V64 logit, V64 s) {
    return hn::MulAdd(logit, hn::NegMulAdd(Set(2.0), s, Set(1.0)), Set(2.0));
  }
  static HWY_INLINE V64 Slope(V64 s) { return hn::NegMulAdd(s, s, s); }
};

#if SILU_LOGISTIC_FAST && HWY_NATIVE_FMA

// A formula's float32 kernel that does not use the formula: a Family has it.
template <class F, class Family>
struct LogisticFormulaKernel {
  F f;
  const FormulaArguments& arguments;

  template <bool kStream>
  HWY_INLINE void ForBlocks(const float* x, float* y, size_t n) const {
    LogisticKernel<Family>::template ForBlocks<kStream>(x, y, n);
  }
};

#else

// Without FMA (before 2013) it gains a fifth, and is twice as large.
template <class F, class Family>
using LogisticFormulaKernel = FormulaKernel<F>;

#endif  // SILU_LOGISTIC_FAST && HWY_NATIVE_FMA

// A row of the table (kernel_table.h).
template <class F, class Family>
constexpr FormulaRow MakeLogisticRow(const Activation& activation, int order,
                                     bool (*accepts)(const ParameterValues&) = always) {
  return MakeRow<F, LogisticFormulaKernel<F, Family>>(activation, order, always, accepts);
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_LOGISTIC_SLOPES_INL_H_
