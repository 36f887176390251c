// Sigmoid, tanh and what is made of it, with their derivatives.

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/sigmoid.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"
#include "silu/kernels/gate-inl.h"
#include "silu/kernels/logistic_formula-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

// 1 / (1 + e^-x)
struct Sigmoid : Formula {
  explicit Sigmoid(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const Gate<N> gate{N(x)};
    return {gate.Opening(), gate.denominator};
  }
};

// kFactor sigmoid'(kRate x)
template <int kRate, int kFactor>
struct SigmoidSlope : Formula {
  explicit SigmoidSlope(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const Gate<N> gate{N(hn::Mul(x, Set(kRate)))};
    return {gate.closing * kFactor, gate.denominator * gate.denominator};
  }
  // kFactor / 4
  HWY_INLINE M64 Settled(V64 x) const { return Less(hn::Abs(x), 0x1p-15); }
};

// The same as s (1 - s) for s = sigmoid(-|kRate x|).
template <int kRate, int kFactor>
struct SigmoidSlopeFamily : SlopeFamily {
  explicit SigmoidSlopeFamily(const SigmoidSlope<kRate, kFactor>& /* f */) {}

  static HWY_INLINE V64 Logit(V64 x) { return MinusAbs(hn::Mul(x, Set(kRate))); }
  static HWY_INLINE V64 FromSigmoid(V64 /* x */, V64 s) {
    return hn::Mul(hn::NegMulAdd(s, s, s), Set(kFactor));
  }
};

// kFactor sigmoid''(kRate x), which is sigmoid' times -tanh(kRate x / 2).
template <int kRate, int kFactor>
struct SigmoidCurvature : Formula {
  explicit SigmoidCurvature(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const V64 size = hn::Abs(hn::Mul(x, Set(kRate)));
    const Exponential<N> e(N(hn::Neg(size)));
    const N denominator = e.Value() + 1.0;
    // Near 0, with y = kRate x, it is y/8 - y^3/24.
    const N cube = N::Product(size, size) * size;
    const auto magnitude = TwoTerms(
        Less(size, 0x1p-40), N(size) * 0.125, cube * (-1.0 / 24),
        Quotient<N>{e.Value() * Abs(e.MinusOne()), denominator * denominator * denominator});
    const V64 sign = kFactor < 0 ? hn::Neg(x) : x;
    return {WithSignOf(sign, magnitude.numerator * (kFactor < 0 ? -kFactor : kFactor)),
            magnitude.denominator};
  }
  // kFactor kRate x / 8, unless that is subnormal.
  HWY_INLINE M64 Settled(V64 x) const {
    const V64 size = hn::Abs(x);
    return hn::Or(hn::Eq(x, hn::Zero(D64())),
                  hn::And(Greater(size, 0x1p-120), Less(size, 0x1p-14)));
  }
};

// The same as s (1 - s) (1 - 2 s) for s = sigmoid(-|kRate x|).
template <int kRate, int kFactor>
struct SigmoidCurvatureFamily : SlopeFamily {
  explicit SigmoidCurvatureFamily(const SigmoidCurvature<kRate, kFactor>& /* f */) {}
  static constexpr bool kIsCloser = true;

  static HWY_INLINE V64 Logit(V64 x) { return MinusAbs(hn::Mul(x, Set(kRate))); }
  static HWY_INLINE V64 FromSigmoid(V64 x, V64 s) {
    const V64 logit = Logit(x);
    const V64 far = hn::MulSub(Set(2.0), s, Set(1.0));
    const V64 tanh = hn::IfThenElse(Greater(logit, -0x1p-6), TanhOfHalf(logit), far);
    const V64 sign = hn::And(x, hn::SignBit(D64()));
    const V64 product = hn::Mul(hn::NegMulAdd(s, s, s), tanh);
    return hn::Xor(hn::Mul(product, Set(-kFactor)), sign);
  }

 private:
  // tanh(x/2) for |x| <= 2^-6, by Taylor's series: relative error 2^-46.
  static HWY_INLINE V64 TanhOfHalf(V64 x) {
    const V64 square = hn::Mul(x, x);
    const V64 slope = hn::MulAdd(square, Set(1.0 / 240), Set(-1.0 / 24));
    return hn::Mul(x, hn::MulAdd(square, slope, Set(0.5)));
  }
};

// |tanh x| is -m / (2 + m) with m = e^-2|x| - 1.
template <class N>
HWY_INLINE N TanhTerm(V64 x) {
  const V64 size = UpTo<N>(10, hn::Abs(x));  // 1 - 2^-28
  return Expm1(N(hn::Neg(hn::Add(size, size))));
}

struct Tanh : Formula {
  explicit Tanh(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const N m = TanhTerm<N>(x);
    return {WithSignOf(x, Abs(m)), m + 2.0};
  }
  // x
  HWY_INLINE M64 Settled(V64 x) const { return Less(hn::Abs(x), 0x1p-13); }
};

// (x - tanh x) / x^3 for |x| <= 1/8.
HWY_INLINE Estimate TanhShrinkSeries(Estimate square) {
  V64 sum = Set(kTanhShrink[6].hi);
  for (size_t k = 6; k-- > 0;) sum = hn::MulAdd(sum, square.hi, Set(kTanhShrink[k].hi));
  return Estimate(sum);
}
HWY_INLINE DoubleDouble TanhShrinkSeries(DoubleDouble square) {
  const DoubleDouble sum = Polynomial<9>(square.hi, kTanhShrink);
  // Two terms of the derivative make up for the low part: 2^-72 of the result is left.
  const V64 slope = hn::Add(Set(kTanhShrink[1].hi), hn::Mul(square.hi, Set(2 * kTanhShrink[2].hi)));
  return DoubleDouble::FastSum(sum.hi, hn::Add(sum.lo, hn::Mul(square.lo, slope)));
}

#if HWY_NATIVE_FMA
HWY_INLINE Extended TanhShrinkSeries(Extended square) {
  return Extended(TanhShrinkSeries(DoubleDouble(square.hi, square.lo)));
}
#endif
HWY_INLINE Wide TanhShrinkSeries(const Wide& square) {
  return Wide(TanhShrinkSeries(square.Moderate()));
}

// x - tanh x
struct TanhShrink : Formula {
  explicit TanhShrink(const ParameterValues& /* p */) {}
  static constexpr int kErrorBits = 38;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const V64 size = hn::Abs(x);
    const auto is_small = Less(size, 0.125);
    const N square = N::Product(size, size);
    const N near = square * size * TanhShrinkSeries(square);
    const N m = TanhTerm<N>(x);
    const N denominator = m + 2.0;
    const N far = denominator * size + m;
    return {WithSignOf(x, Select(is_small, near, far)), Select(is_small, N(Set(1.0)), denominator)};
  }
};

// tanh(x)^2
struct TanhShrinkSlope : Formula {
  explicit TanhShrinkSlope(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const N m = TanhTerm<N>(x);
    const N denominator = m + 2.0;
    return {m * m, denominator * denominator};
  }
};

// Sigmoid's derivatives, times kFactor and of kRate x.
template <int kRate, int kFactor>
constexpr FormulaRow MakeSlopeRow(const Activation& activation, int order) {
  using F = SigmoidSlope<kRate, kFactor>;
  return MakeLogisticRow<F, SigmoidSlopeFamily<kRate, kFactor>>(activation, order, always);
}
template <int kRate, int kFactor>
constexpr FormulaRow MakeCurvatureRow(const Activation& activation, int order) {
  using F = SigmoidCurvature<kRate, kFactor>;
  return MakeLogisticRow<F, SigmoidCurvatureFamily<kRate, kFactor>>(activation, order, always);
}

constexpr FormulaRow kRows[] = {
    MakeRow<Sigmoid>(kSigmoid, 0, always),
    MakeSlopeRow<1, 1>(kSigmoid, 1),
    MakeCurvatureRow<1, -1>(kSigmoid, 2),
    MakeRow<Tanh>(kTanh, 0, always),
    MakeSlopeRow<2, 4>(kTanh, 1),
    MakeCurvatureRow<2, -8>(kTanh, 2),
    MakeRow<TanhShrink>(kTanhshrink, 0, always),
    MakeRow<TanhShrinkSlope>(kTanhshrink, 1, always),
    MakeCurvatureRow<2, 8>(kTanhshrink, 2),
};

}  // namespace

extern const std::span<const FormulaRow> kSigmoidRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
