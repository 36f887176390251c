// Walks float32 arrays in blocks: the tail, alignment, streaming and prefetching of every float32
// kernel.

#if defined(SILU_BLOCKS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_BLOCKS_INL_H_
#undef SILU_BLOCKS_INL_H_
#else
#define SILU_BLOCKS_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hwy/cache_control.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// From this many values on, results bypass the caches: they would push out everything else and be
// gone themselves before anyone reads them; and a line that is overwritten whole need not be read.
constexpr size_t kStreamFrom = size_t{1} << 23;

// A streamed result must be aligned to its vector, and no less than 16 bytes (hn::Stream would
// write more than the vector has).
template <bool kStream, class DF, class VF = hn::Vec<DF>>
HWY_INLINE void StoreResult(VF result, DF df, float* y) {
  if constexpr (kStream && hn::MaxLanes(DF()) >= 4) {
    hn::Stream(result, df, y);
  } else {
    hn::StoreU(result, df, y);
  }
}

// The number of values before y is aligned to a cache line.
HWY_INLINE size_t ValuesToAlign(const float* y) {
  return (0 - reinterpret_cast<uintptr_t>(y)) % 64 / sizeof(float);
}

// Fetches what will be needed 2 KiB later, also what will only be written: no store waits then.
// That may lie beyond the array, where pointers may not go but integers may; a prefetch never
// faults.
HWY_INLINE void PrefetchAhead(const float* p, size_t size) {
  constexpr uintptr_t kDistance = 2048;
  constexpr uintptr_t kLine = 64;
  const uintptr_t begin = reinterpret_cast<uintptr_t>(p) + kDistance;
  for (uintptr_t i = 0; i < size * sizeof(float); i += kLine) {
    hwy::Prefetch(reinterpret_cast<const float*>(begin + i));  // NOLINT(performance-no-int-to-ptr)
  }
}

// A block is what four vectors of doubles hold. kernel.ForBlocks<kStream>(x, y, n) computes n > 0
// values, a multiple of a block, and stores each with StoreResult<kStream>, or into a line that is
// in a cache anyway.
template <bool kStream, class Kernel>
HWY_INLINE void ForAll(const Kernel& kernel, const float* x, float* y, size_t n) {
  const hn::ScalableTag<double> d;
  const size_t rest = n % (4 * hn::Lanes(d));
  const size_t whole = n - rest;
  if (whole > 0) kernel.template ForBlocks<kStream>(x, y, whole);
  if (rest > 0) {
    HWY_ALIGN float buffer[4 * hn::MaxLanes(d)] = {0.0f};
    std::memcpy(buffer, x + whole, rest * sizeof(float));
    kernel.template ForBlocks<false>(buffer, buffer, 4 * hn::Lanes(d));
    std::memcpy(y + whole, buffer, rest * sizeof(float));
  }
}

// y[i] = f(x[i]) for i < n; y is x or does not overlap it.
template <class Kernel>
HWY_INLINE void Apply(const Kernel& kernel, const float* x, float* y, size_t n) {
  if (n < kStreamFrom || x == y) {
    ForAll<false>(kernel, x, y, n);
  } else {
    const size_t head = ValuesToAlign(y);
    ForAll<false>(kernel, x, y, head);
    ForAll<true>(kernel, x + head, y + head, n - head);
    hwy::FlushStream();
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_BLOCKS_INL_H_
