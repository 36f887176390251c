#include "data/number.h"

#include <fmt/compile.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iterator>

namespace silu::data {
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

}  // namespace

template <class T>
std::optional<T> parse_number(std::string_view text) {
  const Digits digits = strip_sign_and_prefix(text);
  const char* end = digits.text.data() + digits.text.size();
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

template std::optional<float> parse_number(std::string_view);
template std::optional<double> parse_number(std::string_view);

std::string quote(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string result = "'";
  for (const char c : text.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      fmt::format_to(std::back_inserter(result), "\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  return result + (text.size() > kLongest ? "…'" : "'");
}

template <class T>
void append_shortest(fmt::memory_buffer& out, T value) {
  if (std::isnan(value)) value = std::copysign(value, T{1});
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), value);
}

template void append_shortest(fmt::memory_buffer&, float);
template void append_shortest(fmt::memory_buffer&, double);

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

int decimals_in_full(std::span<const double> xs) {
  constexpr int kMost = 9;
  int most = 1;
  for (const double x : xs) {
    for (int decimals = most; decimals <= kMost; ++decimals) {
      if (parse_number<double>(fmt::format("{:.{}f}", x, decimals)) == x) {
        most = decimals;
        break;
      }
    }
  }
  return most;
}

}  // namespace silu::data
