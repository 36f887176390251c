// Applies a vector function to an array.

#if defined(SILU_MAP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_MAP_INL_H_
#undef SILU_MAP_INL_H_
#else
#define SILU_MAP_INL_H_
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

// From this size on the result bypasses the caches, as memcpy's does, and the input is fetched
// ahead of its use.
constexpr size_t kStreamBytes = size_t{4} << 20;
constexpr size_t kPrefetchBytes = 1024;
// From this length on it pays to reach an aligned address first.
constexpr size_t kLongVectors = 16;

// Fewer than Lanes(d) values, by way of a buffer: nothing outside the arrays is touched.
template <class D, class F, typename T>
HWY_INLINE void MapPart(D d, const F& f, const T* x, T* y, size_t count) {
  if (count == 0) return;
  HWY_ALIGN T buffer[hn::MaxLanes(d)] = {};
  std::memcpy(buffer, x, count * sizeof(T));
  hn::Store(f(d, hn::Load(d, buffer)), d, buffer);
  std::memcpy(y, buffer, count * sizeof(T));
}

// y[i] = f(x[i]); y is x or does not overlap it.
template <class D, class F, typename T = hn::TFromD<D>>
HWY_INLINE void Map(D d, const F& f, const T* x, T* y, size_t count) {
  const size_t lanes = hn::Lanes(d);
  const size_t vector_bytes = lanes * sizeof(T);
  // Whole cache lines are written faster, and streamed at all.
  const size_t past = reinterpret_cast<uintptr_t>(y) % vector_bytes;
  size_t i = past == 0 || count < kLongVectors * lanes ? 0 : (vector_bytes - past) / sizeof(T);
  MapPart(d, f, x, y, i);
  if (count * sizeof(T) >= kStreamBytes && x != y) {
    for (; i + lanes <= count; i += lanes) {
      hwy::Prefetch(x + HWY_MIN(i + kPrefetchBytes / sizeof(T), count - 1));
      hn::Stream(f(d, hn::LoadU(d, x + i)), d, y + i);
    }
    hwy::FlushStream();
  }
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(f(d, hn::LoadU(d, x + i)), d, y + i);
  }
  MapPart(d, f, x + i, y + i, count - i);
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_MAP_INL_H_
