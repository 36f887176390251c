#include "data/sum_of_squares.h"

#include <bit>
#include <cmath>

namespace silu::data {
namespace {

__extension__ using UInt128 = unsigned __int128;

constexpr std::uint64_t kLow = 0xffffffff;

}  // namespace

void SumOfSquares::add(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto exponent = static_cast<unsigned>(bits >> 52 & 0x7ff);
  constexpr std::uint64_t kImplicit = std::uint64_t{1} << 52;
  const std::uint64_t significand = (bits & (kImplicit - 1)) | (exponent > 0 ? kImplicit : 0);
  // Of the lowest bit of the square, above 2^-2148.
  const unsigned place = exponent > 0 ? 2 * (exponent - 1) : 0;
  const unsigned shift = place % kLimbBits;
  auto* limb = &limbs_[place / kLimbBits];
  for (UInt128 square = UInt128{significand} * significand; square != 0; square >>= kLimbBits) {
    const std::uint64_t part = (static_cast<std::uint64_t>(square) & kLow) << shift;
    *limb += part & kLow;
    *++limb += part >> kLimbBits;
  }
  if (++waiting_ == 1U << 30) carry();
}

void SumOfSquares::merge(const SumOfSquares& other) {
  carry();
  SumOfSquares carried = other;
  carried.carry();
  for (std::size_t i = 0; i < kLimbs; ++i) limbs_[i] += carried.limbs_[i];
  waiting_ = 1;
}

void SumOfSquares::carry() {
  for (std::size_t i = 0; i + 1 < kLimbs; ++i) {
    limbs_[i + 1] += limbs_[i] >> kLimbBits;
    limbs_[i] &= kLow;
  }
  waiting_ = 0;
}

long double SumOfSquares::value() const {
  SumOfSquares carried = *this;
  carried.carry();
  // The highest limb that is not 0 and the three below it have 97 bits or more.
  std::size_t i = kLimbs;
  while (i > 0 && carried.limbs_[i - 1] == 0) --i;
  long double sum = 0;
  for (int k = 0; k < 4 && i > 0; ++k) {
    --i;
    sum += std::ldexp(static_cast<long double>(carried.limbs_[i]),
                      kLowestExponent + kLimbBits * static_cast<int>(i));
  }
  return sum;
}

}  // namespace silu::data
