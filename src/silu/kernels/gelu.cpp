// GELU: x Phi(x) for the normal distribution Phi, and its derivatives.

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/gelu.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"
#include "silu/kernels/short-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

struct GeluFormula : Formula {
  explicit GeluFormula(const ParameterValues& /* p */) {}

  // Below -14.75, what is less than half of the least float32.
  template <class N>
  static HWY_INLINE V64 Above(V64 x) {
    return DownTo<N>(-14.75, x);
  }
};

struct Gelu : GeluFormula {
  using GeluFormula::GeluFormula;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const V64 above = Above<N>(x);
    const N tail = NormalTail<N>(UpTo<N>(5.75, above));  // 1 - 2^-28 and x
    N phi = Select(Less(x, 0.0), tail, -tail + 1.0);
    if constexpr (N::kIsExact) {
      // What there is beside 1/2 is so little, but it decides where x/2 is a tie.
      const N near_half = N(kInverseRoot2Pi) * x + 0.5;
      phi = Select(Less(hn::Abs(x), 0x1p-70), near_half, phi);
    }
    return phi * above;
  }
  // 0, and what is too little for a float32.
  HWY_INLINE M64 Settled(V64 x) const { return hn::Or(Less(x, -15.0), hn::Eq(x, hn::Zero(D64()))); }
};

#if HWY_TARGET <= HWY_AVX3
// Relative error 2^-36.5.
struct GeluShort {
  static constexpr int kErrorBits = 36;

  static HWY_INLINE V64 Estimate(const Gelu& /* f */, V64 x) {
    static constexpr ShortExponential kExp(-0.5, kBias<kErrorBits>);
    const V64 above = AtLeast(x, -14.75);
    const V64 near = AtMost(above, 5.75);
    const V64 ratio = PolynomialByColumn(kMillsShort, hn::Add(hn::Abs(near), Set(5.0)));
    const V64 tail = hn::Mul(kExp(hn::Mul(near, near)), ratio);
    const V64 head = hn::Sub(Set(kBias<kErrorBits>), tail);
    return hn::Mul(hn::IfThenElse(Less(x, 0.0), tail, head), above);
  }
};
#else
struct GeluShort;
#endif

// Phi(x) + x phi(x)
struct GeluSlope : GeluFormula {
  using GeluFormula::GeluFormula;
  static constexpr int kErrorBits = 38;
  static constexpr std::span<const ZeroSeries> kZeros = kGeluSlopeZeros;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const V64 near = UpTo<N>(6.25, Above<N>(x));  // 1 + 2^-27
    const N density = NormalDensity<N>(near);
    const N difference = MillsRatio<N>(hn::Abs(near)) + MinusAbs(near);
    return Select(Less(x, 0.0), density * DoubtBelow<6>(difference), -(density * difference) + 1.0);
  }
  HWY_INLINE M64 Settled(V64 x) const { return hn::Or(Less(x, -15.5), hn::Eq(x, hn::Zero(D64()))); }
};

#if HWY_TARGET <= HWY_AVX3
// Relative error 2^-38.1.
struct GeluSlopeShort {
  static constexpr int kErrorBits = 37;

  static HWY_INLINE V64 Estimate(const GeluSlope& /* f */, V64 x) {
    static constexpr ShortExponential kDensity(-0.5, kBias<kErrorBits> * kInverseRoot2Pi.hi);
    const V64 near = AtMost(AtLeast(x, -14.75), 6.25);
    const V64 size = hn::Abs(near);
    const V64 difference =
        hn::Sub(PolynomialByColumn(kMillsColumns, hn::Add(size, Set(5.0))), size);
    const V64 below = hn::Mul(kDensity(hn::Mul(near, near)), difference);
    const auto is_known = Greater(hn::Abs(difference), 0x1p-6);
    return hn::IfThenElse(Less(x, 0.0), hn::IfThenElseZero(is_known, below),
                          hn::Sub(Set(kBias<kErrorBits>), below));
  }
};
#else
struct GeluSlopeShort;
#endif

// (2 - x^2) phi(x)
struct GeluCurvature : GeluFormula {
  using GeluFormula::GeluFormula;
  static constexpr int kErrorBits = 36;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return NormalDensity<N>(x) * DoubtBelow<8>(-N::Product(x, x) + 2.0);
  }
  HWY_INLINE M64 Settled(V64 /* x */) const { return Nowhere(); }
};

constexpr bool IsExact(const ParameterValues& p) {
  return p[0] == 0;
}

constexpr FormulaRow kRows[] = {
    MakeRow<Gelu, ShortKernel<Gelu, GeluShort>>(kGelu, 0, always, IsExact),
    MakeRow<GeluSlope, ShortKernel<GeluSlope, GeluSlopeShort>>(kGelu, 1, always, IsExact),
    MakeRow<GeluCurvature>(kGelu, 2, always, IsExact),
};

}  // namespace

extern const std::span<const FormulaRow> kGeluRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
