// silu, sigmoid and relu in float32.

#if defined(SILU_FLOAT32_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_FLOAT32_INL_H_
#undef SILU_FLOAT32_INL_H_
#else
#define SILU_FLOAT32_INL_H_
#endif

#include <cstddef>
#include <limits>

#include "hwy/highway.h"
#include "silu/kernels/blocks-inl.h"
#include "silu/kernels/logistic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

struct ReluKernel {
  template <class D, class V = hn::Vec<D>>
  static HWY_INLINE V Positive(D d, V x) {
    const V nan = hn::Set(d, std::numeric_limits<float>::quiet_NaN());
#if HWY_TARGET <= HWY_AVX3
    // By the class of x: nan for both kinds of NaN, 0 for zeros and negative numbers, else x.
    return V{_mm512_fixupimm_ps(nan.raw, x.raw, _mm512_set1_epi32(0x18181800), 0)};
#else
    // Not Max, which loses the sign of a zero on some targets.
    return hn::IfThenElse(hn::IsNaN(x), nan, hn::IfThenZeroElse(hn::Le(x, hn::Zero(d)), x));
#endif
  }

  template <bool kStream>
  static HWY_INLINE void ForBlocks(const float* x, float* y, size_t n) {
    const hn::ScalableTag<float> d;
    const size_t lanes = hn::Lanes(d);
    // A block holds two vectors, or four: two at once depend less on where the loop lies in memory.
    for (size_t i = 0; i < n; i += 2 * lanes) {
      const auto first = hn::LoadU(d, x + i);
      const auto second = hn::LoadU(d, x + i + lanes);
      StoreResult<kStream>(Positive(d, first), d, y + i);
      StoreResult<kStream>(Positive(d, second), d, y + i + lanes);
    }
  }
};

// x / (1 + e^-x), 1 / (1 + e^-x) and max(x, 0), correctly rounded; silu(-inf) = -0, relu(-0) = +0,
// the canonical NaN for NaN. y is x or does not overlap it.
HWY_NOINLINE void SiluF32(const float* x, float* y, size_t n) {
  Apply(LogisticKernel<SiluFamily>{}, x, y, n);
}

HWY_NOINLINE void SigmoidF32(const float* x, float* y, size_t n) {
  Apply(LogisticKernel<SigmoidFamily>{}, x, y, n);
}

HWY_NOINLINE void ReluF32(const float* x, float* y, size_t n) {
  Apply(ReluKernel(), x, y, n);
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_FLOAT32_INL_H_
