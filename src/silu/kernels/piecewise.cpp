// What is made of straight lines and parabolas, with its derivatives.

#include "silu/kernels/families.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/piecewise.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/formula-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

// x for x > 0, else slope x.
struct LeakyRelu : Formula {
  explicit LeakyRelu(const ParameterValues& p) : slope{p[0]} {}
  static constexpr int kErrorBits = 46;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    return Select(Greater(x, 0.0), Exactly<N>(x), N::Product(Set(slope), x));
  }

  double slope;
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
struct HardswishSlope : Formula {
  explicit HardswishSlope(const ParameterValues& /* p */) {}
  static constexpr int kErrorBits = 46;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const N outside = SelectOrZero(Greater(x, 0.0), Exactly<N>(Set(6.0)));
    const N inside = N(hn::Add(x, x)) + 3.0;
    return {Select(Greater(hn::Abs(x), 3.0), outside, inside), N(Set(6.0))};
  }
  HWY_INLINE M64 Settled(V64 x) const {
    return hn::Or(Greater(hn::Abs(x), 3.0), hn::Eq(x, hn::Zero(D64())));
  }
};

// (x + 3) / 6 within 0 and 1.
struct Hardsigmoid : Formula {
  explicit Hardsigmoid(const ParameterValues& /* p */) {}
  static constexpr int kErrorBits = 46;

  template <class N>
  HWY_INLINE Quotient<N> operator()(V64 x) const {
    const N outside = SelectOrZero(Greater(x, 0.0), Exactly<N>(Set(6.0)));
    return {Select(Less(hn::Abs(x), 3.0), N(x) + 3.0, outside), N(Set(6.0))};
  }
  HWY_INLINE M64 Settled(V64 x) const {
    return hn::Or(hn::Ge(hn::Abs(x), Set(3.0)), hn::Eq(x, hn::Zero(D64())));
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
struct SparsePlusSlope : Formula {
  explicit SparsePlusSlope(const ParameterValues& /* p */) {}
  static constexpr int kErrorBits = 46;

  template <class N>
  HWY_INLINE N operator()(V64 x) const {
    const N inside = (N(x) + 1.0) * 0.5;
    const N outside = SelectOrZero(Greater(x, 0.0), Exactly<N>(Set(1.0)));
    return Select(Less(hn::Abs(x), 1.0), inside, outside);
  }
  HWY_INLINE M64 Settled(V64 x) const {
    return hn::Or(hn::Ge(hn::Abs(x), Set(1.0)), hn::Eq(x, hn::Zero(D64())));
  }
};

constexpr bool IsUsualSlope(const ParameterValues& p) {
  return is_usual(p[0]);
}

constexpr FormulaRow kRows[] = {
    MakeRow<LeakyRelu>(kLeakyRelu, 0, IsUsualSlope),
    MakeRow<LeakyRelu>(kPRelu, 0, IsUsualSlope),
    MakeRow<Hardswish>(kHardswish, 0, always),
    MakeRow<HardswishSlope>(kHardswish, 1, always),
    MakeRow<Hardsigmoid>(kHardsigmoid, 0, always),
    MakeRow<SparsePlus>(kSparsePlus, 0, always),
    MakeRow<SparsePlusSlope>(kSparsePlus, 1, always),
};

}  // namespace

extern const std::span<const FormulaRow> kPiecewiseRows = kRows;

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
