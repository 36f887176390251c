#include "text/short_decimal.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace silu::text;

namespace {

// A number in a column: more text follows, so that it may be read eight characters at once.
template <class T>
void check(const std::string& number, T expected) {
  CAPTURE(number);
  for (const char* follows : {"\n", ",", " ", "\r\n", ";-7.25e300\n", "\n12345678.12345678\n"}) {
    const std::string text = number + follows + "0.123456789,0.123456789";
    T value{};
    const char* const stop = read_short_decimal(text.data(), text.data() + text.size(), value);
    REQUIRE(stop != nullptr);
    REQUIRE(stop - text.data() == static_cast<std::ptrdiff_t>(number.size()));
    REQUIRE(std::bit_cast<std::array<char, sizeof(T)>>(value) ==
            std::bit_cast<std::array<char, sizeof(T)>>(expected));
  }
}

bool reads(const std::string& text) {
  float value;
  return read_short_decimal(text.data(), text.data() + text.size(), value) != nullptr;
}

}  // namespace

TEST_CASE("read_short_decimal reads a number among others as strtod does") {
  std::uint64_t bits = 1;
  for (int whole = 0; whole <= 9; ++whole) {
    for (int fraction = 0; fraction <= 9 && whole + fraction <= 15; ++fraction) {
      if (whole + fraction == 0) continue;
      for (int i = 0; i < 50; ++i) {
        bits = bits * 6364136223846793005 + 1442695040888963407;
        const std::string digits = fmt::format("{:020}", bits >> (bits & 31));
        const std::string number = fmt::format(
            "{}{}{}{}", i % 2 == 0 ? "-" : "", digits.substr(0, static_cast<std::size_t>(whole)),
            whole > 0 && fraction == 0 ? "" : ".",
            digits.substr(11, static_cast<std::size_t>(fraction)));
        check(number, std::strtod(number.c_str(), nullptr));
        check(number + "e-3", std::strtod((number + "e-3").c_str(), nullptr));
      }
    }
  }
  for (const char* number :
       {"-7.312715", "+0.5", "-0.0", "0.00000", "9.9999999", "1.5e3", "2.25E-2"}) {
    check(number, std::strtod(number, nullptr));
    check(number, std::strtof(number, nullptr));
  }
}

TEST_CASE("read_short_decimal leaves what it is not sure of to parse_number") {
  const std::string more = "\n0.123456789012345678";
  for (const char* text : {"", "-", ".", "-.", "abc", "16777217.0", "1e23", "12345678901234567890",
                           "9007199254740993", "1.5e", "1.5e+", "1.5e9999"}) {
    CAPTURE(text);
    CHECK_FALSE(reads(text));
    CHECK_FALSE(reads(text + more));
  }
}
