// What is made of straight lines and parabolas, with its derivatives.

#include <cmath>
#include <limits>

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/piecewise.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

// A piece of a straight line at a time, so cheap in double-double that no estimate is needed. And
// one would not do: a product with 1/5, or a sixth, is all but a float32 for one x in five, or in
// three.
struct StraightLines {
  static constexpr bool kIsCheap = true;
};

// x for x > 0, else slope x.
struct LeakyRelu : StraightLines {
  explicit LeakyRelu(const ParameterValues& p) : slope(p[0]) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return Select(Greater(x, 0.0), N(x), N::Product(Set(slope), x));
  }

  double slope;
};

struct Identity : StraightLines {
  explicit Identity(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return N(x);
  }
};

// x within low and high.
struct Clamp : StraightLines {
  Clamp(double least, double most) : low(least), high(most) {}
  explicit Clamp(const ParameterValues& p) : Clamp(p[0], p[1]) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return N(AtMost(AtLeast(x, low), high));
  }

  double low, high;
};
struct JaxHardTanh : Clamp {
  explicit JaxHardTanh(const ParameterValues& /* p */) : Clamp(-1, 1) {}
};
// relu(-0) = +0.
struct Relu : StraightLines {
  explicit Relu(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return N(hn::IfThenElseZero(Greater(x, 0.0), x));
  }
};
// relu6(-0) = +0.
struct Relu6 : StraightLines {
  explicit Relu6(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return N(AtMost(hn::IfThenElseZero(Greater(x, 0.0), x), 6.0));
  }
};

// x nearer to 0 by lambda, and 0 where it is nearer than that.
struct Softshrink : StraightLines {
  explicit Softshrink(const ParameterValues& p) : lambda(p[0]) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const V64 step = hn::CopySign(Set(-lambda), hn::Neg(x));
    return SelectOrZero(Greater(hn::Abs(x), lambda), N::Sum(x, step));
  }

  double lambda;
};

// x, and 0 where it is nearer to it than lambda.
struct Hardshrink : StraightLines {
  explicit Hardshrink(const ParameterValues& p) : lambda(p[0]) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return N(hn::IfThenElseZero(Greater(hn::Abs(x), lambda), x));
  }

  double lambda;
};

// x above the threshold, else the value.
struct Threshold : StraightLines {
  explicit Threshold(const ParameterValues& p) : threshold(p[0]), value(p[1]) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return N(hn::IfThenElse(Greater(x, threshold), x, Set(value)));
  }

  double threshold, value;
};

// 0 below -3, x above 3, and x (x + 3) / 6 between.
struct Hardswish : Formula {
  explicit Hardswish(const ParameterValues& /* p */) {}
  static constexpr int kErrorBits = 46;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    // -0 where the gate is closed.
    const N open = SelectOrZero(Greater(x, -3.0), N(x) + 3.0) * x;
    return {Select(Greater(x, 3.0), Exactly<N>(x) * 6.0, open), N(Set(6.0))};
  }
  HWY_INLINE M64 Settled(V64 x) const {
    return hn::Or(hn::Ge(hn::Abs(x), Set(3.0)), hn::Eq(x, hn::Zero(D64())));
  }
};

// (2x + 3) / 6 within, 0 and 1 outside.
struct HardswishSlope : StraightLines {
  explicit HardswishSlope(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const V64 outside = hn::IfThenElseZero(Greater(x, 0.0), Set(6.0));
    const N inside = N::Sum(hn::Add(x, x), Set(3.0));
    return {Select(Greater(hn::Abs(x), 3.0), N(outside), inside), N(Set(6.0))};
  }
};

// (x + 3) / 6 within 0 and 1.
struct Hardsigmoid : StraightLines {
  explicit Hardsigmoid(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    return {N::Sum(AtMost(AtLeast(x, -3.0), 3.0), Set(3.0)), N(Set(6.0))};
  }
};

// 0 below -1, x above 1, and (x + 1)^2 / 4 between.
struct SparsePlus : Formula {
  explicit SparsePlus(const ParameterValues& /* p */) {}
  static constexpr int kErrorBits = 46;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const N half = (N(x) + 1.0) * 0.5;
    const N curved = SelectOrZero(Greater(x, -1.0), half * half);
    return Select(hn::Ge(x, Set(1.0)), Exactly<N>(x), curved);
  }
  HWY_INLINE M64 Settled(V64 x) const {
    return hn::Or(hn::Ge(hn::Abs(x), Set(1.0)), hn::Eq(x, hn::Zero(D64())));
  }
};

// (x + 1) / 2 within 0 and 1.
struct SparsePlusSlope : StraightLines {
  explicit SparsePlusSlope(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return N::Sum(hn::Mul(AtMost(AtLeast(x, -1.0), 1.0), Set(0.5)), Set(0.5));
  }
};

// Derivatives that are constant but for a step or two: an interval has one value, and all that is
// outside another. An end that is NaN is none.
constexpr double kNoEnd = std::numeric_limits<double>::quiet_NaN();
struct Steps : StraightLines {
  Steps(double from, double to, double within, double without = 0)
      : low(from), high(to), inside(within), outside(without) {}

  // For low < x < high.
  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const auto is_outside = hn::Or(hn::Le(x, Set(low)), hn::Ge(x, Set(high)));
    return N(hn::IfThenElse(is_outside, Set(outside), Set(inside)));
  }

  double low, high, inside, outside;
};

// 1 for x > p[0], else 0: of threshold, and of relu with threshold 0.
struct ThresholdSlope : Steps {
  explicit ThresholdSlope(const ParameterValues& p) : Steps(p[0], kNoEnd, 1) {}
};
struct ReluSlope : Steps {
  explicit ReluSlope(const ParameterValues& /* p */) : Steps(0, kNoEnd, 1) {}
};
struct LeakyReluSlope : Steps {
  explicit LeakyReluSlope(const ParameterValues& p) : Steps(0, kNoEnd, 1, p[0]) {}
};
struct Relu6Slope : Steps {
  explicit Relu6Slope(const ParameterValues& /* p */) : Steps(0, 6, 1) {}
};
struct HardsigmoidSlope : Steps {
  explicit HardsigmoidSlope(const ParameterValues& /* p */) : Steps(-3, 3, 1.0 / 6) {}
};
struct HardswishCurvature : Steps {
  explicit HardswishCurvature(const ParameterValues& /* p */) : Steps(-3, 3, 1.0 / 3) {}
};
struct SparsePlusCurvature : Steps {
  explicit SparsePlusCurvature(const ParameterValues& /* p */) : Steps(-1, 1, 0.5) {}
};
struct ShrinkSlope : Steps {
  explicit ShrinkSlope(const ParameterValues& p)
      : Steps(std::nextafter(-p[0], -HUGE_VAL), std::nextafter(p[0], HUGE_VAL), 0, 1) {}
};
struct JaxHardTanhSlope : Steps {
  explicit JaxHardTanhSlope(const ParameterValues& /* p */)
      : Steps(std::nextafter(-1, -HUGE_VAL), std::nextafter(1, HUGE_VAL), 1) {}
};
struct HardtanhSlope : Steps {
  explicit HardtanhSlope(const ParameterValues& p)
      : Steps(std::isfinite(p[0]) ? p[0] : kNoEnd, std::isfinite(p[1]) ? p[1] : kNoEnd, 1) {}
};
struct One : Steps {
  explicit One(const ParameterValues& /* p */) : Steps(0, 0, 0, 1) {}
};
struct Zero : Steps {
  explicit Zero(const ParameterValues& /* p */) : Steps(0, 0, 0) {}
};

// What the trick for large and small x (EvaluateRare) takes for granted: kinks are not beyond them.
constexpr bool IsUsualSlope(const ParameterValues& p) {
  return is_usual(p[0]);
}
constexpr bool IsUsualOrZero(double value) {
  return is_usual(value) || value == 0;
}
constexpr bool AreUsualEnds(const ParameterValues& p) {
  return IsUsualOrZero(p[0]) && IsUsualOrZero(p[1]);
}
constexpr bool IsUsualLambda(const ParameterValues& p) {
  return IsUsualOrZero(p[0]);
}

constexpr bool IsZero(const ParameterValues& p) {
  return p[0] == 0;
}

constexpr FormulaRow kRows[] = {
    MakeRow<Relu>(kRelu, 0, always),
    MakeRow<ReluSlope>(kRelu, 1, always),
    MakeRow<Zero>(kRelu, 2, always),
    MakeRow<LeakyRelu>(kLeakyRelu, 0, IsUsualSlope),
    MakeRow<LeakyReluSlope>(kLeakyRelu, 1, IsUsualSlope),
    MakeRow<Zero>(kLeakyRelu, 2, always),
    MakeRow<LeakyRelu>(kPRelu, 0, IsUsualSlope),
    MakeRow<LeakyReluSlope>(kPRelu, 1, IsUsualSlope),
    MakeRow<Zero>(kPRelu, 2, always),
    MakeRow<Relu6>(kRelu6, 0, always),
    MakeRow<Relu6Slope>(kRelu6, 1, always),
    MakeRow<Zero>(kRelu6, 2, always),
    MakeRow<Clamp>(kHardtanh, 0, AreUsualEnds),
    MakeRow<HardtanhSlope>(kHardtanh, 1, AreUsualEnds),
    MakeRow<Zero>(kHardtanh, 2, always),
    MakeRow<JaxHardTanh>(kJaxHardTanh, 0, always),
    MakeRow<JaxHardTanhSlope>(kJaxHardTanh, 1, always),
    MakeRow<Zero>(kJaxHardTanh, 2, always),
    MakeRow<Softshrink>(kSoftshrink, 0, IsUsualLambda),
    MakeRow<ShrinkSlope>(kSoftshrink, 1, IsUsualLambda),
    MakeRow<Zero>(kSoftshrink, 2, always),
    MakeRow<Hardshrink>(kHardshrink, 0, IsUsualLambda),
    MakeRow<ShrinkSlope>(kHardshrink, 1, IsUsualLambda),
    MakeRow<Zero>(kHardshrink, 2, always),
    MakeRow<Threshold>(kThreshold, 0, AreUsualEnds),
    MakeRow<ThresholdSlope>(kThreshold, 1, AreUsualEnds),
    MakeRow<Zero>(kThreshold, 2, always),
    MakeRow<Relu>(kSquareplus, 0, always, IsZero),
    MakeRow<ReluSlope>(kSquareplus, 1, always, IsZero),
    MakeRow<Zero>(kSquareplus, 2, always, IsZero),
    MakeRow<Identity>(kIdentity, 0, always),
    MakeRow<One>(kIdentity, 1, always),
    MakeRow<Zero>(kIdentity, 2, always),
    MakeRow<Hardsigmoid>(kHardsigmoid, 0, always),
    MakeRow<HardsigmoidSlope>(kHardsigmoid, 1, always),
    MakeRow<Zero>(kHardsigmoid, 2, always),
    MakeRow<Hardswish>(kHardswish, 0, always),
    MakeRow<HardswishSlope>(kHardswish, 1, always),
    MakeRow<HardswishCurvature>(kHardswish, 2, always),
    MakeRow<SparsePlus>(kSparsePlus, 0, always),
    MakeRow<SparsePlusSlope>(kSparsePlus, 1, always),
    MakeRow<SparsePlusCurvature>(kSparsePlus, 2, always),
};

}  // namespace

extern const std::span<const FormulaRow> kPiecewiseRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
