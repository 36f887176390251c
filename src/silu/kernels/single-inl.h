// float32 kernels without estimates in double, of what is made of straight lines.
//
// A formula (formula-inl.h, without kErrorBits and Settled) for them has one of two things more:
//
//   static constexpr bool kIsSelection = true
//     operator()<N>(x) selects among x and constants, or adds two once: then it takes floats, too,
//     with N = Single, infinities included.
//   Vec<Tag> Rounded(Tag, Vec<Tag> x, bool& in_doubt) const
//     f(x) correctly rounded, unless it sets in_doubt: then the exact tier decides.
//
// and using Tag = DF or DHalf. With kIsRoundedOnce, doubles round f once, too, as they do a
// selection. What either makes of a NaN does not matter. Where a few operations with pairs do in
// float64, a formula may have
//
//   V64 Nearest(V64 x) const
//     f(x) with an error of at most 0.501 ULP, but for NaN.

#if defined(SILU_SINGLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_SINGLE_INL_H_
#undef SILU_SINGLE_INL_H_
#else
#define SILU_SINGLE_INL_H_
#endif

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "silu/kernels/formula-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

using DF = hn::ScalableTag<float>;
using VF = hn::Vec<DF>;
using MF = hn::Mask<DF>;
// As many floats as a vector of doubles has lanes.
using DHalf = hn::Rebind<float, D64>;

// A number to compare doubles and floats with: a float is above or below it if and only if it is
// above or below a float beside it. NaN is no limit.
struct Limit {
  Limit(double value)  // NOLINT(google-explicit-constructor): it is that number
      : wide(value), nearest(static_cast<float>(value)), floor(nearest), below(nearest) {
    constexpr float kDown = -std::numeric_limits<float>::infinity();
    if (static_cast<double>(nearest) > value) floor = std::nextafter(nearest, kDown);
    // Infinity as a limit is none: it is below that itself.
    if (static_cast<double>(nearest) >= value && std::isfinite(value)) {
      below = std::nextafter(nearest, kDown);
    }
  }

  double wide;
  float nearest;
  float floor;  // the largest float that is not above it
  float below;  // the largest float that is below it
};

HWY_INLINE V64 SetAs(V64 /* x */, const Limit& value) {
  return Set(value.wide);
}
HWY_INLINE M64 Greater(V64 x, const Limit& limit) {
  return Greater(x, limit.wide);
}
HWY_INLINE M64 Less(V64 x, const Limit& limit) {
  return Less(x, limit.wide);
}
HWY_INLINE M64 AtOrBelow(V64 x, const Limit& limit) {
  return hn::Le(x, Set(limit.wide));
}
HWY_INLINE M64 AtOrAbove(V64 x, const Limit& limit) {
  return hn::Ge(x, Set(limit.wide));
}

// The nearest float: rounding a selection is selecting what is rounded.
HWY_INLINE VF SetAs(VF /* x */, const Limit& value) {
  return hn::Set(DF(), value.nearest);
}
HWY_INLINE MF Greater(VF x, const Limit& limit) {
  return hn::Gt(x, hn::Set(DF(), limit.floor));
}
HWY_INLINE MF Less(VF x, const Limit& limit) {
  return hn::Le(x, hn::Set(DF(), limit.below));
}
HWY_INLINE MF AtOrBelow(VF x, const Limit& limit) {
  return hn::Le(x, hn::Set(DF(), limit.floor));
}
HWY_INLINE MF AtOrAbove(VF x, const Limit& limit) {
  return hn::Gt(x, hn::Set(DF(), limit.below));
}

// The smaller and the larger of x and a limit.
template <class V>
HWY_INLINE V AtMost(V x, const Limit& limit) {
  return hn::IfThenElse(Greater(x, limit), SetAs(x, limit), x);
}
template <class V>
HWY_INLINE V AtLeast(V x, const Limit& limit) {
  return hn::IfThenElse(Less(x, limit), SetAs(x, limit), x);
}

// A number type beside those of number-inl.h: floats, each rounded once.
struct Single {
  explicit HWY_INLINE Single(VF x) : value(x) {}
  static HWY_INLINE Single Sum(VF a, VF b) { return Single(hn::Add(a, b)); }

  VF value;
};

// A number as the sum of two floats, to 48 bits.
struct FloatPair {
  explicit FloatPair(double value)
      : hi(static_cast<float>(value)), lo(static_cast<float>(value - static_cast<double>(hi))) {}

  float hi;
  float lo;
};

// sum + error, rounded, for an error known to 2^-kBits of it: in doubt where both ends of that
// interval round to different floats, or where it is not known so well.
template <int kBits, class M>
HWY_INLINE VF RoundSum(VF sum, VF error, M is_wanted, M is_unknown, bool& in_doubt) {
  constexpr float kPart = 1.0F / (1 << kBits);
  const DF d;
  const VF most = hn::MulAdd(error, hn::Set(d, 1 + kPart), sum);
  const VF least = hn::MulAdd(error, hn::Set(d, 1 - kPart), sum);
  // What has overflowed is NaN, and equals nothing.
  const auto is_sure = hn::AndNot(is_unknown, hn::Eq(most, least));
  in_doubt = !hn::AllFalse(d, hn::AndNot(is_sure, is_wanted));
  return most;
}

// Not zero, and so near to it that a product's error is none of float's numbers.
template <class D, class V = hn::Vec<D>>
HWY_INLINE auto IsTiny(D df, V x) {
  const auto is_small = hn::Lt(hn::Abs(x), hn::Set(df, 0x1p-60F));
  return hn::And(is_small, hn::Ne(x, hn::Zero(df)));
}

// A product with x that is off by 4 units of its last place at most: in doubt where it is that near
// to a tie, or may be subnormal.
HWY_INLINE hn::Vec<DHalf> RoundProduct(DHalf df, V64 product, hn::Vec<DHalf> x, bool& in_doubt) {
  constexpr uint64_t kTie = uint64_t{1} << 28;
  constexpr uint64_t kUnits = 8;
  const hn::RebindToUnsigned<D64> du;
  const auto from_tie = hn::Add(hn::BitCast(du, product), hn::Set(du, kTie + kUnits));
  const auto tested = hn::Set(du, 2 * kTie - 2 * kUnits);
  const auto is_near = hn::Eq(hn::And(from_tie, tested), hn::Zero(du));
  in_doubt = !hn::AllFalse(du, is_near) || !hn::AllFalse(df, IsTiny(df, x));
  return RoundToFloat(df, product);
}

// f(x) of count floats from the exact tier.
template <class F>
HWY_NOINLINE void RoundExactly(const F& f, const FormulaArguments& arguments, const float* x,
                               float* y, size_t count) {
  const D64 d;
  const DHalf df;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    HWY_ALIGN double lanes[hn::MaxLanes(d)];
    hn::Store(hn::PromoteTo(d, hn::LoadU(df, x + i)), d, lanes);
    EvaluateToOdd(ExactFunction(f, arguments), lanes, lanes, hn::Lanes(d));
    hn::StoreU(RoundToFloat(df, hn::Load(d, lanes)), df, y + i);
  }
}

template <class F>
concept IsSelection = F::kIsSelection;

// The kernel of such a formula, for Apply (blocks-inl.h).
template <class F>
struct SingleKernel {
  F f;
  const FormulaArguments& arguments;

  template <bool kStream>
  HWY_INLINE void ForBlocks(const float* x, float* y, size_t n) const {
    const typename F::Tag df;
    const size_t lanes = hn::Lanes(df);
    const F constants = f;  // which no store to y can change
    for (size_t i = 0; i < n; i += 2 * lanes) {
      if constexpr (kStream) PrefetchAhead(x + i, 2 * lanes);
      bool in_doubt[2] = {};
      const auto first = Rounded(constants, df, x + i, in_doubt[0]);
      const auto second = Rounded(constants, df, x + i + lanes, in_doubt[1]);
      if (HWY_UNLIKELY(in_doubt[0] | in_doubt[1])) {
        RoundExactly(f, arguments, x + i, y + i, 2 * lanes);
      } else {
        StoreResult<kStream>(first, df, y + i);
        StoreResult<kStream>(second, df, y + i + lanes);
      }
    }
  }

 private:
  template <class D>
  static HWY_INLINE hn::Vec<D> Rounded(const F& f, D df, const float* x, bool& in_doubt) {
    const auto argument = hn::LoadU(df, x);
    const auto nan = hn::Set(df, static_cast<float>(kCanonicalNaN));
    const auto is_nan = hn::IsNaN(argument);
    if constexpr (IsSelection<F>) {
      return hn::IfThenElse(is_nan, nan, f.template operator()<Single>(argument).value);
    } else {
      return hn::IfThenElse(is_nan, nan, f.Rounded(df, argument, in_doubt));
    }
  }
};

// What doubles round once, too: an Estimate is the result then.
template <class F>
concept IsRoundedOnce = IsSelection<F> || requires {
  F::kIsRoundedOnce;
};

template <class F>
concept HasNearest = requires(const F& f, V64 x) {
  f.Nearest(x);
};

// The float64 kernel of such a formula.
template <class F>
void RoundDirectly(const FormulaArguments& arguments, const double* x, double* y, size_t count) {
  const D64 d;
  const F f(arguments.parameters);
  const auto evaluate = [&](V64 argument) HWY_ATTR {
    V64 result;
    if constexpr (HasNearest<F>) {
      result = f.Nearest(argument);
    } else {
      result = f.template operator()<Estimate>(argument).hi;
    }
    return hn::IfThenElse(hn::IsNaN(argument), Set(kCanonicalNaN), result);
  };
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) hn::StoreU(evaluate(hn::LoadU(d, x + i)), d, y + i);
  if (i == count) return;
  HWY_ALIGN double rest[hn::MaxLanes(d)] = {};
  std::memcpy(rest, x + i, (count - i) * sizeof(double));
  hn::Store(evaluate(hn::Load(d, rest)), d, rest);
  std::memcpy(y + i, rest, (count - i) * sizeof(double));
}

// A row of the table (kernel_table.h).
template <class F>
constexpr FormulaRow MakeSingleRow(const Activation& activation, int order,
                                   bool (*is_usual)(const ParameterValues&),
                                   bool (*accepts)(const ParameterValues&) = always) {
  FormulaRow row = MakeRow<F, SingleKernel<F>>(activation, order, is_usual, accepts);
  if constexpr (IsRoundedOnce<F> || HasNearest<F>) row.float64 = RoundDirectly<F>;
  return row;
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_SINGLE_INL_H_
