#include "text/number.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>

using namespace silu::text;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <class T>
std::string shortest(T value) {
  fmt::memory_buffer out;
  append_shortest(out, value);
  return fmt::to_string(out);
}

template <class T>
std::string python(T value) {
  fmt::memory_buffer out;
  append_python_float(out, value);
  return fmt::to_string(out);
}

// Of a decimal's significand.
int count_digits(const std::string& text) {
  std::string digits = text.substr(0, text.find('e'));
  std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
  digits.erase(0, digits.find_first_not_of('0'));
  return static_cast<int>(digits.find_last_not_of('0') + 1);
}

}  // namespace

TEST_CASE("parse_number takes decimal, hexadecimal and special numbers") {
  CHECK(parse_number<double>("-2") == -2.0);
  CHECK(parse_number<double>("+.5") == 0.5);
  CHECK(parse_number<double>("5.") == 5.0);
  CHECK(parse_number<double>("1E-3") == 0.001);
  CHECK(parse_number<double>("0x1p-3") == 0.125);
  CHECK(parse_number<double>("-0X.8P1") == -1.0);
  CHECK(parse_number<double>("inf") == kInfinity);
  CHECK(parse_number<double>("-Infinity") == -kInfinity);
  CHECK(std::isnan(parse_number<double>("NaN").value()));
  CHECK(std::signbit(parse_number<double>("-0").value()));
}

TEST_CASE("parse_number takes nothing else") {
  for (const char* text :
       {"",        "-",     "+",         "abc",  "1x",    "1 ",         " 1",     "--1",
        "-+1",     "+-1",   "1,5",       "0x",   "0x-1",  "1e",         "nan(1)", "1_000",
        "infinit", "-",     "..",        "0xg",  "0xinf", "0XINFINITY", "-0xnan", "0xnan(1)",
        "0x1p",    "0x1p+", "0x.",       "0xp1", "0x.p1", "0x1.8p0x1",  "0x0x1",  "0x+1",
        "0x 1",    "x1",    "infinityx", "nanx", "inf1",  "0x1e+5"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number<double>(text));
    CHECK_FALSE(parse_number<float>(text));
  }
  CHECK_FALSE(parse_number<double>(std::string_view()));
}

TEST_CASE("parse_number rounds once, and beyond the range as IEEE 754 does") {
  // The double nearest to this text lies halfway between two floats; the text lies above.
  CHECK(parse_number<float>("1.00000005960464477540") == 1.0000001F);
  CHECK(parse_number<double>("1e400") == kInfinity);
  CHECK(parse_number<double>("-1e400") == -kInfinity);
  CHECK(parse_number<double>("1e-400") == 0.0);
  CHECK(parse_number<double>("0x1p-1074") == 5e-324);
  CHECK(parse_number<double>("0x1p5000") == kInfinity);
  CHECK(parse_number<float>("1e39") == std::numeric_limits<float>::infinity());
  CHECK(parse_number<float>("1e-45") == std::numeric_limits<float>::denorm_min());
  CHECK(std::signbit(parse_number<float>("-1e-60").value()));
}

TEST_CASE("append_shortest reads back and is short") {
  CHECK(shortest(-3.0F) == "-3");
  CHECK(shortest(0.1F) == "0.1");
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(static_cast<double>(0.1F)) == "0.10000000149011612");
  CHECK(shortest(-0.0F) == "-0");
  CHECK(shortest(-std::numeric_limits<float>::quiet_NaN()) == "nan");
  CHECK(shortest(-kInfinity) == "-inf");
  CHECK(shortest(5e-324) == "5e-324");
  for (float x = 1e-45F; std::isfinite(x); x *= 1.7F) CHECK(parse_number<float>(shortest(x)) == x);
}

TEST_CASE("append_shortest writes what fmt does") {
  std::uint32_t bits = 1;
  for (int i = 0; i < 200000; ++i) {
    bits = bits * 1664525 + 1013904223;
    const auto x = std::bit_cast<float>(bits);
    const auto y = std::bit_cast<double>(std::uint64_t{bits} << 32 | bits * 22695477U);
    const auto z = std::ldexp(static_cast<double>(x), -static_cast<int>(bits % 64));
    if (!std::isnan(x)) REQUIRE(shortest(x) == fmt::format("{}", x));
    if (!std::isnan(y)) REQUIRE(shortest(y) == fmt::format("{}", y));
    if (!std::isnan(z)) REQUIRE(shortest(z) == fmt::format("{}", z));
  }
  for (int exponent = -45; exponent < 39; ++exponent) {
    for (const int digits : {1, 10, 12, 1234567, 9999999}) {
      const auto x = static_cast<float>(digits * std::pow(10.0, exponent));
      REQUIRE(shortest(x) == fmt::format("{}", x));
    }
  }
}

TEST_CASE("parse_number's short way rounds as the long one does") {
  const auto check = [](const std::string& text) {
    CAPTURE(text);
    CHECK(parse_number<float>(text) == std::strtof(text.c_str(), nullptr));
    CHECK(parse_number<double>(text) == std::strtod(text.c_str(), nullptr));
  };
  std::uint64_t bits = 1;
  for (int i = 0; i < 100000; ++i) {
    bits = bits * 6364136223846793005 + 1442695040888963407;
    const auto digits = bits >> (bits % 64);
    check(fmt::format("{}e{}", digits, static_cast<int>(bits >> 32) % 30));
    check(fmt::format("-{}.{}", digits % 1000000, bits % 1000000007));
  }
  // Halfway between two floats, and beside it.
  for (const char* text : {"16777217", "16777217.0000000001", "16777216.9999999999", "16777219",
                           "1677721.7e1", "9007199254740993", "9007199791611905", "8388608.5"}) {
    check(text);
  }
}

TEST_CASE("append_python_float prints as Python's repr does") {
  CHECK(python(1.0) == "1.0");
  CHECK(python(-0.0) == "-0.0");
  CHECK(python(1e-5) == "1e-05");
  CHECK(python(0.0001) == "0.0001");
  CHECK(python(1e15) == "1000000000000000.0");
  CHECK(python(1e16) == "1e+16");
  CHECK(python(123456789012345680.0) == "1.2345678901234568e+17");
  CHECK(python(kInfinity) == "inf");
  CHECK(python(std::numeric_limits<double>::quiet_NaN()) == "nan");
}

TEST_CASE("decimals_in_full") {
  const double tenths[] = {0.1, -3, 1e20};
  CHECK(decimals_in_full(tenths) == 1);
  const double eighths[] = {0.5, -0.125, kInfinity};
  CHECK(decimals_in_full(eighths) == 3);
  const double too_small[] = {0.25, 1e-30};
  CHECK(decimals_in_full(too_small) == 9);
  CHECK(decimals_in_full({}) == 1);
}

TEST_CASE("quote shortens and shows what cannot be printed") {
  CHECK(quote("abc") == "'abc'");
  CHECK(quote("a\x1b[1m\n") == "'a\\x1b[1m\\x0a'");
  CHECK(quote("\xe2\x88\x92"
              "3") == "'\\xe2\\x88\\x923'");
  CHECK(quote(std::string(41, 'x')) == "'" + std::string(40, 'x') + "…'");
}

TEST_CASE_TEMPLATE("narrow floats: every value's text reads back, and no shorter one does", T,
                   silu::Float16, silu::BFloat16) {
  for (std::uint32_t bits = 0; bits < 1 << 16; ++bits) {
    const T value = T::from_bits(static_cast<std::uint16_t>(bits));
    const auto exact = static_cast<double>(value);
    const std::string text = shortest(value);
    if (std::isnan(exact)) {
      REQUIRE(text == "nan");
      continue;
    }
    CAPTURE(text);
    REQUIRE(parse_number<T>(text)->bits == value.bits);
    const int digits = count_digits(text);
    if (exact == 0 || std::isinf(exact) || digits == 1) continue;
    // Decimals with one digit less: that nearest to the value, and the ones on its sides.
    const auto round = [&](double x) { return fmt::format("{:.{}e}", x, digits - 2); };
    const double unit = std::pow(10.0, std::floor(std::log10(std::abs(exact))) - (digits - 2));
    for (const double step : {-1.0, 0.0, 1.0}) {
      REQUIRE(parse_number<T>(round(exact + step * unit))->bits != value.bits);
    }
  }
}

TEST_CASE("narrow floats: where the nearest decimal does not read back, its neighbour may") {
  CHECK(shortest(silu::Float16::from_bits(0x2400)) == "0.01563");
  CHECK(shortest(silu::BFloat16::from_bits(0x4b80)) == "16800000");
}

TEST_CASE("float8 is written as the float32 that it is") {
  CHECK(shortest(silu::Float8E4M3FN(448.0)) == "448");
  CHECK(shortest(silu::Float8E4M3FN::from_bits(1)) == "0.001953125");
  CHECK(shortest(silu::Float8E5M2(57344.0)) == "57344");
  CHECK(shortest(silu::Float8E5M2(1e9)) == "inf");
  CHECK(shortest(silu::Float8E4M3FN(1e9)) == "nan");
}

TEST_CASE_TEMPLATE("narrow floats: a text beside a tie is rounded once", T, silu::Float16,
                   silu::BFloat16, silu::Float8E4M3FN, silu::Float8E5M2) {
  using Bits = typename T::Bits;
  const std::string far(60, '0');
  for (std::uint32_t bits = 0; bits + 1 < T::kOverflow; bits += T::kBits == 8 ? 1 : 37) {
    const T low = T::from_bits(static_cast<Bits>(bits));
    const T high = T::from_bits(static_cast<Bits>(bits + 1));
    const double tie = static_cast<double>(low) / 2 + static_cast<double>(high) / 2;
    const T even = bits % 2 == 0 ? low : high;
    const std::string decimal = fmt::format("{:.200f}", tie);  // exact
    CAPTURE(decimal);
    REQUIRE(parse_number<T>(decimal)->bits == even.bits);
    REQUIRE(parse_number<T>(fmt::format("-{}", decimal))->bits == (even.bits | T::kSign));
    REQUIRE(parse_number<T>(decimal + far + "1")->bits == high.bits);
    // Just below: the last digit that is not 0 is one less, and nines follow.
    std::string below = decimal;
    const std::size_t last = below.find_last_of("123456789");
    --below[last];
    std::replace(below.begin() + static_cast<std::ptrdiff_t>(last) + 1, below.end(), '0', '9');
    REQUIRE(parse_number<T>(below)->bits == low.bits);
    const std::string hexadecimal = fmt::format("{:a}", tie);
    const auto with_digits = [&](const std::string& digits) {
      const std::string_view whole(hexadecimal);
      const std::size_t exponent = whole.find('p');
      const bool has_point = whole.find('.') != whole.npos;
      return fmt::format("{}{}{}{}", whole.substr(0, exponent), has_point ? "" : ".", digits,
                         whole.substr(exponent));
    };
    REQUIRE(parse_number<T>(hexadecimal)->bits == even.bits);
    REQUIRE(parse_number<T>(with_digits(far + "1"))->bits == high.bits);
  }
}

TEST_CASE("narrow floats: far beyond a double's range") {
  CHECK(parse_number<silu::Float16>("1e-99999999999999999999")->bits == 0);
  CHECK(parse_number<silu::Float16>("-1e-400")->bits == 0x8000);
  CHECK(parse_number<silu::Float16>("1e99999999999999999999")->bits == 0x7c00);
  CHECK(parse_number<silu::Float8E4M3FN>("1e999")->bits == 0x7f);
  CHECK(parse_number<silu::Float8E5M2>("0e5")->bits == 0);
  CHECK(parse_number<silu::BFloat16>("0x0p9")->bits == 0);
}
