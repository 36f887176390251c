#include "text/number.h"

#include <fmt/compile.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "text/short_decimal.h"
#include "text/short_float.h"

namespace silu::text {
namespace {

float strto(const char* text, float) {
  return std::strtof(text, nullptr);
}
double strto(const char* text, double) {
  return std::strtod(text, nullptr);
}

// Behind a point, or without one.
bool begins_with_hexadecimal_digit(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  const auto first = text.starts_with('.') ? text.substr(1, 1) : text.substr(0, 1);
  return !first.empty() && kDigits.find(first[0]) != kDigits.npos;
}

// from_chars knows neither a leading plus nor the prefix of hexadecimal numbers.
struct Digits {
  std::string_view text;
  std::chars_format format = std::chars_format::general;
  bool negative = false;
};

Digits strip_sign_and_prefix(std::string_view text) {
  Digits digits{text};
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    digits.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    digits.format = std::chars_format::hex;
  }
  digits.text = text;
  return digits;
}

// By from_chars, for the types that it knows.
template <class T>
std::optional<T> parse_floating(std::string_view text) {
  if (text.empty()) return {};
  const char* end = text.data() + text.size();
  if (T value{}; read_short_decimal(text.data(), end, value) == end) return value;
  const Digits digits = strip_sign_and_prefix(text);
  // A second sign, "nan(...)", a bare "0x", "0xinf" and "0xp1" are not numbers here.
  if (digits.text.empty() || digits.text[0] == '-' || digits.text.back() == ')') return {};
  const bool hexadecimal = digits.format == std::chars_format::hex;
  if (hexadecimal && !begins_with_hexadecimal_digit(digits.text)) return {};
  T magnitude{};
  const auto [stop, error] = std::from_chars(digits.text.data(), end, magnitude, digits.format);
  if (stop != end || error == std::errc::invalid_argument) return {};
  if (error == std::errc::result_out_of_range) {
    // from_chars does not say on which side; strtod, slower, rounds as IEEE 754 does.
    magnitude = strto(((hexadecimal ? "0x" : "") + std::string(digits.text)).c_str(), T{});
  }
  return std::copysign(magnitude, digits.negative ? T{-1} : T{1});
}

// What a text says, as 0.d1d2d3... * base^point without zeros at either end; 0 has no digits.
struct Positional {
  std::string digits;
  std::int64_t point = 0;
};

// Drops the zeros at both ends.
Positional trim_zeros(std::string digits, std::int64_t point) {
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size());
  digits.erase(0, first);
  digits.erase(digits.find_last_not_of('0') + 1);
  return {std::move(digits), point - static_cast<std::int64_t>(first)};
}

// The number behind an exponent's mark, as far as it matters: beyond it all is 0 or infinite.
std::int64_t parse_exponent(std::string_view text) {
  constexpr std::int64_t kFar = std::int64_t{1} << 60;
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto error = std::from_chars(text.data(), text.data() + text.size(), exponent).ec;
  if (error == std::errc::result_out_of_range) return text.starts_with('-') ? -kFar : kFar;
  return exponent;
}

// Splits "12.5e-3" at the exponent's mark and takes the point out: "125", whose point is 2 - 3.
Positional split(std::string_view text, std::string_view marks) {
  const std::size_t mark = std::min(text.find_first_of(marks), text.size());
  std::string digits(text.substr(0, mark));
  const std::size_t point = std::min(digits.find('.'), digits.size());
  digits.erase(point, 1);
  const std::int64_t exponent = mark < text.size() ? parse_exponent(text.substr(mark + 1)) : 0;
  return {std::move(digits), static_cast<std::int64_t>(point) + exponent};
}

Positional read_decimal(std::string_view text) {
  auto [digits, point] = split(text, "eE");
  return trim_zeros(std::move(digits), point);
}

// In base 2. Four bits for each digit, of which the point counts one.
Positional read_hexadecimal(std::string_view text) {
  const std::size_t mark = std::min(text.find_first_of("pP"), text.size());
  const auto [digits, point] = split(text.substr(0, mark), "pP");
  std::string bits;
  for (const char digit : digits) {
    unsigned value = 0;
    std::from_chars(&digit, &digit + 1, value, 16);
    for (unsigned bit = 8; bit > 0; bit /= 2) bits += (value & bit) != 0 ? '1' : '0';
  }
  const std::int64_t exponent = mark < text.size() ? parse_exponent(text.substr(mark + 1)) : 0;
  return trim_zeros(std::move(bits), 4 * point + exponent);
}

// Whether the number that a text says is below (-1), at (0) or above (1) a finite value >= 0.
int compare(const Digits& number, double value) {
  constexpr int kDigitsOfAnyDouble = 767;
  char text[kDigitsOfAnyDouble + 16];
  const bool hexadecimal = number.format == std::chars_format::hex;
  const char* const end =
      hexadecimal ? std::to_chars(text, std::end(text), value, std::chars_format::hex).ptr
                  : std::to_chars(text, std::end(text), value, std::chars_format::scientific,
                                  kDigitsOfAnyDouble - 1)
                        .ptr;
  const auto read = hexadecimal ? read_hexadecimal : read_decimal;
  const Positional a = read(number.text);
  const Positional b = read({text, end});
  if (a.digits.empty() || b.digits.empty())
    return (b.digits.empty() ? 1 : 0) - (a.digits.empty() ? 1 : 0);
  if (a.point != b.point) return a.point < b.point ? -1 : 1;
  return a.digits.compare(b.digits);
}

char* write(char* out, std::string_view text) {
  return out + text.copy(out, text.size());
}

// 0.d1d2d3... * 10^point, in the notation of Python and fmt: "1.25e-07", "0.001", "12.5", "1e+16".
// digits may not overlap out.
char* write_digits(char* out, std::string_view digits, int point) {
  const int count = static_cast<int>(digits.size());
  if (point > 0 && point < count) {
    out = write(out, digits.substr(0, static_cast<std::size_t>(point)));
    *out++ = '.';
    return write(out, digits.substr(static_cast<std::size_t>(point)));
  }
  if (point > -4 && point <= 0) {
    return write(write(out, std::string_view("0.000", static_cast<std::size_t>(2 - point))),
                 digits);
  }
  if (point > 0 && point <= 16) return std::fill_n(write(out, digits), point - count, '0');
  *out++ = digits[0];
  if (count > 1) {
    *out++ = '.';
    out = write(out, digits.substr(1));
  }
  const int exponent = point - 1;
  *out++ = 'e';
  *out++ = exponent < 0 ? '-' : '+';
  if (std::abs(exponent) < 10) *out++ = '0';
  return std::to_chars(out, out + 4, std::abs(exponent)).ptr;
}

// The digits and the exponent of "1.25e-07", to_chars' scientific notation.
struct Scientific {
  char digits[20];
  std::size_t count;
  int exponent;
};

Scientific split_scientific(const char* text, const char* end) {
  Scientific result{};
  const char* p = text;
  for (; *p != 'e'; ++p) {
    if (*p != '.') result.digits[result.count++] = *p;
  }
  p += p[1] == '+' ? 2 : 1;
  std::from_chars(p, end, result.exponent);
  return result;
}

bool is_power_of_ten(std::uint64_t value) {
  while (value % 10 == 0) value /= 10;
  return value == 1;
}

// In the notation that Python and write_digits have; that of NaN has no sign.
template <class T>
char* write_floating(char* out, T value) {
  return std::isnan(value) ? write(out, "nan") : fmt::format_to(out, FMT_COMPILE("{}"), value);
}

}  // namespace

template <>
std::optional<float> parse_number(std::string_view text) {
  return parse_floating<float>(text);
}

template <>
std::optional<double> parse_number(std::string_view text) {
  return parse_floating<double>(text);
}

double detail::round_to_odd(std::string_view text, double nearest) {
  const int side = compare(strip_sign_and_prefix(text), std::abs(nearest));
  const auto bits = std::bit_cast<std::uint64_t>(nearest);
  if (side == 0 || (bits & 1) != 0) return nearest;
  return std::bit_cast<double>(side > 0 ? bits + 1 : bits - 1);
}

std::string shortest(DType dtype, double value) {
  return with_type(dtype, [&]<class T>(std::type_identity<T>) {
    char text[kNumberRoom];
    return std::string(text, write_shortest(text, T(value)));
  });
}

std::string quote(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string result = "'";
  for (const char c : text.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      fmt::format_to(std::back_inserter(result), "\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  return result + (text.size() > kLongest ? "…'" : "'");
}

char* write_shortest(char* out, float value) {
  if (const ShortFloat text = shorten(value); text.rest != 0) return write(out, text);
  return write_floating(out, value);
}

char* write_shortest(char* out, double value) {
  return write_floating(out, value);
}

detail::Decimal detail::nearest_decimal(double value, int digits) {
  char text[32];
  const auto end = std::to_chars(text, std::end(text), std::abs(value),
                                 std::chars_format::scientific, digits - 1)
                       .ptr;
  const Scientific scientific = split_scientific(text, end);
  Decimal nearest = {.negative = std::signbit(value), .exponent = scientific.exponent + 1 - digits};
  std::from_chars(scientific.digits, scientific.digits + scientific.count, nearest.significand);
  std::from_chars(text, end, nearest.magnitude);
  return nearest;
}

detail::Decimal detail::beyond(double value, Decimal nearest) {
  if (nearest.magnitude < std::abs(value)) {
    ++nearest.significand;
  } else if (is_power_of_ten(nearest.significand)) {
    // Below it the decimals of as many digits are ten times as dense.
    nearest.significand = nearest.significand * 10 - 1;
    --nearest.exponent;
  } else {
    --nearest.significand;
  }
  return nearest;
}

char* detail::write(char* out, const Decimal& decimal) {
  char digits[20];
  const auto end = std::to_chars(digits, std::end(digits), decimal.significand).ptr;
  const std::string_view all(digits, end);
  *out = '-';
  out += decimal.negative ? 1 : 0;
  return write_digits(out, all.substr(0, all.find_last_not_of('0') + 1),
                      static_cast<int>(all.size()) + decimal.exponent);
}

int decimals_in_full(std::span<const double> xs) {
  constexpr int kMost = 9;
  int most = 1;
  for (const double x : xs) {
    while (most < kMost && std::isfinite(x) &&
           parse_number<double>(fmt::format("{:.{}f}", x, most)) != x) {
      ++most;
    }
  }
  return most;
}

}  // namespace silu::text
