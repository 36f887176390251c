// x sigmoid(u) for a function u of x: SiLU's derivatives, Swish, QuickGELU and GELU(tanh).

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/gated.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"
#include "silu/kernels/gate-inl.h"
#include "silu/kernels/logistic_slopes-inl.h"

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
struct SiluLogit : Linear {
  explicit SiluLogit(const ParameterValues& /* p */) : Linear({1.0}) {}
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
    return hn::Or(Greater(u, 26.0), GatedFormula<Logit>::Settled(x));
  }
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

constexpr bool IsUsualBeta(const ParameterValues& p) {
  return is_usual(p[0]);
}
// beta of Swish that is SiLU, approximate of GELU(tanh).
constexpr bool IsOne(const ParameterValues& p) {
  return p[0] == 1;
}

constexpr FormulaRow kRows[] = {
    MakeRow<Gated<SiluLogit>>(kSilu, 0, always),
    MakeLogisticRow<GatedSlope<SiluLogit>, SiluSlopeFamily>(kSilu, 1),
    MakeLogisticRow<GatedCurvature<SiluLogit>, SiluCurvatureFamily>(kSilu, 2),
    MakeLogisticRow<GatedSlope<SiluLogit>, SiluSlopeFamily>(kSwish, 1, IsOne),
    MakeLogisticRow<GatedCurvature<SiluLogit>, SiluCurvatureFamily>(kSwish, 2, IsOne),
    MakeRow<Gated<SwishLogit>>(kSwish, 0, IsUsualBeta),
    MakeRow<GatedSlope<SwishLogit>>(kSwish, 1, IsUsualBeta),
    MakeRow<GatedCurvature<SwishLogit>>(kSwish, 2, IsUsualBeta),
    MakeRow<Gated<QuickLogit>>(kQuickGelu, 0, always),
    MakeRow<GatedSlope<QuickLogit>>(kQuickGelu, 1, always),
    MakeRow<GatedCurvature<QuickLogit>>(kQuickGelu, 2, always),
    MakeRow<Gated<TanhLogit>>(kGelu, 0, always, IsOne),
    MakeRow<GatedSlope<TanhLogit>>(kGelu, 1, always, IsOne),
    MakeRow<GatedCurvature<TanhLogit>>(kGelu, 2, always, IsOne),
};

}  // namespace

extern const std::span<const FormulaRow> kGatedRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
