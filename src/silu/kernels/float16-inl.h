// silu, sigmoid and relu in float16 and bfloat16, correctly rounded for every input.
//
// silu and sigmoid are looked up, in a table that the float64 kernel fills at the first call: 128
// KiB, of which N(0, 4^2) uses 5 (bfloat16) and 40 (float16). Arithmetic takes longer: float32 on
// sixteen lanes 1.5 times as long, and it misrounds; some results are only 2^-38 away from a tie.

#if defined(SILU_FLOAT16_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_FLOAT16_INL_H_
#undef SILU_FLOAT16_INL_H_
#else
#define SILU_FLOAT16_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "silu/kernels/float64-inl.h"
#include "silu/kernels/map-inl.h"
#include "silu/kernels/table16.h"
#include "silu/narrow_float.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

// The entries of the lanes' patterns.
struct LookUp {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V patterns) const {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
    // Gathers load 32 bits: the entry of an even lane is the lower half of them; for an odd lane
    // they start one entry earlier, and it is the upper half.
    const hn::Repartition<int32_t, D> di;
    const auto pairs = hn::BitCast(di, patterns);
    const auto even_offset = hn::And(hn::ShiftLeft<1>(pairs), hn::Set(di, 0x1fffe));
    const auto odd_offset = hn::And(hn::ShiftRight<15>(pairs), hn::Set(di, 0x1fffe));
    const auto* base = reinterpret_cast<const int32_t*>(entries);
    const auto* odd_base = reinterpret_cast<const int32_t*>(entries - 1);
    const V even = hn::BitCast(d, hn::GatherOffset(di, base, even_offset));
    const V odd = hn::BitCast(d, hn::GatherOffset(di, odd_base, odd_offset));
    return hn::OddEven(odd, even);
#else
    HWY_ALIGN uint16_t lanes[hn::MaxLanes(d)];
    hn::Store(patterns, d, lanes);
    for (uint16_t& lane : lanes) lane = entries[lane];
    return hn::Load(d, lanes);
#endif
  }

  const uint16_t* entries;
};

// Eight lanes where they pass through memory one by one: the load that collects them waits for the
// last of their stores.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
using LookUpTag = hn::ScalableTag<uint16_t>;
#else
using LookUpTag = hn::CappedTag<uint16_t, 8>;
#endif

// max(x, 0). float16 or bfloat16; exact. relu(-0.0) = 0.0, canonical NaN.
template <class Type>
struct Relu16 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V patterns) const {
    const hn::RebindToSigned<D> di;
    const auto x = hn::BitCast(di, patterns);
    const auto magnitude = hn::And(x, hn::Set(di, Type::kMagnitude));
    const auto is_nan = hn::Gt(magnitude, hn::Set(di, Type::kOverflow));
    const auto positive = hn::Max(x, hn::Zero(di));
    const auto nan = hn::Set(di, Type::kOverflow | Type::kQuiet);
    return hn::BitCast(d, hn::IfThenElse(is_nan, nan, positive));
  }
};

template <class D, class F, class Type>
HWY_INLINE void MapPatterns(const F& f, const Type* x, Type* y, size_t count) {
  Map(D(), f, reinterpret_cast<const uint16_t*>(x), reinterpret_cast<uint16_t*>(y), count);
}

// y[i] = f(x[i]) for i < count. y is x or does not overlap it.
template <class Type>
void Silu16(const Type* x, Type* y, size_t count) {
  static const Table16 table = Table16::of<Type>(&SiluF64);
  MapPatterns<LookUpTag>(LookUp{table.entries()}, x, y, count);
}
template <class Type>
void Sigmoid16(const Type* x, Type* y, size_t count) {
  static const Table16 table = Table16::of<Type>(&SigmoidF64);
  MapPatterns<LookUpTag>(LookUp{table.entries()}, x, y, count);
}

void SiluF16(const Float16* x, Float16* y, size_t count) {
  Silu16(x, y, count);
}
void SiluBF16(const BFloat16* x, BFloat16* y, size_t count) {
  Silu16(x, y, count);
}
void SigmoidF16(const Float16* x, Float16* y, size_t count) {
  Sigmoid16(x, y, count);
}
void SigmoidBF16(const BFloat16* x, BFloat16* y, size_t count) {
  Sigmoid16(x, y, count);
}
void ReluF16(const Float16* x, Float16* y, size_t count) {
  MapPatterns<hn::ScalableTag<uint16_t>>(Relu16<Float16>(), x, y, count);
}
void ReluBF16(const BFloat16* x, BFloat16* y, size_t count) {
  MapPatterns<hn::ScalableTag<uint16_t>>(Relu16<BFloat16>(), x, y, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_FLOAT16_INL_H_
