// x sigmoid(u) for a function u of x: SiLU's derivatives, Swish, QuickGELU and GELU(tanh).

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/gated.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"
#include "silu/kernels/gate-inl.h"
#include "silu/kernels/logistic_formula-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

// u = scale x.
struct Linear {
  // Below, x e^u is too little for a float32, for any usual scale.
  static constexpr double kLeastLogit = -150;
  // Those of the derivatives depend on the scale.
  static constexpr std::span<const ZeroSeries> kSlopeZeros = {};
  static constexpr std::span<const ZeroSeries> kCurvatureZeros = {};

  explicit Linear(Constant scale) : scale_(scale) {}

  template <class N>
  HWY_INLINE N Logit(V64 x) const {
    return N(scale_) * x;
  }
  // x u'
  template <class N>
  HWY_INLINE N TimesSlope(V64 x) const {
    return Logit<N>(x);
  }
  // x, or for an Estimate a smaller one for which the slope is as good as 1, too.
  template <class N>
  HWY_INLINE V64 UpToOpen(V64 x) const {
    return x;
  }
  // 2 u' + x u'' and x u'^2 for x >= 0, both over u'.
  template <class N>
  HWY_INLINE N Sum(V64 /* x */) const {
    return N(Set(2.0));
  }
  template <class N>
  HWY_INLINE N Product(V64 x) const {
    return N(scale_) * x;
  }
  template <class N>
  HWY_INLINE N Factor() const {
    return N(scale_);
  }
  // The second derivative near 0 is scale (1/2 - u^2 / 4).
  template <class N>
  HWY_INLINE Quotient<N> NearZero(V64 x, const Quotient<N>& elsewhere) const {
    const N u = Logit<N>(x);
    return TwoTerms(Less(hn::Abs(hn::Mul(x, Set(scale_.hi))), 0x1p-40), N(scale_) * 0.5,
                    u * u * scale_ * -0.25, elsewhere);
  }

  Constant scale_;
};

struct SwishLogit : Linear {
  explicit SwishLogit(const ParameterValues& p) : Linear({p[0]}) {}
};
// u = x: one multiplication less.
struct SiluLogit : Linear {
  static constexpr std::span<const ZeroSeries> kSlopeZeros = kSiluSlopeZeros;
  static constexpr std::span<const ZeroSeries> kCurvatureZeros = kSiluCurvatureZeros;

  explicit SiluLogit(const ParameterValues& /* p */) : Linear({1.0}) {}

  template <class N>
  HWY_INLINE N Logit(V64 x) const {
    return N(x);
  }
  template <class N>
  HWY_INLINE N TimesSlope(V64 x) const {
    return N(x);
  }
  template <class N>
  HWY_INLINE N Product(V64 x) const {
    return N(x);
  }
};
struct QuickLogit : Linear {
  static constexpr std::span<const ZeroSeries> kSlopeZeros = kQuickGeluSlopeZeros;
  static constexpr std::span<const ZeroSeries> kCurvatureZeros = kQuickGeluCurvatureZeros;

  explicit QuickLogit(const ParameterValues& /* p */) : Linear(kQuickGeluScale) {}
};

// u = scale (x + cube x^3).
struct TanhLogit {
  static constexpr double kLeastLogit = -110;
  static constexpr std::span<const ZeroSeries> kSlopeZeros = kGeluTanhSlopeZeros;
  static constexpr std::span<const ZeroSeries> kCurvatureZeros = kGeluTanhCurvatureZeros;

  explicit TanhLogit(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE N Logit(V64 x) const {
    return Cubic<N>(x, 1.0) * x * kGeluScale;
  }
  template <class N>
  HWY_INLINE N TimesSlope(V64 x) const {
    return Cubic<N>(x, 3.0) * x * kGeluScale;
  }
  template <class N>
  HWY_INLINE V64 UpToOpen(V64 x) const {
    return UpTo<N>(5.75, x);  // 1 + 2^-27
  }
  template <class N>
  HWY_INLINE N Sum(V64 x) const {
    return Cubic<N>(x, 6.0) * 2.0;
  }
  template <class N>
  HWY_INLINE N Product(V64 x) const {
    const N slope = Cubic<N>(x, 3.0);
    return slope * slope * x * kGeluScale;
  }
  template <class N>
  HWY_INLINE N Factor() const {
    return N(kGeluScale);
  }
  // No tie is near.
  template <class N>
  HWY_INLINE Quotient<N> NearZero(V64 /* x */, const Quotient<N>& elsewhere) const {
    return elsewhere;
  }

 private:
  // 1 + times cube x^2
  template <class N>
  static HWY_INLINE N Cubic(V64 x, double times) {
    return N::Product(x, x) * kGeluCube * times + 1.0;
  }
};

template <class Logit>
struct GatedFormula : Formula {
  explicit GatedFormula(const ParameterValues& p) : logit(p) {}

  // 0, and what is too little for a float32.
  HWY_INLINE M64 Settled(V64 x) const {
    const V64 u = logit.template Logit<Estimate>(x).hi;
    return hn::Or(Less(u, Logit::kLeastLogit), Formula::Settled(x));
  }

  Logit logit;
};

// x sigmoid(u)
template <class Logit>
struct Gated : GatedFormula<Logit> {
  using GatedFormula<Logit>::GatedFormula;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const Gate<N> gate(UpTo(19, this->logit.template Logit<N>(x)));  // 1 - 2^-27
    return {Select(gate.is_negative, gate.closing * x, N(x)), gate.denominator};
  }
};

// The same with one division for four vectors.
template <class Logit_>
struct GatedFamily : FormulaFamily {
  static constexpr bool kIsQuotient = true;

  explicit GatedFamily(const Gated<Logit_>& f) : logit(f.logit) {}

  HWY_INLINE V64 Logit(V64 x) const {
    return UpTo(19, logit.template Logit<Estimate>(x)).hi;  // 1 - 2^-27
  }
  static HWY_INLINE V64 TimesNumerator(V64 x, V64 factor) { return hn::Mul(x, factor); }

  Logit_ logit;
};

// sigmoid(u) (1 + x u' sigmoid(-u))
template <class Logit>
struct GatedSlope : GatedFormula<Logit> {
  using GatedFormula<Logit>::GatedFormula;
  static constexpr int kErrorBits = 38;
  static constexpr std::span<const ZeroSeries> kZeros = Logit::kSlopeZeros;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const V64 near = this->logit.template UpToOpen<N>(x);
    const Gate<N> gate(this->logit.template Logit<N>(near));
    const N sum = this->logit.template TimesSlope<N>(near) + 1.0;
    const N below = gate.closing * DoubtBelow<7>(sum + gate.closing);
    const N above = gate.closing * sum + 1.0;
    return {Select(gate.is_negative, below, above), gate.denominator * gate.denominator};
  }

  HWY_INLINE M64 Settled(V64 x) const {
    const V64 u = this->logit.template Logit<Estimate>(x).hi;
    // 1, and 1/2.
    return hn::Or(hn::Or(Greater(u, 26.0), Less(hn::Abs(u), 0x1p-27)),
                  GatedFormula<Logit>::Settled(x));
  }
};

// The same as g = s (1 - |x u'| (1 - s)) for u < 0 and 1 - g for u > 0, with s = sigmoid(-|u|).
template <class Logit_>
struct GatedSlopeFamily : SlopeFamily {
  static constexpr int kQuickBits = 37;
  static constexpr bool kIsCloser = true;

  explicit GatedSlopeFamily(const GatedSlope<Logit_>& f) : logit(f.logit) {}

  HWY_INLINE V64 Logit(V64 x) const {
    const V64 near = logit.template UpToOpen<Estimate>(x);
    return MinusAbs(logit.template Logit<Estimate>(near).hi);
  }
  HWY_INLINE V64 FromSigmoid(V64 x, V64 s) const {
    const V64 near = logit.template UpToOpen<Estimate>(x);
    const V64 slope = logit.template TimesSlope<Estimate>(near).hi;
    const V64 sum = hn::MulAdd(MinusAbs(slope), hn::Sub(Set(1.0), s), Set(1.0));
    const V64 below = IfKnown(sum, hn::Mul(s, sum));
    return hn::IfThenElse(Less(slope, 0.0), below, hn::Sub(Set(1.0), below));
  }

  Logit_ logit;
};

// sigmoid'(u) (2 u' + x u'' - x u'^2 tanh(u/2)): even in x.
template <class Logit>
struct GatedCurvature : GatedFormula<Logit> {
  using GatedFormula<Logit>::GatedFormula;
  static constexpr int kErrorBits = 37;
  static constexpr std::span<const ZeroSeries> kZeros = Logit::kCurvatureZeros;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const V64 size = hn::Abs(x);
    const Gate<N> gate(this->logit.template Logit<N>(x));
    // |tanh(u/2)| is (1 - closing) / (1 + closing).
    const N sum = this->logit.template Sum<N>(size) * gate.denominator;
    const N product = Abs(this->logit.template Product<N>(size)) * (gate.closing + -1.0);
    const N curvature = gate.closing * DoubtBelow<7>(sum + product);
    const N cube = gate.denominator * gate.denominator * gate.denominator;
    return this->logit.NearZero(x, Quotient<N>{curvature * this->logit.template Factor<N>(), cube});
  }

  // f(0) may be a tie of two float32.
  HWY_INLINE M64 Settled(V64 /* x */) const { return Nowhere(); }
};

// The same as s (1 - s) (2 u' + x u'' - |x| u'^2 (1 - 2 s)) with s = sigmoid(-|u|).
template <class Logit_>
struct GatedCurvatureFamily : SlopeFamily {
  static constexpr int kQuickBits = 37;
  static constexpr bool kIsCloser = true;

  explicit GatedCurvatureFamily(const GatedCurvature<Logit_>& f) : logit(f.logit) {}

  HWY_INLINE V64 Logit(V64 x) const { return MinusAbs(logit.template Logit<Estimate>(x).hi); }
  HWY_INLINE V64 FromSigmoid(V64 x, V64 s) const {
    const V64 size = hn::Abs(x);
    const V64 product = Abs(logit.template Product<Estimate>(size)).hi;
    const V64 tanh = hn::NegMulAdd(Set(2.0), s, Set(1.0));
    const V64 sum = hn::NegMulAdd(product, tanh, logit.template Sum<Estimate>(size).hi);
    const V64 slope = hn::Mul(hn::NegMulAdd(s, s, s), logit.template Factor<Estimate>().hi);
    return IfKnown(sum, hn::Mul(slope, sum));
  }

  Logit_ logit;
};

constexpr bool IsUsualBeta(const ParameterValues& p) {
  return is_usual(p[0]);
}
// beta of Swish that is SiLU, approximate of GELU(tanh).
constexpr bool IsOne(const ParameterValues& p) {
  return p[0] == 1;
}

template <class Logit>
constexpr FormulaRow MakeGatedRow(const Activation& activation, int order,
                                  bool (*is_usual)(const ParameterValues&),
                                  bool (*accepts)(const ParameterValues&) = always) {
  switch (order) {
    case 0:
      return MakeLogisticRow<Gated<Logit>, GatedFamily<Logit>>(activation, 0, is_usual, accepts);
    case 1:
      return MakeLogisticRow<GatedSlope<Logit>, GatedSlopeFamily<Logit>>(activation, 1, is_usual,
                                                                         accepts);
    default:
      return MakeLogisticRow<GatedCurvature<Logit>, GatedCurvatureFamily<Logit>>(activation, 2,
                                                                                 is_usual, accepts);
  }
}

constexpr FormulaRow kRows[] = {
    MakeRow<Gated<SiluLogit>>(kSilu, 0, always),  // whose float32 is SiluF32
    MakeGatedRow<SiluLogit>(kSilu, 1, always),
    MakeGatedRow<SiluLogit>(kSilu, 2, always),
    MakeGatedRow<SiluLogit>(kSwish, 1, always, IsOne),
    MakeGatedRow<SiluLogit>(kSwish, 2, always, IsOne),
    MakeGatedRow<SwishLogit>(kSwish, 0, IsUsualBeta),
    MakeGatedRow<SwishLogit>(kSwish, 1, IsUsualBeta),
    MakeGatedRow<SwishLogit>(kSwish, 2, IsUsualBeta),
    MakeGatedRow<QuickLogit>(kQuickGelu, 0, always),
    MakeGatedRow<QuickLogit>(kQuickGelu, 1, always),
    MakeGatedRow<QuickLogit>(kQuickGelu, 2, always),
    MakeGatedRow<TanhLogit>(kGelu, 0, always, IsOne),
    MakeGatedRow<TanhLogit>(kGelu, 1, always, IsOne),
    MakeGatedRow<TanhLogit>(kGelu, 2, always, IsOne),
};

}  // namespace

extern const std::span<const FormulaRow> kGatedRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
