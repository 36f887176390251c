/// Compares every function of the catalogue and its derivatives, with their default and with other
/// parameters, in float8_e4m3fn and float8_e5m2 with the exact values by MPFR, correctly rounded:
/// all 256 inputs. Exits with 1 if a single result is wrong, the sign of a zero included.
#include <bit>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

#include "../silu/functions.h"
#include "correctly_rounded.h"
#include "same_value.h"
#include "silu/function.h"

namespace {

using silu::Function;

template <class T>
std::size_t count_wrong(const Function& function) {
  std::vector<T> x;
  for (int bits = 0; bits < 256; ++bits)
    x.push_back(std::bit_cast<T>(static_cast<std::uint8_t>(bits)));
  std::vector<T> y(x.size());
  function(x, y);
  std::vector<T> found(x.size());
  function(x, found);  // in a table: there have been enough
  const auto right = oracle::Reference(function).sure_results(std::span<const T>(x));
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (same_value(y[i], right[i]) && same_value(found[i], right[i])) continue;
    ++wrong;
    std::printf(
        "%s %.*s: x = %g (0x%02x), computed %g, found in the table %g, correctly rounded %g\n",
        function.name().c_str(), static_cast<int>(silu::DTypeTraits<T>::kName.size()),
        silu::DTypeTraits<T>::kName.data(), static_cast<double>(x[i]), x[i].bits,
        static_cast<double>(y[i]), static_cast<double>(found[i]), static_cast<double>(right[i]));
  }
  return wrong;
}

}  // namespace

int main() {
  std::size_t functions = 0;
  std::size_t wrong = 0;
  for (const Function& function : silu::functions()) {
    for (int order = 0; order <= 2; ++order) {
      ++functions;
      wrong += count_wrong<silu::Float8E4M3FN>(function.derivative(order));
      wrong += count_wrong<silu::Float8E5M2>(function.derivative(order));
    }
  }
  std::printf(
      "float8_e4m3fn, float8_e5m2: %zu functions and derivatives, 256 inputs each, %zu wrong\n",
      functions, wrong);
  return wrong == 0 && functions > 0 ? 0 : 1;
}
