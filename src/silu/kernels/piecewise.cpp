// What is made of straight lines and parabolas, with its derivatives.

#include <cmath>
#include <limits>

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/piecewise.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/short-inl.h"
#include "silu/kernels/single-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

struct StraightLines {
  using Tag = DF;
};
struct Selection : StraightLines {
  static constexpr bool kIsSelection = true;
};

// x for x > 0, else slope x.
struct LeakyRelu : StraightLines {
  static constexpr bool kIsRoundedOnce = true;

  explicit LeakyRelu(const ParameterValues& p) : slope(p[0]), pair(slope) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return Select(Greater(x, 0.0), N(x), N::Product(Set(slope), x));
  }

#if HWY_NATIVE_FMA
  HWY_INLINE VF Rounded(DF d, VF x, bool& in_doubt) const {
    const VF hi = hn::Set(d, pair.hi);
    const VF lo = hn::Set(d, pair.lo);
    VF product = hn::Mul(x, hi);
    // A slope that is a float makes a product that is rounded once.
    if (pair.lo != 0) {
      const auto is_negative = hn::Lt(x, hn::Zero(d));
      const auto is_tiny = hn::Gt(x, hn::Set(d, -0x1p-60F));  // see IsTiny
      // 2^-23 of the error, and 2^-48 of the product, of which it is 2^-26 near a tie.
      const VF error = hn::MulAdd(x, lo, hn::MulSub(x, hi, product));
      const VF sum = RoundSum<20>(product, error, is_negative, is_tiny, in_doubt);
      if (slope > 0) return hn::IfThenElse(is_negative, sum, x);  // a zero keeps its sign
      product = hn::IfThenElse(is_negative, sum, product);
    }
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, product);
  }
#else
  using Tag = DHalf;
  HWY_INLINE hn::Vec<DHalf> Rounded(DHalf df, hn::Vec<DHalf> x, bool& in_doubt) const {
    const V64 product = hn::Mul(hn::PromoteTo(D64(), x), Set(slope));
    const auto rounded =
        pair.lo == 0 ? RoundToFloat(df, product) : RoundProduct(df, product, x, in_doubt);
    return hn::IfThenElse(hn::Gt(x, hn::Zero(df)), x, rounded);
  }
#endif

  double slope;
  FloatPair pair;
};

struct Identity : Selection {
  explicit Identity(const ParameterValues& /* p */) {}

  template <class N, class V>
  HWY_INLINE N operator()(V x) const {
    return N(x);
  }
};

// x within low and high.
struct Clamp : Selection {
  Clamp(double least, double most) : low(least), high(most) {}
  explicit Clamp(const ParameterValues& p) : Clamp(p[0], p[1]) {}

  template <class N, class V>
  HWY_INLINE N operator()(V x) const {
    return N(AtMost(AtLeast(x, low), high));
  }

  Limit low, high;
};
struct JaxHardTanh : Clamp {
  explicit JaxHardTanh(const ParameterValues& /* p */) : Clamp(-1, 1) {}
};
// relu(-0) = +0.
struct Relu : Selection {
  explicit Relu(const ParameterValues& /* p */) {}

  template <class N, class V>
  HWY_INLINE N operator()(V x) const {
    return N(hn::IfThenElseZero(Greater(x, zero), x));
  }

  Limit zero{0};
};
// relu6(-0) = +0.
struct Relu6 : Selection {
  explicit Relu6(const ParameterValues& /* p */) {}

  template <class N, class V>
  HWY_INLINE N operator()(V x) const {
    return N(AtMost(hn::IfThenElseZero(Greater(x, zero), x), six));
  }

  Limit zero{0}, six{6};
};

// x nearer to 0 by lambda, and 0 where it is nearer than that.
struct Softshrink : StraightLines {
  static constexpr bool kIsRoundedOnce = true;

  explicit Softshrink(const ParameterValues& p) : lambda(p[0]), pair(lambda.wide) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const V64 step = hn::CopySign(Set(-lambda.wide), hn::Neg(x));
    return SelectOrZero(Greater(hn::Abs(x), lambda), N::Sum(x, step));
  }

  HWY_INLINE VF Rounded(DF d, VF x, bool& in_doubt) const {
    const VF size = hn::Abs(x);
    const VF hi = hn::Set(d, pair.hi);
    const auto is_beyond = Greater(size, lambda);
    VF shrunk = hn::Sub(size, hi);
    // A lambda that is a float makes a difference that is rounded once.
    if (pair.lo != 0) {
      // lambda is known to 2^-49 of it, which is 2^-40 of what is not little, and 2^-14 of the
      // error near a tie.
      const auto is_little = hn::Lt(shrunk, hn::Set(d, pair.hi * 0x1p-9F));
      const VF error = hn::Sub(hn::Sub(hn::Sub(size, shrunk), hi), hn::Set(d, pair.lo));
      shrunk = RoundSum<13>(shrunk, error, is_beyond, is_little, in_doubt);
    }
    return hn::IfThenElseZero(is_beyond, hn::CopySign(shrunk, x));
  }

  Limit lambda;
  FloatPair pair;
};

// x, and 0 where it is nearer to it than lambda.
struct Hardshrink : Selection {
  explicit Hardshrink(const ParameterValues& p) : lambda(p[0]) {}

  template <class N, class V>
  HWY_INLINE N operator()(V x) const {
    return N(hn::IfThenElseZero(Greater(hn::Abs(x), lambda), x));
  }

  Limit lambda;
};

// x above the threshold, else the value.
struct Threshold : Selection {
  explicit Threshold(const ParameterValues& p) : threshold(p[0]), value(p[1]) {}

  template <class N, class V>
  HWY_INLINE N operator()(V x) const {
    return N(hn::IfThenElse(Greater(x, threshold), x, SetAs(x, value)));
  }

  Limit threshold, value;
};

// Pieces of which one is n / 6, with n = a x + 3.
//
// Then n times the double of 1/6 rounds to the right float. That product, which is off by less than
// 2^-52, is exact where n / 6 is a tie (1/6 - 2^-57 times 6 m, for m of 25 bits, rounds to m), and
// elsewhere n / 6 is not that near to one: n is a multiple of 2^-49 for |x| >= 2^-26, and 6 m one
// of the same, so that they differ by 2^-49 at least; for smaller x it is near 1/2.
struct Sixths : StraightLines {
  using Tag = DHalf;
};
constexpr double kSixth = 1.0 / 6;
constexpr double kSixthRest = ((1 - 4 * kSixth) - 2 * kSixth) / 6;  // what it lacks

// n / 6 in float64, with an error of 0.5 ULP and 2^-50 of one, if it is not subnormal.
HWY_INLINE V64 Sixth(const DoubleDouble& n) {
  const DoubleDouble product = DoubleDouble::Product(n.hi, Set(kSixth));
  const V64 rest = hn::Add(hn::Mul(n.hi, Set(kSixthRest)), hn::Mul(n.lo, Set(kSixth)));
  return hn::Add(product.hi, hn::Add(product.lo, rest));
}

// 0 below -3, x above 3, and x (x + 3) / 6 between.
struct Hardswish : Formula {
  explicit Hardswish(const ParameterValues& /* p */) {}
  static constexpr int kErrorBits = 46;
  static constexpr bool kHasFirstTier = false;

  template <class N>
  HWY_INLINE auto operator()(V64 x) const {
    if constexpr (N::kIsExact) {
      // -0 where the gate is closed.
      const N open = SelectOrZero(Greater(x, -3.0), N(x) + 3.0) * x;
      return Quotient<N>{Select(Greater(x, 3.0), N(x) * 6.0, open), N(Set(6.0))};
    } else {
      // The gate neither opens nor closes completely, or results would be in doubt for that.
      const V64 least = AtLeast(x, -3.0);
      const V64 gate = AtMost(AtLeast(hn::Add(least, Set(3.0)), kAlmostZero), 6 - 0x1p-28);
      return N(hn::Mul(hn::Mul(gate, Set(kSixth)), least));
    }
  }

  HWY_INLINE V64 Nearest(V64 x) const {
    const D64 d;
    const V64 least = AtLeast(x, -3.0);
    const DoubleDouble gate = DoubleDouble::Sum(least, Set(3.0));
    const DoubleDouble product = DoubleDouble::Product(least, gate.hi);
    const V64 rest = hn::Add(product.lo, hn::Mul(least, gate.lo));
    // -0 where the gate is closed.
    const V64 within = hn::CopySign(Sixth({product.hi, rest}), x);
    V64 result = hn::IfThenElse(hn::Ge(x, Set(3.0)), x, within);
    const auto is_tiny = Less(hn::Abs(x), 0x1p-200);
    if (HWY_UNLIKELY(!hn::AllFalse(d, is_tiny))) {
      result = hn::IfThenElse(is_tiny, NearestOfTiny(x), result);
    }
    return result;
  }

 private:
  // x / 2 and a little more, which decides a tie of two subnormal numbers.
  static HWY_NOINLINE V64 NearestOfTiny(V64 x) {
    const V64 half = hn::Mul(x, Set(0.5));
    const V64 missing = hn::Sub(x, hn::Add(half, half));
    const auto is_above = Greater(missing, 0.0);
    const V64 smallest = Set(std::numeric_limits<double>::denorm_min());
    const V64 rounded = hn::IfThenElse(is_above, hn::Add(half, smallest), half);
    return hn::CopySign(rounded, x);
  }
};

#if HWY_TARGET <= HWY_AVX3
// The same estimate with the sixth and the bias as one factor. That is a multiple of 2^-52, and so
// is three of it: the gate is rounded once, however near it is to being closed.
struct HardswishShort {
  static constexpr int kErrorBits = Hardswish::kErrorBits;
  static constexpr double kFactor = kSixth * kBias<kErrorBits> + 1 - 1;  // 2^-51 off

  static HWY_INLINE V64 Estimate(const Hardswish& /* f */, V64 x) {
    const V64 least = AtLeast(x, -3.0);
    const V64 gate = hn::MulAdd(least, Set(kFactor), Set(3 * kFactor));
    return hn::Mul(AtMost(AtLeast(gate, kAlmostZero), kFactor * (6 - 0x1p-28)), least);
  }
};
#else
struct HardswishShort;
#endif

// (2x + 3) / 6 within, 0 and 1 outside.
struct HardswishSlope : Sixths {
  explicit HardswishSlope(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const V64 outside = hn::IfThenElseZero(Greater(x, 0.0), Set(6.0));
    const N inside = N::Sum(hn::Add(x, x), Set(3.0));
    return {Select(Greater(hn::Abs(x), 3.0), N(outside), inside), N(Set(6.0))};
  }
  HWY_INLINE hn::Vec<DHalf> Rounded(DHalf df, hn::Vec<DHalf> x, bool& /* in_doubt */) const {
    const V64 wide = hn::PromoteTo(D64(), x);
    const V64 inside = hn::Mul(hn::Add(hn::Add(wide, wide), Set(3.0)), Set(kSixth));
    const auto outside = hn::IfThenElseZero(hn::Gt(x, hn::Zero(df)), hn::Set(df, 1.0F));
    const auto is_outside = hn::Gt(hn::Abs(x), hn::Set(df, 3.0F));
    return hn::IfThenElse(is_outside, outside, RoundToFloat(df, inside));
  }
  HWY_INLINE V64 Nearest(V64 x) const {
    const V64 outside = hn::IfThenElseZero(Greater(x, 0.0), Set(1.0));
    const V64 inside = Sixth(DoubleDouble::Sum(hn::Add(x, x), Set(3.0)));
    return hn::IfThenElse(Greater(hn::Abs(x), 3.0), outside, inside);
  }
};

// (x + 3) / 6 within 0 and 1.
struct Hardsigmoid : Sixths {
  explicit Hardsigmoid(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    return {N::Sum(AtMost(AtLeast(x, -3.0), 3.0), Set(3.0)), N(Set(6.0))};
  }
  HWY_INLINE hn::Vec<DHalf> Rounded(DHalf df, hn::Vec<DHalf> x, bool& /* in_doubt */) const {
    const auto within = hn::Min(hn::Max(x, hn::Set(df, -3.0F)), hn::Set(df, 3.0F));
    const V64 n = hn::Add(hn::PromoteTo(D64(), within), Set(3.0));
    return RoundToFloat(df, hn::Mul(n, Set(kSixth)));
  }
  HWY_INLINE V64 Nearest(V64 x) const {
    return Sixth(DoubleDouble::Sum(AtMost(AtLeast(x, -3.0), 3.0), Set(3.0)));
  }
};

// 0 below -1, x above 1, and (x + 1)^2 / 4 between.
struct SparsePlus : Formula {
  explicit SparsePlus(const ParameterValues& /* p */) {}
  static constexpr int kErrorBits = 46;
  static constexpr bool kHasFirstTier = false;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const N half = (N(x) + 1.0) * 0.5;
    const N curved = Select(hn::Le(x, Set(-1.0)), AsZero<N>(), half * half);
    return Select(hn::Ge(x, Set(1.0)), Exactly<N>(x), curved);
  }
};

// (x + 1) / 2 within 0 and 1.
struct SparsePlusSlope : Selection {
  explicit SparsePlusSlope(const ParameterValues& /* p */) {}

  template <class N, class V>
  HWY_INLINE N operator()(V x) const {
    const V half = SetAs(x, 0.5);
    return N::Sum(hn::Mul(AtMost(AtLeast(x, Limit(-1)), Limit(1)), half), half);
  }
};

// Derivatives that are constant but for a step or two: an interval has one value, and all that is
// outside another. An end that is NaN is none.
constexpr double kNoEnd = std::numeric_limits<double>::quiet_NaN();
struct Steps : Selection {
  Steps(double from, double to, double within, double without = 0)
      : low(from), high(to), inside(within), outside(without) {}

  // For low < x < high.
  template <class N, class V>
  HWY_INLINE N operator()(V x) const {
    const auto is_outside = hn::Or(AtOrBelow(x, low), AtOrAbove(x, high));
    return N(hn::IfThenElse(is_outside, SetAs(x, outside), SetAs(x, inside)));
  }

  Limit low, high, inside, outside;
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

constexpr FormulaRow MakeHardswishRow() {
  FormulaRow row =
      MakeRow<Hardswish, ShortKernel<Hardswish, HardswishShort>>(kHardswish, 0, always);
  row.float64 = RoundDirectly<Hardswish>;
  return row;
}

constexpr FormulaRow kRows[] = {
    MakeSingleRow<Relu>(kRelu, 0, always),
    MakeSingleRow<ReluSlope>(kRelu, 1, always),
    MakeSingleRow<Zero>(kRelu, 2, always),
    MakeSingleRow<LeakyRelu>(kLeakyRelu, 0, IsUsualSlope),
    MakeSingleRow<LeakyReluSlope>(kLeakyRelu, 1, IsUsualSlope),
    MakeSingleRow<Zero>(kLeakyRelu, 2, always),
    MakeSingleRow<LeakyRelu>(kPRelu, 0, IsUsualSlope),
    MakeSingleRow<LeakyReluSlope>(kPRelu, 1, IsUsualSlope),
    MakeSingleRow<Zero>(kPRelu, 2, always),
    MakeSingleRow<Relu6>(kRelu6, 0, always),
    MakeSingleRow<Relu6Slope>(kRelu6, 1, always),
    MakeSingleRow<Zero>(kRelu6, 2, always),
    MakeSingleRow<Clamp>(kHardtanh, 0, AreUsualEnds),
    MakeSingleRow<HardtanhSlope>(kHardtanh, 1, AreUsualEnds),
    MakeSingleRow<Zero>(kHardtanh, 2, always),
    MakeSingleRow<JaxHardTanh>(kJaxHardTanh, 0, always),
    MakeSingleRow<JaxHardTanhSlope>(kJaxHardTanh, 1, always),
    MakeSingleRow<Zero>(kJaxHardTanh, 2, always),
    MakeSingleRow<Softshrink>(kSoftshrink, 0, IsUsualLambda),
    MakeSingleRow<ShrinkSlope>(kSoftshrink, 1, IsUsualLambda),
    MakeSingleRow<Zero>(kSoftshrink, 2, always),
    MakeSingleRow<Hardshrink>(kHardshrink, 0, IsUsualLambda),
    MakeSingleRow<ShrinkSlope>(kHardshrink, 1, IsUsualLambda),
    MakeSingleRow<Zero>(kHardshrink, 2, always),
    MakeSingleRow<Threshold>(kThreshold, 0, AreUsualEnds),
    MakeSingleRow<ThresholdSlope>(kThreshold, 1, AreUsualEnds),
    MakeSingleRow<Zero>(kThreshold, 2, always),
    MakeSingleRow<Relu>(kSquareplus, 0, always, IsZero),
    MakeSingleRow<ReluSlope>(kSquareplus, 1, always, IsZero),
    MakeSingleRow<Zero>(kSquareplus, 2, always, IsZero),
    MakeSingleRow<Identity>(kIdentity, 0, always),
    MakeSingleRow<One>(kIdentity, 1, always),
    MakeSingleRow<Zero>(kIdentity, 2, always),
    MakeSingleRow<Hardsigmoid>(kHardsigmoid, 0, always),
    MakeSingleRow<HardsigmoidSlope>(kHardsigmoid, 1, always),
    MakeSingleRow<Zero>(kHardsigmoid, 2, always),
    MakeHardswishRow(),
    MakeSingleRow<HardswishSlope>(kHardswish, 1, always),
    MakeSingleRow<HardswishCurvature>(kHardswish, 2, always),
    MakeRow<SparsePlus>(kSparsePlus, 0, always),
    MakeSingleRow<SparsePlusSlope>(kSparsePlus, 1, always),
    MakeSingleRow<SparsePlusCurvature>(kSparsePlus, 2, always),
};

}  // namespace

extern const std::span<const FormulaRow> kPiecewiseRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
