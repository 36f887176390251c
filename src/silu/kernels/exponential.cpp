// Exponential, ELU, CELU and SELU, with their derivatives.

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/exponential.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"
#include "silu/kernels/short-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

// e^x
struct ExpFormula : Formula {
  explicit ExpFormula(const ParameterValues& /* p */) {}

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return Exp(UpTo(690, N(x)));
  }
  HWY_INLINE M64 Settled(V64 x) const { return Less(hn::Abs(x), 0x1p-26); }
};

#if HWY_TARGET <= HWY_AVX3
struct ExpShort {
  static constexpr int kErrorBits = 38;

  static HWY_INLINE V64 Estimate(const ExpFormula& /* f */, V64 x) {
    static constexpr ShortExponential kExp(1, kBias<kErrorBits>);
    return kExp(x);
  }
};
#else
struct ExpShort;
#endif

// x for x > 0, else scale (e^u - 1); below 0, the derivatives are slope e^u and curvature e^u.
struct Elu {
  explicit Elu(const ParameterValues& p) : scale{p[0]} {}

  template <class N>
  HWY_INLINE N Argument(V64 x) const {
    return N(x);
  }
  template <class N>
  HWY_INLINE N TimesSlope(N e) const {
    return e * scale;
  }
  template <class N>
  HWY_INLINE N TimesCurvature(N e) const {
    return e * scale;
  }

  Constant scale;
};
struct Selu : Elu {
  explicit Selu(const ParameterValues& p) : Elu(p) { scale = kSeluScaleAlpha; }
};
// u = x / alpha
struct Celu {
  explicit Celu(const ParameterValues& p) : scale{p[0]}, alpha(p[0]) {}

  template <class N>
  HWY_INLINE N Argument(V64 x) const {
    return N(x) / alpha;
  }
  template <class N>
  HWY_INLINE N TimesSlope(N e) const {
    return e;
  }
  template <class N>
  HWY_INLINE N TimesCurvature(N e) const {
    return e / alpha;
  }

  Constant scale;
  Divisor alpha;
};

template <class Function>
struct EluFormula : Formula, Function {
  explicit EluFormula(const ParameterValues& p) : Function(p) {}

  template <class N>
  HWY_INLINE N Argument(V64 x) const {
    return UpTo(690, Function::template Argument<N>(x));
  }
  // positive x
  template <class N>
  HWY_INLINE N Positive(V64 x) const {
    if constexpr (std::is_same_v<Function, Selu>) return N(kSeluScale) * x;
    return Exactly<N>(x);
  }
};

template <class Function>
struct EluValue : EluFormula<Function> {
  using EluFormula<Function>::EluFormula;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const N u = this->template Argument<N>(x);
    // With the sign of u also where it is 0.
    const N negative = WithSignOf(u.hi, Abs(Expm1(u))) * this->scale;
    return Select(Greater(x, 0.0), this->template Positive<N>(x), negative);
  }
};

#if HWY_TARGET <= HWY_AVX3
// With one term less than e^x - 1 has otherwise, and without its limits: relative error 2^-41.
template <class Function>
struct EluShort {
  static constexpr int kErrorBits = 40;

  static HWY_INLINE V64 Estimate(const EluValue<Function>& f, V64 x) {
    constexpr double kPositive = std::is_same_v<Function, Selu> ? kSeluScale.hi : 1 + 0x1p-30;
    const Exponential<silu::HWY_NAMESPACE::Estimate> e{x, kExpShort};
    // With the sign of x also where it is 0.
    const V64 minus_one = hn::CopySign(e.MinusOne().hi, x);
    const V64 negative = hn::Mul(minus_one, Set(f.scale.hi * kBias<kErrorBits>));
    const V64 positive = hn::Mul(x, Set(kPositive * kBias<kErrorBits>));
    return hn::IfThenElse(Greater(x, 0.0), positive, negative);
  }
};
#else
template <class Function>
struct EluShort;
#endif

template <class Function>
struct EluSlope : EluFormula<Function> {
  using EluFormula<Function>::EluFormula;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const N negative = this->TimesSlope(Exp(this->template Argument<N>(x)));
    return Select(Greater(x, 0.0), this->template Positive<N>(Set(1.0)), negative);
  }
  HWY_INLINE M64 Settled(V64 /* x */) const { return Nowhere(); }
};

template <class Function>
struct EluCurvature : EluFormula<Function> {
  using EluFormula<Function>::EluFormula;
  static constexpr bool kHasFirstTier = false;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const N curved = this->TimesCurvature(Exp(this->template Argument<N>(x)));
    return Select(hn::Ge(x, hn::Zero(D64())), AsZero<N>(), curved);
  }
};

constexpr bool IsUsualAlpha(const ParameterValues& p) {
  return is_usual(p[0]);
}
constexpr bool IsOne(const ParameterValues& p) {
  return p[0] == 1;
}

constexpr FormulaRow kRows[] = {
    MakeRow<ExpFormula, ShortKernel<ExpFormula, ExpShort>>(kExponential, 0, always),
    MakeRow<ExpFormula, ShortKernel<ExpFormula, ExpShort>>(kExponential, 1, always),
    MakeRow<ExpFormula, ShortKernel<ExpFormula, ExpShort>>(kExponential, 2, always),
    MakeRow<EluValue<Elu>, ShortKernel<EluValue<Elu>, EluShort<Elu>>>(kElu, 0, IsUsualAlpha),
    MakeRow<EluSlope<Elu>>(kElu, 1, IsUsualAlpha),
    MakeRow<EluCurvature<Elu>>(kElu, 2, IsUsualAlpha),
    // With alpha = 1, the default, CELU is ELU: x need not be divided.
    MakeRow<EluValue<Elu>, ShortKernel<EluValue<Elu>, EluShort<Elu>>>(kCelu, 0, always, IsOne),
    MakeRow<EluSlope<Elu>>(kCelu, 1, always, IsOne),
    MakeRow<EluCurvature<Elu>>(kCelu, 2, always, IsOne),
    MakeRow<EluValue<Celu>>(kCelu, 0, IsUsualAlpha),
    MakeRow<EluSlope<Celu>>(kCelu, 1, IsUsualAlpha),
    MakeRow<EluCurvature<Celu>>(kCelu, 2, IsUsualAlpha),
    MakeRow<EluValue<Selu>, ShortKernel<EluValue<Selu>, EluShort<Selu>>>(kSelu, 0, always),
    MakeRow<EluSlope<Selu>>(kSelu, 1, always),
    MakeRow<EluCurvature<Selu>>(kSelu, 2, always),
};

}  // namespace

extern const std::span<const FormulaRow> kExponentialRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
