#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace silu::text {

/// The value of a whole text as T, rounded once to the nearest value: "-2", "+.5", "1e-3",
/// "0x1p-3", "inf", "-Infinity", "NaN". What is too large becomes infinite, what is too small
/// becomes zero, as IEEE 754 rounds. Nothing if the text is anything else.
/// T is float, double, Float16 or BFloat16, here and below.
template <class T>
std::optional<T> parse_number(std::string_view text);

/// The text in quotes for an error message: shortened if long, bytes beyond printable ASCII as
/// \xNN.
std::string quote(std::string_view text);

/// Writes the shortest text that reads back as the same T: "-3", "0.1", "1e-05", "nan", "-inf".
/// Returns its end; out must have room for kNumberRoom bytes, which may all be written to.
template <class T>
char* write_shortest(char* out, T value);

inline constexpr std::size_t kNumberRoom = 32;

/// Appends what write_shortest writes.
template <class T>
void append_shortest(fmt::memory_buffer& out, T value);

/// Appends what Python's repr() prints for a double: append_shortest, with ".0" after an integer.
template <class T>
void append_python_float(fmt::memory_buffer& out, T value);

/// The fewest decimals, at least one and at most nine, that print xs in full.
int decimals_in_full(std::span<const double> xs);

}  // namespace silu::text
