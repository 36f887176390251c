// Softsign and Squareplus, with their derivatives.

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/algebraic.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

struct Softsign : Formula {
  explicit Softsign(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    return {N(x), N(hn::Abs(x)) + 1.0};
  }
  // x, and 1.
  HWY_INLINE M64 Settled(V64 x) const {
    const V64 size = hn::Abs(x);
    return hn::Or(Less(size, 0x1p-26), Greater(size, 0x1p27));
  }
};

struct SoftsignSlope : Formula {
  explicit SoftsignSlope(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const N denominator = N(hn::Abs(x)) + 1.0;
    return {N(Set(1.0)), denominator * denominator};
  }
};

struct SoftsignCurvature : Formula {
  explicit SoftsignCurvature(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const N denominator = N(hn::Abs(x)) + 1.0;
    const V64 sign = hn::CopySign(Set(-2.0), hn::Neg(x));
    const V64 numerator = hn::IfThenZeroElse(hn::Eq(x, hn::Zero(D64())), sign);
    return {N(numerator), denominator * denominator * denominator};
  }
};

// (x + r) / 2 with r = sqrt(x^2 + b).
struct SquareplusFormula : Formula {
  explicit SquareplusFormula(const ParameterValues& p) : b{p[0]} {}

  template <class N>
  HWY_INLINE N Root(V64 x) const {
    return Sqrt(N::Product(x, x) + b.hi);
  }
  HWY_INLINE M64 Settled(V64 /* x */) const { return Nowhere(); }

  Constant b;
};

struct Squareplus : SquareplusFormula {
  using SquareplusFormula::SquareplusFormula;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    // Below 0 the sum would cancel; its conjugate does not.
    const auto is_negative = Less(x, 0.0);
    const N sum = Root<N>(x) + hn::Abs(x);
    return {Select(is_negative, N(b), sum), Select(is_negative, sum, N(Set(1.0))) * 2.0};
  }
};

// The value over r.
struct SquareplusSlope : SquareplusFormula {
  using SquareplusFormula::SquareplusFormula;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const auto is_negative = Less(x, 0.0);
    const N root = Root<N>(x);
    const N sum = root + hn::Abs(x);
    return {Select(is_negative, N(b), sum), Select(is_negative, sum * root, root) * 2.0};
  }
};

struct SquareplusCurvature : SquareplusFormula {
  using SquareplusFormula::SquareplusFormula;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const N root = Root<N>(x);
    return {N(b), root * root * root * 2.0};
  }
};

constexpr bool IsPositive(const ParameterValues& p) {
  return p[0] > 0;
}
constexpr bool IsUsualB(const ParameterValues& p) {
  return is_usual(p[0]);
}

constexpr FormulaRow kRows[] = {
    MakeRow<Softsign>(kSoftsign, 0, always),
    MakeRow<SoftsignSlope>(kSoftsign, 1, always),
    MakeRow<SoftsignCurvature>(kSoftsign, 2, always),
    MakeRow<Squareplus>(kSquareplus, 0, IsUsualB, IsPositive),
    MakeRow<SquareplusSlope>(kSquareplus, 1, IsUsualB, IsPositive),
    MakeRow<SquareplusCurvature>(kSquareplus, 2, IsUsualB, IsPositive),
};

}  // namespace

extern const std::span<const FormulaRow> kAlgebraicRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
