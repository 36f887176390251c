#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace silu::data {

/// The sum of the squares of finite doubles, exact: it is the same in every order and however it is
/// put together from parts. Room for 2^63 of them.
///
/// Kulisch's long accumulator: a limb for each 32 bits that such a sum can have, whose carries wait
/// in the upper half of 64 bits.
class SumOfSquares {
 public:
  void add(double value);
  void merge(const SumOfSquares& other);

  /// The sum, with a relative error of less than 2^-62.
  long double value() const;

 private:
  static constexpr int kLimbBits = 32;
  // The lowest bit is worth 2^-2148; the largest square is below 2^2048.
  static constexpr int kLowestExponent = 2 * -1074;
  static constexpr std::size_t kLimbs = (2148 + 2048 + 63) / kLimbBits + 1;

  void carry();

  std::array<std::uint64_t, kLimbs> limbs_{};
  std::uint32_t waiting_ = 0;  // additions since the last carry
};

}  // namespace silu::data
