// Sigmoid, tanh and what is made of it, with their derivatives.

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/sigmoid.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"
#include "silu/kernels/gate-inl.h"
#include "silu/kernels/logistic_slopes-inl.h"

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

// kFactor sigmoid'(kScale x)
template <int kScale, int kFactor>
struct SigmoidSlope : Formula {
  explicit SigmoidSlope(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const Gate<N> gate{N(hn::Mul(x, Set(kScale)))};
    return {gate.closing * kFactor, gate.denominator * gate.denominator};
  }
};

// kFactor sigmoid''(kScale x), which is sigmoid' times -tanh(kScale x / 2).
template <int kScale, int kFactor>
struct SigmoidCurvature : Formula {
  explicit SigmoidCurvature(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const V64 size = hn::Abs(hn::Mul(x, Set(kScale)));
    const Exponential<N> e(N(hn::Neg(size)));
    const N denominator = e.Value() + 1.0;
    // Near 0, with y = kScale x, it is y/8 - y^3/24.
    const N cube = N::Product(size, size) * size;
    const auto magnitude = TwoTerms(
        Less(size, 0x1p-40), N(size) * 0.125, cube * (-1.0 / 24),
        Quotient<N>{e.Value() * Abs(e.MinusOne()), denominator * denominator * denominator});
    const V64 sign = kFactor < 0 ? hn::Neg(x) : x;
    return {WithSignOf(sign, magnitude.numerator * (kFactor < 0 ? -kFactor : kFactor)),
            magnitude.denominator};
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

constexpr FormulaRow kRows[] = {
    MakeRow<Sigmoid>(kSigmoid, 0, always),
    MakeLogisticRow<SigmoidSlope<1, 1>, SigmoidSlopeFamily>(kSigmoid, 1),
    MakeLogisticRow<SigmoidCurvature<1, -1>, SigmoidCurvatureFamily>(kSigmoid, 2),
    MakeRow<Tanh>(kTanh, 0, always),
    MakeRow<SigmoidSlope<2, 4>>(kTanh, 1, always),
    MakeRow<SigmoidCurvature<2, -8>>(kTanh, 2, always),
    MakeRow<TanhShrink>(kTanhshrink, 0, always),
    MakeRow<TanhShrinkSlope>(kTanhshrink, 1, always),
    MakeRow<SigmoidCurvature<2, 8>>(kTanhshrink, 2, always),
};

}  // namespace

extern const std::span<const FormulaRow> kSigmoidRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
