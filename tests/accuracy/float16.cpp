/// Compares silu, sigmoid and relu in float16 and bfloat16 with the exact values, correctly
/// rounded: all 65,536 inputs on every target of this processor, computed and looked up in a table.
/// Exits with 1 if a single result is wrong.
#include "silu/narrow_float.h"

#include <cstdint>
#include <cstdio>
#include <vector>

#include "../silu/functions.h"
#include "oracle.h"
#include "same_value.h"
#include "silu/target.h"

namespace {

template <class T>
std::vector<T> every_pattern() {
  std::vector<T> x;
  for (std::uint32_t bits = 0; bits < 1 << 16; ++bits) {
    x.push_back(T::from_bits(static_cast<std::uint16_t>(bits)));
  }
  return x;
}

template <class T>
std::vector<T> exact(oracle::Function function, const std::vector<T>& x) {
  std::vector<T> y;
  for (const T each : x) y.push_back(oracle::exact<T>(function, static_cast<double>(each)));
  return y;
}

template <class T>
bool compare(oracle::Function function, const char* dtype) {
  const auto x = every_pattern<T>();
  const auto expected = exact(function, x);
  bool right = true;
  for (const auto target : silu::targets()) {
    silu::use_target(target);
    const silu::Function f(silu::row(oracle::name(function)));
    std::size_t wrong = 0;
    for (int call = 0; call < 2; ++call) {  // the second one fills the table
      std::vector<T> y(x.size());
      f(x, y);
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (same_value(y[i], expected[i]) || wrong++ > 0) continue;
        std::printf("  first: x = 0x%04x, computed 0x%04x, correctly rounded 0x%04x\n", x[i].bits,
                    y[i].bits, expected[i].bits);
      }
    }
    std::printf("%-7s %-8s %-6.*s %zu inputs, %zu wrong\n", oracle::name(function), dtype,
                static_cast<int>(target.size()), target.data(), x.size(), wrong);
    right = right && wrong == 0;
  }
  return right;
}

}  // namespace

int main() {
  bool right = true;
  for (const auto function : oracle::kFunctions) {
    right = compare<silu::Float16>(function, "float16") && right;
    right = compare<silu::BFloat16>(function, "bfloat16") && right;
  }
  return right ? 0 : 1;
}
