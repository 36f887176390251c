// What sigmoid(u) and its derivatives are made of, without overflow.

#if defined(SILU_GATE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_GATE_INL_H_
#undef SILU_GATE_INL_H_
#else
#define SILU_GATE_INL_H_
#endif

#include "silu/kernels/elementary-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

// sigmoid(u) = Opening() / denominator, sigmoid'(u) = closing / denominator^2.
template <class N>
struct Gate {
  explicit HWY_INLINE Gate(N u)
      : is_negative(Less(u.hi, 0.0)), closing(Exp(MinusAbs(u))), denominator(closing + 1.0) {}

  HWY_INLINE N Opening() const { return Select(is_negative, closing, N(Set(1.0))); }

  M64 is_negative;
  N closing;  // e^-|u|
  N denominator;
};

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_GATE_INL_H_
