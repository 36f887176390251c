// Products of two arrays, each rounded once: what Function::backward is made of.

#if defined(SILU_PRODUCT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_PRODUCT_INL_H_
#undef SILU_PRODUCT_INL_H_
#else
#define SILU_PRODUCT_INL_H_
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "hwy/highway.h"
#include "silu/kernels/kernel_table.h"
#include "silu/narrow_float.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// a b in float32 or float64; the canonical NaN for NaN.
template <class T>
struct Product {
  using D = hn::ScalableTag<T>;
  using V = hn::Vec<D>;

  HWY_INLINE V operator()(V a, V b) const {
    const V product = hn::Mul(a, b);
    const V nan = hn::Set(D(), std::numeric_limits<T>::quiet_NaN());
    return hn::IfThenElse(hn::IsNaN(product), nan, product);
  }
};

// The same for the patterns of a type of 16 or 8 bits, by way of float. It holds a product of two
// such numbers exactly, at most 22 bits; but for those of bfloat16 below 2^-134, half its smallest
// number: they remain below it or become it, and round to 0 either way.
template <int kExponentBits, int kFractionBits, bool kFiniteOnly>
struct Product<NarrowFloat<kExponentBits, kFractionBits, kFiniteOnly>> {
  using Type = NarrowFloat<kExponentBits, kFractionBits, kFiniteOnly>;
  using DF = hn::ScalableTag<float>;
  using DU = hn::RebindToUnsigned<DF>;
  using DI = hn::RebindToSigned<DF>;
  using D = hn::Rebind<typename Type::Bits, DF>;
  using VF = hn::Vec<DF>;
  using VU = hn::Vec<DU>;

  HWY_INLINE hn::Vec<D> operator()(hn::Vec<D> a, hn::Vec<D> b) const {
    const DU du;
    const VF x = ToFloat(hn::PromoteTo(du, a));
    const VF y = ToFloat(hn::PromoteTo(du, b));
    return hn::DemoteTo(D(), hn::BitCast(DI(), Round(hn::Mul(x, y))));
  }

 private:
  static constexpr int kShift = 23 - kFractionBits;
  static constexpr int kBias = (1 << (kExponentBits - 1)) - 1;
  static constexpr uint32_t kRebias = uint32_t{127 - kBias} << 23;
  // 2^power
  static constexpr float Power(int power) {
    return std::bit_cast<float>(static_cast<uint32_t>(127 + power) << 23);
  }
  static constexpr float kLeastNormal = Power(1 - kBias);

  static HWY_INLINE VU Set(uint32_t bits) { return hn::Set(DU(), bits); }

  static HWY_INLINE VF ToFloat(VU pattern) {
    const DF df;
    const VU magnitude = hn::And(pattern, Set(Type::kMagnitude));
    const VU sign = hn::ShiftLeft<32 - Type::kBits>(hn::And(pattern, Set(Type::kSign)));
    const VU shifted = hn::ShiftLeft<kShift>(magnitude);
    if constexpr (kRebias == 0) return hn::BitCast(df, hn::Or(sign, shifted));
    const VU normal = hn::Add(shifted, Set(kRebias));
    // A subnormal number lacks the leading bit: with it, and without its value.
    const VU with_bit = hn::Or(shifted, Set(std::bit_cast<uint32_t>(kLeastNormal)));
    const VF subnormal = hn::Sub(hn::BitCast(df, with_bit), hn::Set(df, kLeastNormal));
    const auto is_subnormal = hn::Lt(magnitude, Set(1u << kFractionBits));
    const VU finite = hn::IfThenElse(is_subnormal, hn::BitCast(DU(), subnormal), normal);
    const auto is_finite = hn::Lt(magnitude, Set(Type::kOverflow));
    const VU other = hn::Or(shifted, Set(0x7f800000));
    return hn::BitCast(df, hn::Or(sign, hn::IfThenElse(is_finite, finite, other)));
  }

  static HWY_INLINE VU Round(VF product) {
    const DF df;
    const DU du;
    const VU bits = hn::BitCast(du, product);
    const VU sign = hn::And(hn::ShiftRight<32 - Type::kBits>(bits), Set(Type::kSign));
    const VU magnitude = hn::And(bits, Set(0x7fffffff));
    // To even where it is a tie. A carry goes to the exponent.
    const VU even = hn::And(hn::ShiftRight<kShift>(magnitude), Set(1));
    const VU sum = hn::Add(hn::Add(magnitude, Set((1u << (kShift - 1)) - 1 - kRebias)), even);
    const VU normal = hn::Min(hn::ShiftRight<kShift>(sum), Set(Type::kOverflow));
    // The sum has the spacing of Type's subnormal numbers, and counts them in its low bits.
    const VF unit = hn::Set(df, Power(1 - kBias + kShift));
    const VU counted = hn::BitCast(du, hn::Add(hn::Abs(product), unit));
    const VU subnormal = hn::Sub(counted, hn::BitCast(du, unit));
    const auto is_subnormal = hn::Lt(magnitude, Set(std::bit_cast<uint32_t>(kLeastNormal)));
    const VU rounded = hn::IfThenElse(is_subnormal, subnormal, normal);
    const auto is_nan = kFiniteOnly ? hn::Eq(rounded, Set(Type::kOverflow))
                                    : hn::RebindMask(du, hn::IsNaN(product));
    const VU nan = Set(std::numeric_limits<Type>::quiet_NaN().bits);
    return hn::IfThenElse(is_nan, nan, hn::Or(sign, rounded));
  }
};

// product[i] = a[i] b[i]; product is a, b or apart from them.
template <class T>
void Multiply(const T* a, const T* b, T* product, size_t count) {
  const typename Product<T>::D d;
  const Product<T> multiply;
  using Lane = hn::TFromD<decltype(d)>;
  const auto* from_a = reinterpret_cast<const Lane*>(a);
  const auto* from_b = reinterpret_cast<const Lane*>(b);
  auto* to = reinterpret_cast<Lane*>(product);
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(multiply(hn::LoadU(d, from_a + i), hn::LoadU(d, from_b + i)), d, to + i);
  }
  if (i == count) return;
  HWY_ALIGN Lane rest_a[hn::MaxLanes(d)] = {};
  HWY_ALIGN Lane rest_b[hn::MaxLanes(d)] = {};
  const size_t bytes = (count - i) * sizeof(Lane);
  std::memcpy(rest_a, from_a + i, bytes);
  std::memcpy(rest_b, from_b + i, bytes);
  hn::Store(multiply(hn::Load(d, rest_a), hn::Load(d, rest_b)), d, rest_a);
  std::memcpy(to + i, rest_a, bytes);
}

constexpr Products kProducts = {Multiply<float>,    Multiply<double>,       Multiply<Float16>,
                                Multiply<BFloat16>, Multiply<Float8E4M3FN>, Multiply<Float8E5M2>};

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_PRODUCT_INL_H_
