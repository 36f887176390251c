#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "silu/dtype.h"

namespace silu::text {

/// The value of a whole text as T, rounded once to the nearest value: "-2", "+.5", "1e-3",
/// "0x1p-3", "inf", "-Infinity", "NaN". What is too large becomes infinity (NaN where T has none),
/// what is too small becomes zero, as IEEE 754 rounds. Nothing if the text is anything else.
/// T is the type of a dtype, here and below.
template <class T>
std::optional<T> parse_number(std::string_view text);

/// The text in quotes for an error message: shortened if long, bytes beyond printable ASCII as
/// \xNN.
std::string quote(std::string_view text);

/// Writes the shortest text that reads back as the same T, of several the nearest: "-3", "0.1",
/// "1e-05", "nan", "-inf". A value of 8 bits is written as the float32 that it is: 448, not 450.
/// Returns the end; out must have room for kNumberRoom bytes, which may all be written to.
template <class T>
char* write_shortest(char* out, T value);
char* write_shortest(char* out, float value);
char* write_shortest(char* out, double value);

inline constexpr std::size_t kNumberRoom = 32;

/// Appends what write_shortest writes.
template <class T>
void append_shortest(fmt::memory_buffer& out, T value) {
  char text[kNumberRoom];
  out.append(text, write_shortest(text, value));
}

/// The same for a value of a dtype that is known at run time only.
std::string shortest(DType dtype, double value);

/// Appends what Python's repr() prints for a double: append_shortest, with ".0" after an integer.
template <class T>
void append_python_float(fmt::memory_buffer& out, T value) {
  char text[kNumberRoom];
  const std::string_view written(text, write_shortest(text, value));
  out.append(written);
  if (written.find_first_not_of("-0123456789") == written.npos) out.append(std::string_view(".0"));
}

/// The fewest decimals, at least one and at most nine, that print xs in full.
int decimals_in_full(std::span<const double> xs);

namespace detail {

/// A number's text rounded to odd: unless it is a double, of the two doubles around it the one with
/// the odd significand. Rounding that to fewer bits gives what rounding the text would. `nearest`
/// is the double nearest to the text.
double round_to_odd(std::string_view text, double nearest);

/// A number's text as T, where the double nearest to it is known.
template <class T>
T round_text(std::string_view text, double nearest) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const T below(std::nextafter(nearest, -kInfinity));
  const T above(std::nextafter(nearest, kInfinity));
  // Where its neighbours round to the same T, so does the text; and what a double is too coarse for
  // is 0 in T.
  const bool certain = below.bits == above.bits || nearest == 0;
  return T(certain ? nearest : round_to_odd(text, nearest));
}

struct Decimal {
  bool negative = false;
  std::uint64_t significand = 0;
  int exponent = 0;      ///< of 10
  double magnitude = 0;  ///< the double nearest to it, without its sign
};

/// Of the decimals of so many digits the one nearest to a finite value other than 0.
Decimal nearest_decimal(double value, int digits);

/// The next one on the other side of the value, without its magnitude.
Decimal beyond(double value, Decimal nearest);

char* write(char* out, const Decimal& decimal);

}  // namespace detail

template <>
std::optional<float> parse_number(std::string_view text);
template <>
std::optional<double> parse_number(std::string_view text);

template <class T>
std::optional<T> parse_number(std::string_view text) {
  const auto nearest = parse_number<double>(text);
  if (!nearest) return {};
  return detail::round_text<T>(text, *nearest);
}

template <class T>
char* write_shortest(char* out, T value) {
  if constexpr (sizeof(T) == 1) {
    return write_shortest(out, static_cast<float>(value));
  } else {
    const auto exact = static_cast<double>(value);
    if (!std::isfinite(exact) || exact == 0) return write_shortest(out, exact);
    for (int digits = 1;; ++digits) {
      const auto nearest = detail::nearest_decimal(exact, digits);
      char* end = detail::write(out, nearest);
      const double read = std::copysign(nearest.magnitude, exact);
      if (detail::round_text<T>({out, end}, read).bits == value.bits) return end;
      end = detail::write(out, detail::beyond(exact, nearest));
      if (parse_number<T>({out, end})->bits == value.bits) return end;
    }
  }
}

}  // namespace silu::text
