#include "text/number.h"

#include <algorithm>
#include <cfenv>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <limits>
#include <type_traits>

#include "silu/float16.h"
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
  // A second sign, "nan(...)" and a bare "0x" are no numbers to us.
  if (digits.text.empty() || digits.text[0] == '-' || digits.text.back() == ')') return {};
  T magnitude{};
  const auto [stop, error] = std::from_chars(digits.text.data(), end, magnitude, digits.format);
  if (stop != end || error == std::errc::invalid_argument) return {};
  if (error == std::errc::result_out_of_range) {
    // from_chars does not say on which side; strtod, slower, rounds as IEEE 754 does.
    const bool hexadecimal = digits.format == std::chars_format::hex;
    magnitude = strto(((hexadecimal ? "0x" : "") + std::string(digits.text)).c_str(), T{});
  }
  return std::copysign(magnitude, digits.negative ? T{-1} : T{1});
}

template <class T>
constexpr bool kIs16Bit = sizeof(T) == 2;

// strtod in a rounding mode; the text is known to be a number.
double parse_directed(const std::string& text, int mode) {
  const int before = std::fegetround();
  std::fesetround(mode);
  const double value = std::strtod(text.c_str(), nullptr);
  std::fesetround(before);
  return value;
}

// The double nearest to the text is a tie between two 16-bit values, but the text may not be: what
// it lost in the first rounding decides.
template <class T>
T round_off_tie(const std::string& text, double nearest) {
  const double below = parse_directed(text, FE_DOWNWARD);
  const double above = parse_directed(text, FE_UPWARD);
  if (below < nearest) nearest = below;
  if (above > nearest) nearest = above;
  return T(nearest);
}

// The double with the fewest digits that rounds to the same 16 bits. Five digits always do.
template <class T>
double shortest_double(T value) {
  const auto exact = static_cast<double>(value);
  for (int digits = 1; digits < 5; ++digits) {
    const auto shorter = parse_number<double>(fmt::format("{:.{}g}", exact, digits));
    if (T(*shorter).bits == value.bits) return *shorter;
  }
  return *parse_number<double>(fmt::format("{:.5g}", exact));
}

template <class T>
bool is_tie(double value) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return T(std::nextafter(value, -kInfinity)).bits != T(std::nextafter(value, kInfinity)).bits;
}

char* write(char* out, std::string_view text) {
  return out + text.copy(out, text.size());
}

// "1.25e-07", "1e+16"
template <class UInt>
char* write_scientific(char* out, UInt significand, int digits, int exponent) {
  fmt::detail::format_decimal(out + 1, significand, digits);
  out[0] = out[1];
  out[1] = '.';
  out += digits == 1 ? 1 : digits + 1;
  *out++ = 'e';
  *out++ = exponent < 0 ? '-' : '+';
  const unsigned magnitude = static_cast<unsigned>(std::abs(exponent));
  if (magnitude < 10) *out++ = '0';
  return fmt::detail::format_decimal(out, magnitude, fmt::detail::count_digits(magnitude)).end;
}

// With a point behind the first `point` digits; 0 < point < digits.
template <class UInt>
char* write_pointed(char* out, UInt significand, int digits, int point) {
  fmt::detail::format_decimal(out + 1, significand, digits);
  std::memmove(out, out + 1, static_cast<std::size_t>(point));
  out[point] = '.';
  return out + digits + 1;
}

// significand * 10^exponent, in the notation that Python and fmt print a double in.
template <class UInt>
char* write_decimal(char* out, UInt significand, int exponent) {
  const int digits = fmt::detail::count_digits(significand);
  const int point = digits + exponent;  // digits before the decimal point
  if (point > 0 && point < digits) return write_pointed(out, significand, digits, point);
  if (point > -4 && point <= 0) {
    std::copy_n("0.000", 5, out);
    return fmt::detail::format_decimal(out + 2 - point, significand, digits).end;
  }
  if (point > 0 && point <= 16) {
    return std::fill_n(fmt::detail::format_decimal(out, significand, digits).end, exponent, '0');
  }
  return write_scientific(out, significand, digits, point - 1);
}

}  // namespace

template <class T>
std::optional<T> parse_number(std::string_view text) {
  if constexpr (kIs16Bit<T>) {
    const auto nearest = parse_floating<double>(text);
    if (!nearest) return {};
    return is_tie<T>(*nearest) ? round_off_tie<T>(std::string(text), *nearest) : T(*nearest);
  } else {
    return parse_floating<T>(text);
  }
}

template std::optional<float> parse_number(std::string_view);
template std::optional<double> parse_number(std::string_view);
template std::optional<Float16> parse_number(std::string_view);
template std::optional<BFloat16> parse_number(std::string_view);

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

template <class T>
char* write_shortest(char* out, T value) {
  if constexpr (kIs16Bit<T>) {
    return write_shortest(out, shortest_double(value));
  } else {
    if constexpr (std::is_same_v<T, float>) {
      if (const ShortFloat text = shorten(value); text.rest != 0) return write(out, text);
    }
    if (std::isnan(value)) return write(out, "nan");
    *out = '-';
    out += std::signbit(value) ? 1 : 0;
    if (std::isinf(value)) return write(out, "inf");
    *out = '0';
    if (value == 0) return out + 1;
    // fmt's own algorithm, without its general formatting.
    const auto decimal = fmt::detail::dragonbox::to_decimal(value);
    return write_decimal(out, decimal.significand, decimal.exponent);
  }
}

template char* write_shortest(char*, float);
template char* write_shortest(char*, double);
template char* write_shortest(char*, Float16);
template char* write_shortest(char*, BFloat16);

template <class T>
void append_shortest(fmt::memory_buffer& out, T value) {
  char text[kNumberRoom];
  out.append(text, write_shortest(text, value));
}

template void append_shortest(fmt::memory_buffer&, float);
template void append_shortest(fmt::memory_buffer&, double);
template void append_shortest(fmt::memory_buffer&, Float16);
template void append_shortest(fmt::memory_buffer&, BFloat16);

template <class T>
void append_python_float(fmt::memory_buffer& out, T value) {
  const std::size_t start = out.size();
  append_shortest(out, value);
  const bool integral = std::all_of(out.begin() + start, out.end(),
                                    [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
  if (integral) out.append(std::string_view(".0"));
}

template void append_python_float(fmt::memory_buffer&, float);
template void append_python_float(fmt::memory_buffer&, double);
template void append_python_float(fmt::memory_buffer&, Float16);
template void append_python_float(fmt::memory_buffer&, BFloat16);

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
