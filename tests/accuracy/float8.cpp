/// Compares every function of the catalogue and its derivatives, with their default and with other
/// parameters, in float8_e4m3fn and float8_e5m2 with the exact values by MPFR, correctly rounded:
/// all 256 inputs. Exits with 1 if a single result is wrong, the sign of a zero included.
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <vector>

#include "../silu/functions.h"
#include "definitions.h"
#include "silu/function.h"

namespace {

using silu::Function;

// A number of MPFR's rounded to odd, which rounds to fewer bits as the number itself does.
template <class T>
T round(const oracle::Real& value) {
  return T(value.to_odd());
}

// The value nearest to all of an interval; nothing if its ends round to different ones.
template <class T>
std::optional<T> round(const oracle::Sure& interval) {
  const oracle::Real radius(interval.radius());
  const T low = round<T>(interval.value() - radius);
  const T high = round<T>(interval.value() + radius);
  if (low.bits == high.bits) return low;
  return {};
}

const oracle::Sure& coefficient(const oracle::Jet<oracle::Sure>& jet, int order) {
  return order == 0 ? jet.f : order == 1 ? jet.f1 : jet.f2;
}

template <class T>
T exact(const Function& function, T x) {
  const auto& definition = oracle::definition(function.activation().name);
  std::optional<oracle::Sure> last;
  for (const mpfr_prec_t bits : {128, 400, 1400}) {
    oracle::Real::bits = bits;
    const auto jet = definition.sure_jet(
        oracle::Jet<oracle::Sure>::variable(static_cast<double>(x)), function.parameters());
    last = coefficient(jet, function.order());
    if (const auto rounded = round<T>(*last)) return *rounded;
  }
  // So near to a value or to a tie, it is one.
  return round<T>(last->value());
}

// At infinities, NaN and kinks documentation defines the value, which the wider dtypes are tested
// for; there float8 rounds that of float64. So it does where the value is 0.
template <class T>
T expected(const Function& function, T x) {
  const auto wide = static_cast<double>(x);
  const auto kinks = silu::kinks_of(function);
  if (std::isfinite(wide) && std::ranges::count(kinks, wide) == 0) {
    const T rounded = exact(function, x);
    if (rounded != T(0.0) || function(static_cast<long double>(wide)) != 0) return rounded;
  }
  double y = 0;
  function(std::span<const double>(&wide, 1), std::span<double>(&y, 1));
  return T(y);
}

template <class T>
bool same(T a, T b) {
  return a.bits == b.bits ||
         (std::isnan(static_cast<double>(a)) && std::isnan(static_cast<double>(b)));
}

template <class T>
std::size_t count_wrong(const Function& function) {
  std::vector<T> x;
  for (int bits = 0; bits < 256; ++bits)
    x.push_back(std::bit_cast<T>(static_cast<std::uint8_t>(bits)));
  std::vector<T> y(x.size());
  function(x, y);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const T right = expected(function, x[i]);
    T alone{};  // not looked up in a table
    function(std::span<const T>(&x[i], 1), std::span<T>(&alone, 1));
    if (same(y[i], right) && same(alone, right)) continue;
    ++wrong;
    std::printf("%s %.*s: x = %g (0x%02x), computed %g and alone %g, correctly rounded %g\n",
                function.name().c_str(), static_cast<int>(silu::DTypeTraits<T>::kName.size()),
                silu::DTypeTraits<T>::kName.data(), static_cast<double>(x[i]), x[i].bits,
                static_cast<double>(y[i]), static_cast<double>(alone), static_cast<double>(right));
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
