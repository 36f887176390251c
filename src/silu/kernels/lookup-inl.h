// Looks up a table of sixteen doubles, or one of polynomials.

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

#if HWY_TARGET > HWY_AVX3

// c[k] + c[k + 1] z for an even k, where each lane has its own c.
template <class D, class V = hn::VFromD<D>>
HWY_INLINE V LinearTerms(D d, const double* const (&c)[hn::MaxLanes(D())], size_t k, V z) {
#if HWY_TARGET == HWY_AVX2
  // Sixteen bytes at a time: half as many loads, and one shuffle for each coefficient.
  const hn::Half<D> half;
  const auto load = [&](size_t lane) HWY_ATTR { return hn::Load(half, c[lane] + k); };
  const V lanes02 = hn::Combine(d, load(2), load(0));
  const V lanes13 = hn::Combine(d, load(3), load(1));
  return hn::MulAdd(hn::InterleaveUpper(d, lanes02, lanes13), z,
                    hn::InterleaveLower(d, lanes02, lanes13));
#else
  HWY_ALIGN double even[hn::MaxLanes(d)];
  HWY_ALIGN double odd[hn::MaxLanes(d)];
  for (size_t i = 0; i < hn::MaxLanes(d); ++i) {
    even[i] = c[i][k];
    odd[i] = c[i][k + 1];
  }
  return hn::MulAdd(hn::Load(d, odd), z, hn::Load(d, even));
#endif
}

// A function of u from a table of polynomials, whose coefficients are in its rows: the lowest bit
// of the exponent of u and the first ones of its significand are the row, and the others the
// argument.
template <class D, size_t kRows, size_t kCount, class V = hn::VFromD<D>>
HWY_INLINE V LookupPolynomial(D d, const double (&table)[kRows][kCount], V u) {
  static_assert(kCount % 2 == 0);
  const hn::RebindToUnsigned<D> du;
  constexpr int kShift = 53 - hwy::FloorLog2(kRows);
  const auto bits = hn::BitCast(du, u);
  const V begin = hn::BitCast(d, hn::And(bits, hn::Set(du, ~uint64_t{0} << kShift)));
  const V z = hn::Sub(u, begin);
  HWY_ALIGN uint64_t row[hn::MaxLanes(d)];
  hn::Store(hn::And(hn::ShiftRight<kShift>(bits), hn::Set(du, kRows - 1)), du, row);
  const double* c[hn::MaxLanes(d)];
  for (size_t i = 0; i < hn::MaxLanes(d); ++i) c[i] = table[row[i]];
  // By pairs, whose sums need not wait for each other.
  const V square = hn::Mul(z, z);
  V sum = LinearTerms(d, c, kCount - 2, z);
  for (size_t k = kCount - 2; k > 0; k -= 2) {
    sum = hn::MulAdd(sum, square, LinearTerms(d, c, k - 2, z));
  }
  return sum;
}

#endif  // HWY_TARGET > HWY_AVX3

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_LOOKUP_INL_H_
