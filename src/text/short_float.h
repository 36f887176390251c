#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace silu::text {

/// The fewest digits that read back as the same float, of these the nearest to it; for zero and
/// for floats from 2^-13 to 2^23 in size that are no power of two. Such a text has a point among
/// sixteen digits at most, and is kept in pieces that can be written without asking how long they
/// are: no processor could predict it.
struct ShortFloat {
  std::uint64_t head;  ///< eight characters, of which those before the point count
  std::uint64_t tail;  ///< eight characters behind the point
  /// From the lowest bit on: four more characters in 32 bits; in 8 each how many characters stand
  /// before the point, how many count in all, and 1 for a minus. 0 for a float of another kind.
  std::uint64_t rest;
};

/// The text of one float.
ShortFloat shorten(float value);

/// The texts of some floats.
struct ShortFloats {
  static constexpr std::size_t kMost = 64;

  ShortFloat operator[](std::size_t i) const { return {head[i], tail[i], rest[i]}; }

  std::uint64_t head[kMost];
  std::uint64_t tail[kMost];
  std::uint64_t rest[kMost];
};

/// Finds them many at a time, on the instruction set that the kernels use (silu/target.h). There
/// are kMost values at most.
void shorten(std::span<const float> values, ShortFloats& texts);

/// Writes a text whose rest is not 0. Returns its end; 32 bytes from out on may be written to.
inline char* write(char* out, const ShortFloat& text) {
  const auto more = static_cast<std::uint32_t>(text.rest);
  const auto point = static_cast<std::uint8_t>(text.rest >> 32);
  const auto length = static_cast<std::uint8_t>(text.rest >> 40);
  *out = '-';
  out += text.rest >> 48;
  std::memcpy(out, &text.head, sizeof text.head);
  out[point] = '.';
  std::memcpy(out + point + 1, &text.tail, sizeof text.tail);
  std::memcpy(out + point + 9, &more, sizeof more);
  return out + length;
}

}  // namespace silu::text
