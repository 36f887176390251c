// Types of 16 and 8 bits: lookup in a table of all results (result_table.h), and relu, for which
// arithmetic takes less time.
//
// Of the 128 KiB of a table of 16 bits, values of N(0, 4^2) use 5 (bfloat16) and 40 (float16).
// Arithmetic takes longer for most functions: for silu float32 on sixteen lanes 1.5 times as long,
// and it misrounds; some results are only 2^-38 away from a tie.

#if defined(SILU_NARROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_NARROW_INL_H_
#undef SILU_NARROW_INL_H_
#else
#define SILU_NARROW_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "silu/kernels/map-inl.h"
#include "silu/narrow_float.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL

// The entries of the lanes' patterns.
struct LookUp16 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V patterns) const {
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
  }

  const uint16_t* entries;
};
using Tag16 = hn::ScalableTag<uint16_t>;

// The same for bytes, from registers.
class LookUp8 {
 public:
  explicit LookUp8(const uint8_t* entries) {
    for (size_t i = 0; i < 4; ++i) table_[i] = _mm512_loadu_si512(entries + 64 * i);
  }

  template <class D, class V>
  HWY_INLINE V operator()(D /* d */, V patterns) const {
    const __m512i even = OfWords(_mm512_and_si512(patterns.raw, _mm512_set1_epi16(0xff)));
    const __m512i odd = OfWords(_mm512_srli_epi16(patterns.raw, 8));
    return V{_mm512_mask_blend_epi8(0xaaaaaaaaaaaaaaaa, even, _mm512_slli_epi16(odd, 8))};
  }

 private:
  // Of patterns in words, to the lower halves of words: the table is one of 128 pairs.
  HWY_INLINE __m512i OfWords(__m512i patterns) const {
    const __m512i index = _mm512_srli_epi16(patterns, 1);
    const __m512i low = _mm512_permutex2var_epi16(table_[0], index, table_[1]);
    const __m512i high = _mm512_permutex2var_epi16(table_[2], index, table_[3]);
    const __mmask32 is_high = _mm512_test_epi16_mask(patterns, _mm512_set1_epi16(0x80));
    const __m512i pairs = _mm512_mask_blend_epi16(is_high, low, high);
    const __mmask32 is_odd = _mm512_test_epi16_mask(patterns, _mm512_set1_epi16(1));
    return _mm512_mask_srli_epi16(pairs, is_odd, pairs, 8);
  }

  __m512i table_[4];
};
using Tag8 = hn::ScalableTag<uint8_t>;

#else

// The entries of the lanes' patterns.
template <typename T>
struct LookUp {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V patterns) const {
    HWY_ALIGN T lanes[hn::MaxLanes(d)];
    hn::Store(patterns, d, lanes);
    for (T& lane : lanes) lane = entries[lane];
    return hn::Load(d, lanes);
  }

  const T* entries;
};
using LookUp16 = LookUp<uint16_t>;
using LookUp8 = LookUp<uint8_t>;
// 16 bytes only: the load that collects the lanes waits for the last of their stores.
using Tag16 = hn::CappedTag<uint16_t, 8>;
using Tag8 = hn::CappedTag<uint8_t, 16>;

#endif

// y[i] = entries[x[i]] for i < count. y is x or does not overlap it.
void LookUpAll16(const uint16_t* entries, const uint16_t* x, uint16_t* y, size_t count) {
  Map(Tag16(), LookUp16{entries}, x, y, count);
}
void LookUpAll8(const uint8_t* entries, const uint8_t* x, uint8_t* y, size_t count) {
  Map(Tag8(), LookUp8{entries}, x, y, count);
}

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

template <class Type>
void ReluAll16(const Type* x, Type* y, size_t count) {
  Map(hn::ScalableTag<uint16_t>(), Relu16<Type>(), reinterpret_cast<const uint16_t*>(x),
      reinterpret_cast<uint16_t*>(y), count);
}
void ReluF16(const Float16* x, Float16* y, size_t count) {
  ReluAll16(x, y, count);
}
void ReluBF16(const BFloat16* x, BFloat16* y, size_t count) {
  ReluAll16(x, y, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_NARROW_INL_H_
