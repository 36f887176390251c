#include "data/short_float.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <string_view>

using namespace silu::data;

namespace {

// What write_short_float writes, or nothing.
std::string short_float(float value) {
  char text[32];
  char* const end = write_short_float(text, value);
  return end != nullptr ? std::string(text, end) : "";
}

void check(std::uint32_t bits) {
  const auto value = std::bit_cast<float>(bits);
  char expected[32];
  const auto end = fmt::format_to(expected, "{}", value);
  REQUIRE(short_float(value) == std::string_view(expected, end));
}

}  // namespace

TEST_CASE("write_short_float writes what fmt does") {
  constexpr std::uint32_t kLeast = detail::kLeastExponent << 23;
  constexpr std::uint32_t kEnd = (detail::kMostExponent + 1) << 23;
  for (std::uint32_t bits = kLeast + 1; bits < kEnd; bits += 1021) check(bits);
  // Few bits set: short in decimal, and halfway between two decimals.
  for (std::uint32_t bits = kLeast; bits < kEnd; bits += 1U << 13) {
    if ((bits & 0x7fffff) != 0) check(bits);
    check(bits + 1);
    check(0x80000000 | (bits + 0x1fff));
  }
}

TEST_CASE("write_short_float leaves the other floats to others") {
  for (const float value : {0.0F, -0.0F, 1.0F, 0.5F, 0x1.fffffep-14F, -0x1.000002p23F, 1e-40F}) {
    CHECK(short_float(value).empty());
    CHECK(short_float(-value).empty());
  }
  CHECK(short_float(std::bit_cast<float>(0x7f800000U)).empty());
  CHECK(short_float(std::bit_cast<float>(0x7fc00000U)).empty());
}
