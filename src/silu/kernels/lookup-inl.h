// Looks up a table of sixteen doubles.

#if defined(SILU_LOOKUP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_LOOKUP_INL_H_
#undef SILU_LOOKUP_INL_H_
#else
#define SILU_LOOKUP_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Entry n mod 16.
template <class D, class VI>
HWY_INLINE hn::VFromD<D> Lookup16(D d, const double* HWY_RESTRICT table, VI n) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  return {_mm512_permutex2var_pd(hn::Load(d, table).raw, n.raw, hn::Load(d, table + 8).raw)};
#else
  // Not GatherIndex: for AVX2 g++ 12 leaves its destination as it was, and waiting for that
  // register ties each iteration to the one before.
  const hn::RebindToSigned<D> di;
  HWY_ALIGN int64_t index[hn::MaxLanes(d)];
  HWY_ALIGN double entries[hn::MaxLanes(d)];
  hn::Store(hn::And(n, hn::Set(di, 15)), di, index);
  for (size_t i = 0; i < hn::MaxLanes(d); ++i) entries[i] = table[index[i]];
  return hn::Load(d, entries);
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_LOOKUP_INL_H_
