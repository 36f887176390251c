#include "text/short_float.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string_view>
#include <vector>

#include "silu/target.h"

using namespace silu::text;

namespace {

constexpr std::uint32_t kLeast = std::bit_cast<std::uint32_t>(0x1p-13F);
constexpr std::uint32_t kEnd = std::bit_cast<std::uint32_t>(0x1p23F);

void require_as_fmt(std::uint32_t bits, const ShortFloat& text) {
  const auto value = std::bit_cast<float>(bits);
  char written[32];
  char expected[32];
  REQUIRE(text.rest != 0);
  REQUIRE(std::string_view(written, write(written, text)) ==
          std::string_view(expected, fmt::format_to(expected, "{}", value)));
}

// Every 1021st, and those of few bits: short in decimal, or halfway between two decimals.
std::vector<std::uint32_t> short_patterns() {
  std::vector<std::uint32_t> patterns = {0, 0x80000000};
  for (std::uint32_t bits = kLeast + 1; bits < kEnd; bits += 1021) patterns.push_back(bits);
  for (std::uint32_t bits = kLeast; bits < kEnd; bits += 1U << 13) {
    patterns.insert(patterns.end(), {bits + 1, 0x80000000 | (bits + 0x1fff)});
    if ((bits & 0x7fffff) != 0) patterns.push_back(bits);
  }
  for (float power = 1e-4F; power < 1e7F; power *= 10) {
    const auto bits = std::bit_cast<std::uint32_t>(power);
    for (std::uint32_t i = bits - 20; i < bits + 20; ++i) {
      if (i > kLeast && i < kEnd && (i & 0x7fffff) != 0) patterns.push_back(i);
    }
  }
  return patterns;
}

void check_others(float value, const ShortFloat& text) {
  CAPTURE(value);
  CHECK(text.rest == 0);
}

const float kOthers[] = {1.0F,   -1.0F,   0.5F,  -4194304.0F, 0x1.fffffep-14F, 0x1.000002p23F,
                         1e-40F, 3.4e38F, 1e-5F, -1e10F,      1e-45F};

}  // namespace

TEST_CASE("shorten writes what fmt does") {
  for (const auto bits : short_patterns())
    require_as_fmt(bits, shorten(std::bit_cast<float>(bits)));
}

TEST_CASE("shorten leaves the other floats to others") {
  for (const float value : kOthers) check_others(value, shorten(value));
  check_others(0, shorten(std::bit_cast<float>(0x7f800000U)));
  check_others(0, shorten(std::bit_cast<float>(0xffc00000U)));
}

TEST_CASE("shorten does the same for many at a time") {
  const auto best = silu::target();
  const auto patterns = short_patterns();
  ShortFloats texts;
  for (const auto target : silu::targets()) {
    CAPTURE(target);
    silu::use_target(target);
    for (std::size_t first = 0; first < patterns.size(); first += ShortFloats::kMost) {
      const std::size_t count = std::min(ShortFloats::kMost, patterns.size() - first);
      std::vector<float> values(count);
      for (std::size_t i = 0; i < count; ++i) values[i] = std::bit_cast<float>(patterns[first + i]);
      shorten(values, texts);
      for (std::size_t i = 0; i < count; ++i) require_as_fmt(patterns[first + i], texts[i]);
    }
    shorten(kOthers, texts);
    for (std::size_t i = 0; i < std::size(kOthers); ++i) check_others(kOthers[i], texts[i]);
  }
  silu::use_target(best);
}
