// silu, sigmoid and relu in float64.

#if defined(SILU_FLOAT64_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_FLOAT64_INL_H_
#undef SILU_FLOAT64_INL_H_
#else
#define SILU_FLOAT64_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "silu/catalogue/rows.h"
#include "silu/kernels/exp64.h"
#include "silu/kernels/fma-inl.h"
#include "silu/kernels/kernel_table.h"
#include "silu/kernels/lookup-inl.h"
#include "silu/kernels/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

// Up to here 1 + e^-x is e^-x, and e^x or what corrects its rounding comes near the subnormal
// numbers.
constexpr double kRareBelow = -650.0;

// numerator / (1 + e^-x) for float64 x > kRareBelow, where the quotient is normal; the same bits
// on every target. Largest error 0.501 ULP.
//
// With T = 2^(-n/16) and e^-x = T (1 - r - tail) the denominator is 1 + T - T r - T tail, summed to
// high + low with an error of 2^-64 of it. Its low part and the remainder of the first quotient,
// which the FMA yields exactly, then correct that quotient.
template <class D, class V = hn::VFromD<D>>
HWY_INLINE V DivideByOnePlusExp(D d, V numerator, V x) {
  const hn::RebindToSigned<D> di;
  const V one = hn::Set(d, 1.0);
  const auto coefficient = [d](int k) { return hn::Set(d, kTail[k]); };

  // e^-650 vanishes beside 1, and so it does for every larger x.
  const V clamped = hn::Min(x, hn::Set(d, -kRareBelow));
  const V shifted = Fma(clamped, hn::Set(d, k16OverLn2), hn::Set(d, kRoundToInt));
  const V n = hn::Sub(shifted, hn::Set(d, kRoundToInt));
  const auto n_bits = hn::BitCast(di, shifted);
  const V r = NegFma(n, hn::Set(d, kLn2Over16), clamped);
  const V r_low = NegFma(n, hn::Set(d, kLn2Over16Rest), Lookup16(d, kPowerLog, n_bits));

  const V s = hn::Add(r, r_low);
  const V s2 = hn::Mul(s, s);
  const V c01 = Fma(s, coefficient(1), coefficient(0));
  const V c23 = Fma(s, coefficient(3), coefficient(2));
  const V c45 = Fma(s, coefficient(5), coefficient(4));
  const V tail = Fma(s2, Fma(s2, Fma(s2, c45, c23), c01), r_low);

  const V power = hn::BitCast(
      d, hn::Sub(hn::BitCast(di, Lookup16(d, kPower, n_bits)), hn::ShiftLeft<48>(n_bits)));
  const V larger = hn::Max(one, power);
  const V smaller = hn::Min(one, power);
  const V sum = hn::Add(larger, smaller);
  const V sum_low = hn::Sub(smaller, hn::Sub(sum, larger));
  const V high = NegFma(power, hn::Add(r, tail), sum);
  const V high_low = NegFma(power, tail, NegFma(power, r, hn::Sub(sum, high)));
  const V low = hn::Add(high_low, sum_low);

  // Taking away the excess, rather than adding a remainder, keeps -0.0.
  const V reciprocal = hn::Div(one, high);
  const V quotient = hn::Mul(numerator, reciprocal);
  const V excess = Fma(quotient, low, FmaSub(quotient, high, numerator));
  return NegFma(excess, reciprocal, quotient);
}

// What the kernels here leave to a formula, which is looked for when it is first needed: at an
// infinity it is evaluated once.
class Rest {
 public:
  explicit Rest(const Activation& activation) : activation_(activation) {}

  // f(x) instead of the lanes of y that are not usual.
  template <class D, class V = hn::VFromD<D>>
  HWY_NOINLINE V ReplaceLanes(D d, V x, V y, hn::Mask<D> usual) const {
    if (!formula_) formula_ = find_formula(activation_, 0, {});
    HWY_ALIGN double lanes[hn::MaxLanes(d)];
    hn::Store(hn::IfThenZeroElse(usual, x), d, lanes);
    formula_->kernels->float64(formula_->arguments, lanes, lanes, hn::Lanes(d));
    return hn::IfThenElse(usual, y, hn::Load(d, lanes));
  }

 private:
  const Activation& activation_;
  mutable std::optional<FoundFormula> formula_;
};

// Whether x is subnormal or +inf.
template <class D, class V = hn::VFromD<D>>
HWY_INLINE hn::Mask<D> IsSubnormalOrInf(D d, V x) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  (void)d;
  constexpr int kSubnormal = 0x20;
  constexpr int kPositiveInf = 0x08;
  return hn::Mask<D>{_mm512_fpclass_pd_mask(x.raw, kSubnormal | kPositiveInf)};
#else
  const V least = hn::Set(d, std::numeric_limits<double>::min());
  const V inf = hn::Set(d, std::numeric_limits<double>::infinity());
  const auto subnormal = hn::And(hn::Lt(hn::Abs(x), least), hn::Ne(x, hn::Zero(d)));
  return hn::Or(subnormal, hn::Eq(x, inf));
#endif
}

// x / (1 + e^-x). float64, every x; largest error 0.501 ULP. silu(-inf) = -0.0, silu(+-0) = +-0.
struct Silu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V y = DivideByOnePlusExp(d, x, x);
    const auto usual = hn::AndNot(IsSubnormalOrInf(d, x), hn::Gt(x, hn::Set(d, kRareBelow)));
    return HWY_LIKELY(hn::AllTrue(d, usual)) ? y : rest.ReplaceLanes(d, x, y, usual);
  }

  Rest rest{kSilu};
};

// 1 / (1 + e^-x). float64, every x; largest error 0.501 ULP. sigmoid(-inf) = 0, sigmoid(inf) = 1.
struct Sigmoid {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V y = DivideByOnePlusExp(d, hn::Set(d, 1.0), x);
    const auto usual = hn::Gt(x, hn::Set(d, kRareBelow));
    return HWY_LIKELY(hn::AllTrue(d, usual)) ? y : rest.ReplaceLanes(d, x, y, usual);
  }

  Rest rest{kSigmoid};
};

// max(x, 0). float64, exact. relu(-0.0) = 0.0, relu(NaN) = the canonical NaN.
struct Relu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V nan = hn::Set(d, std::numeric_limits<double>::quiet_NaN());
    return hn::IfThenElse(hn::IsNaN(x), nan, hn::IfThenZeroElse(hn::Le(x, hn::Zero(d)), x));
  }
};

// y[i] = f(x[i]) for i < count. y is x or does not overlap it.
void SiluF64(const double* x, double* y, size_t count) {
  Map(hn::ScalableTag<double>(), Silu(), x, y, count);
}
void SigmoidF64(const double* x, double* y, size_t count) {
  Map(hn::ScalableTag<double>(), Sigmoid(), x, y, count);
}
void ReluF64(const double* x, double* y, size_t count) {
  Map(hn::ScalableTag<double>(), Relu(), x, y, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_FLOAT64_INL_H_
