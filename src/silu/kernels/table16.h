#pragma once

// A function of a 16-bit format as the table of its 65,536 values.

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "silu/narrow_float.h"

namespace silu {

class Table16 {
 public:
  // The values of the float64 kernel f, silu or sigmoid, rounded to Type: they are correctly
  // rounded, for the kernel errs by 2^-52 of the result, and no exact result is as near to a tie of
  // two 16-bit numbers but those below (tests/accuracy/float16.cpp tries them all).
  template <class Type>
  static Table16 of(void (*f)(const double*, double*, size_t)) {
    constexpr size_t kChunk = 256;
    Table16 table;
    for (size_t first = 0; first < kCount; first += kChunk) {
      double x[kChunk];
      double y[kChunk];
      for (size_t i = 0; i < kChunk; ++i) {
        x[i] = static_cast<double>(Type::from_bits(static_cast<uint16_t>(first + i)));
      }
      f(x, y, kChunk);
      for (size_t i = 0; i < kChunk; ++i) {
        // Near 0 silu is x/2 + x^2/4, of which float64 keeps x/2, maybe a tie: it rounds up.
        if (y[i] == x[i] / 2 && x[i] != 0) y[i] = std::nextafter(y[i], HUGE_VAL);
        table.entries_[1 + first + i] = Type(y[i]).bits;
      }
    }
    return table;
  }

  // At [-1] and [65536] is padding: wider loads of an entry stay inside.
  const uint16_t* entries() const { return entries_ + 1; }

 private:
  static constexpr size_t kCount = 65536;
  uint16_t entries_[1 + kCount + 1] = {};
};

}  // namespace silu
