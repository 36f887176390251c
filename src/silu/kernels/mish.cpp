// Mish: x tanh(softplus(x)), and its derivatives.

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/mish.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

// The gate tanh(softplus(x)) is (s^2 - 1) / (s^2 + 1) with s = 1 + e^x. Written in e^-|x| it has no
// overflow, and no cancellation but near the zeros of the derivatives. Numerator and denominator
// are those for x < 0 or for x >= 0.
template <class N>
struct MishGate {
  explicit HWY_INLINE MishGate(V64 x)
      : is_negative(Less(x, 0.0)), e(Exp(N(MinusAbs(x)))), square(e * e) {
    const N below = square + e * 2.0;
    const N above = e * 2.0 + 1.0;
    numerator = Select(is_negative, below, above);
    denominator = Select(is_negative, below + 2.0, square * 2.0 + above);
  }

  M64 is_negative;
  N e, square;
  N numerator{hn::Zero(D64())};
  N denominator{hn::Zero(D64())};
};

struct MishFormula : Formula {
  explicit MishFormula(const ParameterValues& /* p */) {}
};

struct Mish : MishFormula {
  using MishFormula::MishFormula;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const MishGate<N> gate(UpTo<N>(10, x));  // 1 - 2^-28
    return {gate.numerator * x, gate.denominator};
  }
};

struct MishSlope : MishFormula {
  using MishFormula::MishFormula;
  static constexpr int kErrorBits = 38;
  static constexpr std::span<const ZeroSeries> kZeros = kMishSlopeZeros;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const MishGate<N> gate(x);
    const N product = (gate.e + 1.0) * hn::Mul(Set(4.0), x);
    const N below = gate.e * DoubtBelow<5>((gate.e + 2.0) * gate.denominator + product);
    const N above = gate.numerator * gate.denominator + gate.square * product;
    return {Select(gate.is_negative, below, above), gate.denominator * gate.denominator};
  }
  HWY_INLINE M64 Settled(V64 x) const {
    return hn::Or(Greater(x, 15.0), hn::Eq(x, hn::Zero(D64())));
  }
};

struct MishCurvature : MishFormula {
  using MishFormula::MishFormula;
  static constexpr int kErrorBits = 37;
  static constexpr std::span<const ZeroSeries> kZeros = kMishCurvatureZeros;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const MishGate<N> gate(x);
    const N e = gate.e;
    const N slope = (e + 1.0) * gate.denominator * 2.0;
    const N below = ((-e * 2.0 + -3.0) * e + 2.0) * e + 2.0;
    const N above = ((e * 2.0 + 2.0) * e + -3.0) * e + -2.0;
    const N sum = Select(gate.is_negative, below, above) * x + slope;
    const N factor = Select(gate.is_negative, e, Square(gate, x)) * 4.0;
    const N cube = gate.denominator * gate.denominator * gate.denominator;
    return {factor * DoubtBelow<4>(sum), cube};
  }

 private:
  // e^-2|x|, which does not come down to 0.
  static HWY_INLINE Estimate Square(const MishGate<Estimate>& gate, V64 /* x */) {
    return gate.square;
  }
  template <class N>
  static HWY_INLINE N Square(const MishGate<N>& /* gate */, V64 x) {
    return Exp(N(MinusAbs(hn::Add(x, x))));
  }
};

constexpr FormulaRow kRows[] = {
    MakeRow<Mish>(kMish, 0, always),
    MakeRow<MishSlope>(kMish, 1, always),
    MakeRow<MishCurvature>(kMish, 2, always),
};

}  // namespace

extern const std::span<const FormulaRow> kMishRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
