// Softplus and LogSigmoid, with their derivatives.

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/softplus.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"
#include "silu/kernels/gate-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

// log(1 + e^u) / beta with u = beta x, or x where u is above the threshold.
struct SoftplusFormula : Formula {
  explicit SoftplusFormula(const ParameterValues& p)
      : beta{p[0]},
        divisor(p[0]),
        last(last_within(p[0], p[1], true)),
        last_below(last_within(p[0], p[1], false)) {}

  template <class N>
  HWY_INLINE N Argument(V64 x) const {
    return N(beta) * x;
  }
  // Whether u is above the threshold, and whether it is so or there.
  HWY_INLINE M64 IsAbove(V64 x) const { return IsPast(x, last); }
  HWY_INLINE M64 IsNotBelow(V64 x) const { return IsPast(x, last_below); }

  Constant beta;
  Divisor divisor;  // beta
  double last, last_below;

 private:
  HWY_INLINE M64 IsPast(V64 x, double limit) const {
    return beta.hi > 0 ? Greater(x, limit) : Less(x, limit);
  }
};

struct Softplus : SoftplusFormula {
  using SoftplusFormula::SoftplusFormula;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const N u = Argument<N>(x);
    const N curved = Log1p(Exp(MinusAbs(u))) / divisor;
    const N value = SelectOrZero(Greater(u.hi, 0.0), N(x)) + curved;
    return Select(IsAbove(x), Exactly<N>(x), value);
  }
  HWY_INLINE M64 Settled(V64 /* x */) const { return Nowhere(); }
};

struct SoftplusSlope : SoftplusFormula {
  using SoftplusFormula::SoftplusFormula;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const N one(Set(1.0));
    const Gate<N> gate(Argument<N>(x));
    const N exactly_one = Exactly<N>(Set(1.0));
    return {Select(IsAbove(x), exactly_one, gate.Opening()),
            Select(IsAbove(x), one, gate.denominator)};
  }
};

struct SoftplusCurvature : SoftplusFormula {
  using SoftplusFormula::SoftplusFormula;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const Gate<N> gate(Argument<N>(x));
    // Near 0 it is beta (1/4 - u^2 / 16).
    const N u = Argument<N>(x);
    const auto value = TwoTerms(
        Less(hn::Abs(hn::Mul(x, Set(beta.hi))), 0x1p-40), N(beta) * 0.25, u * u * beta * -0.0625,
        Quotient<N>{gate.closing * beta, gate.denominator * gate.denominator});
    return {SelectOrZero(hn::Not(IsNotBelow(x)), value.numerator), value.denominator};
  }
  HWY_INLINE M64 Settled(V64 x) const { return IsNotBelow(x); }
};

// -log(1 + e^-x)
struct LogSigmoid : Formula {
  explicit LogSigmoid(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const N curved = Log1p(Exp(N(MinusAbs(x))));
    return SelectOrZero(Less(x, 0.0), N(x)) + -curved;
  }
  // x
  HWY_INLINE M64 Settled(V64 x) const { return Less(x, -20.0); }
};

// 1 / (1 + e^x)
struct LogSigmoidSlope : Formula {
  explicit LogSigmoidSlope(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const Gate<N> gate{N(hn::Neg(x))};
    return {gate.Opening(), gate.denominator};
  }
};

struct LogSigmoidCurvature : Formula {
  explicit LogSigmoidCurvature(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const Gate<N> gate{N(x)};
    return {-gate.closing, gate.denominator * gate.denominator};
  }
};

// A threshold that is not usual is none, or 0: between the two, f is as good as linear near 0 and
// far away.
constexpr bool AreUsual(const ParameterValues& p) {
  return is_usual(p[0]) && (is_usual(p[1]) || p[1] == 0 || p[1] == HUGE_VAL);
}

constexpr FormulaRow kRows[] = {
    MakeRow<Softplus>(kSoftplus, 0, AreUsual),
    MakeRow<SoftplusSlope>(kSoftplus, 1, AreUsual),
    MakeRow<SoftplusCurvature>(kSoftplus, 2, AreUsual),
    MakeRow<LogSigmoid>(kLogSigmoid, 0, always),
    MakeRow<LogSigmoidSlope>(kLogSigmoid, 1, always),
    MakeRow<LogSigmoidCurvature>(kLogSigmoid, 2, always),
};

}  // namespace

extern const std::span<const FormulaRow> kSoftplusRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
