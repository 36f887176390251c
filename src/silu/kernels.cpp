#include "silu/kernels.h"

#include <cstdint>
#include <stdexcept>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h
#include "hwy/highway.h"
//
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Doubles = hn::ScalableTag<double>;
using Double = hn::Vec<Doubles>;

// exp(-x) in double, for any x. Beyond +-708 Exp() is no longer valid; there the quotients below
// have long reached their limits in float.
HWY_INLINE Double ExpMinus(Doubles d, Double x) {
  return hn::Exp(d, hn::Clamp(hn::Neg(x), hn::Set(d, -708.0), hn::Set(d, 708.0)));
}

struct Silu {
  // Below -800 even the double quotient is -0; saying so spares -inf the quotient -inf / inf.
  template <class D>
  HWY_INLINE Double operator()(D d, Double x) const {
    const auto bounded = hn::IfThenElse(hn::Lt(x, hn::Set(d, -800.0)), hn::Set(d, -0.0), x);
    return hn::Div(bounded, hn::Add(hn::Set(d, 1.0), ExpMinus(d, x)));
  }
};

struct Sigmoid {
  template <class D>
  HWY_INLINE Double operator()(D d, Double x) const {
    const auto one = hn::Set(d, 1.0);
    const auto quotient = hn::Div(one, hn::Add(one, ExpMinus(d, x)));
    return hn::IfThenElse(hn::IsNaN(x), x, quotient);
  }
};

struct Relu {
  // x > 0 ? x : 0, but NaN stays NaN.
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::IfThenElseZero(hn::Or(hn::Gt(x, hn::Zero(d)), hn::IsNaN(x)), x);
  }
};

// Applies a function of doubles to floats: one rounding of a nearly exact double.
template <class F>
struct InDouble {
  template <class D>
  HWY_INLINE hn::Vec<D> operator()(D d, hn::Vec<D> x) const {
    const Doubles wide;
    return hn::DemoteTo(d, F()(wide, hn::PromoteTo(wide, x)));
  }
};

template <class F, class D, class T = hn::TFromD<D>>
void Apply(D d, const T* x, T* y, size_t size) {
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    hn::StoreU(F()(d, hn::LoadU(d, x + i)), d, y + i);
  }
  if (i == size) return;
  HWY_ALIGN T tail[HWY_MAX_BYTES / sizeof(T)] = {};
  for (size_t j = i; j < size; ++j) tail[j - i] = x[j];
  hn::Store(F()(d, hn::Load(d, tail)), d, tail);
  for (size_t j = i; j < size; ++j) y[j] = tail[j - i];
}

using Floats = hn::Rebind<float, Doubles>;

void SiluF32(const float* x, float* y, size_t n) {
  Apply<InDouble<Silu>>(Floats(), x, y, n);
}
void SiluF64(const double* x, double* y, size_t n) {
  Apply<Silu>(Doubles(), x, y, n);
}
void SigmoidF32(const float* x, float* y, size_t n) {
  Apply<InDouble<Sigmoid>>(Floats(), x, y, n);
}
void SigmoidF64(const double* x, double* y, size_t n) {
  Apply<Sigmoid>(Doubles(), x, y, n);
}
void ReluF32(const float* x, float* y, size_t n) {
  Apply<Relu>(hn::ScalableTag<float>(), x, y, n);
}
void ReluF64(const double* x, double* y, size_t n) {
  Apply<Relu>(Doubles(), x, y, n);
}

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace silu {
namespace {

HWY_EXPORT(SiluF32);
HWY_EXPORT(SiluF64);
HWY_EXPORT(SigmoidF32);
HWY_EXPORT(SigmoidF64);
HWY_EXPORT(ReluF32);
HWY_EXPORT(ReluF64);

template <class T>
void require_same_or_disjoint(std::span<const T> x, std::span<T> y) {
  if (x.size() != y.size()) throw std::invalid_argument("silu: x and y differ in size");
  const auto from = reinterpret_cast<std::uintptr_t>(x.data());
  const auto to = reinterpret_cast<std::uintptr_t>(y.data());
  const auto distance = from < to ? to - from : from - to;
  if (distance != 0 && distance < x.size_bytes()) {
    throw std::invalid_argument("silu: x and y overlap without being the same");
  }
}

}  // namespace

void silu(std::span<const float> x, std::span<float> y) {
  require_same_or_disjoint(x, y);
  HWY_DYNAMIC_DISPATCH(SiluF32)(x.data(), y.data(), x.size());
}
void silu(std::span<const double> x, std::span<double> y) {
  require_same_or_disjoint(x, y);
  HWY_DYNAMIC_DISPATCH(SiluF64)(x.data(), y.data(), x.size());
}
void sigmoid(std::span<const float> x, std::span<float> y) {
  require_same_or_disjoint(x, y);
  HWY_DYNAMIC_DISPATCH(SigmoidF32)(x.data(), y.data(), x.size());
}
void sigmoid(std::span<const double> x, std::span<double> y) {
  require_same_or_disjoint(x, y);
  HWY_DYNAMIC_DISPATCH(SigmoidF64)(x.data(), y.data(), x.size());
}
void relu(std::span<const float> x, std::span<float> y) {
  require_same_or_disjoint(x, y);
  HWY_DYNAMIC_DISPATCH(ReluF32)(x.data(), y.data(), x.size());
}
void relu(std::span<const double> x, std::span<double> y) {
  require_same_or_disjoint(x, y);
  HWY_DYNAMIC_DISPATCH(ReluF64)(x.data(), y.data(), x.size());
}

}  // namespace silu
#endif  // HWY_ONCE
