#include "silu/narrow_float.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

#include "silu/dtype.h"

using namespace silu;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

template <class T>
std::vector<T> every_pattern() {
  std::vector<T> all(std::size_t{1} << T::kBits);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = T::from_bits(static_cast<typename T::Bits>(i));
  }
  return all;
}

// What the OCP specification says of a pattern: sign, exponent and fraction, taken apart by hand.
double by_hand(int pattern, int exponent_bits, int fraction_bits) {
  const int exponent = (pattern & 0x7f) >> fraction_bits;
  const int fraction = pattern & ((1 << fraction_bits) - 1);
  const int bias = (1 << (exponent_bits - 1)) - 1;
  const double significand = std::ldexp(fraction, -fraction_bits) + (exponent == 0 ? 0.0 : 1.0);
  const double magnitude = std::ldexp(significand, std::max(exponent, 1) - bias);
  return (pattern & 0x80) != 0 ? -magnitude : magnitude;
}

}  // namespace

TEST_CASE("float8_e4m3fn: every pattern has the value that OCP gives it") {
  for (int pattern = 0; pattern < 256; ++pattern) {
    CAPTURE(pattern);
    const auto value =
        static_cast<double>(Float8E4M3FN::from_bits(static_cast<std::uint8_t>(pattern)));
    if ((pattern & 0x7f) == 0x7f) {
      CHECK(std::isnan(value));
    } else {
      CHECK(value == by_hand(pattern, 4, 3));
    }
    CHECK(std::signbit(value) == (pattern >= 128));
  }
}

TEST_CASE("float8_e5m2: every pattern has the value that OCP gives it") {
  for (int pattern = 0; pattern < 256; ++pattern) {
    CAPTURE(pattern);
    const auto value =
        static_cast<double>(Float8E5M2::from_bits(static_cast<std::uint8_t>(pattern)));
    if ((pattern & 0x7f) > 0x7c) {
      CHECK(std::isnan(value));
    } else if ((pattern & 0x7f) == 0x7c) {
      CHECK(std::abs(value) == kInfinity);
    } else {
      CHECK(value == by_hand(pattern, 5, 2));
    }
    CHECK(std::signbit(value) == (pattern >= 128));
  }
}

TEST_CASE_TEMPLATE("a value converts to itself, from float and from double", T, Float16, BFloat16,
                   Float8E4M3FN, Float8E5M2) {
  for (const T value : every_pattern<T>()) {
    if (std::isnan(static_cast<double>(value))) continue;
    CHECK(T(static_cast<double>(value)).bits == value.bits);
    CHECK(T(static_cast<float>(value)).bits == value.bits);
  }
}

TEST_CASE_TEMPLATE("what lies between two values rounds to the nearer, a tie to the even one", T,
                   Float16, BFloat16, Float8E4M3FN, Float8E5M2) {
  for (const T low : every_pattern<T>()) {
    const T high = T::from_bits(static_cast<typename T::Bits>(low.bits + 1));
    const auto a = static_cast<double>(low);
    const auto b = static_cast<double>(high);
    if (!std::isfinite(a) || !std::isfinite(b) || std::signbit(a) != std::signbit(b)) continue;
    CAPTURE(low.bits);
    const double tie = a / 2 + b / 2;
    CHECK(T(tie).bits == (low.bits % 2 == 0 ? low : high).bits);
    CHECK(T(std::nextafter(tie, a)).bits == low.bits);
    CHECK(T(std::nextafter(tie, b)).bits == high.bits);
  }
}

TEST_CASE("overflow is as in PyTorch: NaN in float8_e4m3fn, infinity elsewhere") {
  CHECK(Float8E4M3FN(464.0).bits == 0x7e);  // a tie: 448 is even
  CHECK(Float8E4M3FN(std::nextafter(464.0, 500)).bits == 0x7f);
  CHECK(Float8E4M3FN(-1e300).bits == 0xff);
  CHECK(Float8E4M3FN(kInfinity).bits == 0x7f);
  CHECK(Float8E5M2(61440.0).bits == 0x7c);
  CHECK(Float8E5M2(std::nextafter(61440.0, 0)).bits == 0x7b);
  CHECK(Float8E5M2(-kInfinity).bits == 0xfc);
  CHECK(Float16(65520.0).bits == 0x7c00);
  CHECK(Float16(std::nextafter(65520.0, 0)).bits == 0x7bff);
  CHECK(BFloat16(-1e300).bits == 0xff80);
}

TEST_CASE("NaN keeps its sign and is quiet; 8 bits have one") {
  CHECK(Float8E4M3FN(kNaN).bits == 0x7f);
  CHECK(Float8E4M3FN(-kNaN).bits == 0xff);
  CHECK(Float8E5M2(kNaN).bits == 0x7f);
  CHECK(Float8E5M2(-kNaN).bits == 0xff);
  CHECK(Float16(kNaN).bits == 0x7e00);
  CHECK(BFloat16(-kNaN).bits == 0xffc0);
}

TEST_CASE("limits") {
  const auto check = [](auto type, double least, double normal, double largest, int digits) {
    using Limits = std::numeric_limits<decltype(type)>;
    CHECK(static_cast<double>(Limits::denorm_min()) == least);
    CHECK(static_cast<double>(Limits::min()) == normal);
    CHECK(static_cast<double>(Limits::max()) == largest);
    CHECK(static_cast<double>(Limits::lowest()) == -largest);
    CHECK(Limits::digits == digits);
    CHECK(std::isnan(static_cast<double>(Limits::quiet_NaN())));
    if (Limits::has_infinity) CHECK(static_cast<double>(Limits::infinity()) == kInfinity);
  };
  check(Float16(), 0x1p-24, 0x1p-14, 65504, 11);
  check(BFloat16(), 0x1p-133, 0x1p-126, 0x1.fep127, 8);
  check(Float8E4M3FN(), 0x1p-9, 0x1p-6, 448, 4);
  check(Float8E5M2(), 0x1p-16, 0x1p-14, 57344, 3);
  CHECK_FALSE(std::numeric_limits<Float8E4M3FN>::has_infinity);
}

TEST_CASE("a dtype's row says what its type is") {
  for (const DTypeInfo& each : dtypes()) {
    CHECK(&info_of(each.dtype) == &each);
    CHECK(name_of(each.dtype) == each.name);
    CHECK(each.bytes ==
          with_type(each.dtype, []<class T>(std::type_identity<T>) { return sizeof(T); }));
    CHECK(each.dtype == with_type(each.dtype, []<class T>(std::type_identity<T>) {
            return DTypeTraits<T>::kDType;
          }));
  }
}
