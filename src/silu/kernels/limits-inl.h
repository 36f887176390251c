// What float32 formulas are at infinity and for NaN.

#if defined(SILU_LIMITS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_LIMITS_INL_H_
#undef SILU_LIMITS_INL_H_
#else
#define SILU_LIMITS_INL_H_
#endif

#include <cmath>
#include <cstddef>
#include <limits>

#include "silu/kernels/formula-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

void ForLimits(ForBlocksPointer for_blocks, const void* kernel, const FormulaArguments& arguments,
               const float* x, float* y) {
  constexpr float kOther = 1.2345678F;  // not in doubt, whatever f
  const hn::ScalableTag<float> d;
  const size_t size = 4 * hn::Lanes(D64());
  HWY_ALIGN float numbers[4 * hn::MaxLanes(D64())];
  for (size_t i = 0; i < size; i += hn::Lanes(d)) {
    const auto argument = hn::LoadU(d, x + i);
    const auto is_number = hn::Lt(hn::Abs(argument), hn::Set(d, HUGE_VALF));
    hn::Store(hn::IfThenElse(is_number, argument, hn::Set(d, kOther)), d, numbers + i);
  }
  for_blocks(kernel, false, numbers, numbers, size);
  for (size_t i = 0; i < size; i += hn::Lanes(d)) {
    const auto argument = hn::LoadU(d, x + i);
    auto result = hn::Load(d, numbers + i);
    for (const float infinity : {-HUGE_VALF, HUGE_VALF}) {
      const auto is_there = hn::Eq(argument, hn::Set(d, infinity));
      if (hn::AllFalse(d, is_there)) continue;
      const double limit = arguments.evaluate(static_cast<double>(infinity), round_to_odd);
      result = hn::IfThenElse(is_there, hn::Set(d, static_cast<float>(limit)), result);
    }
    const auto nan = hn::Set(d, std::numeric_limits<float>::quiet_NaN());
    hn::StoreU(hn::IfThenElse(hn::IsNaN(argument), nan, result), d, y + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_LIMITS_INL_H_
