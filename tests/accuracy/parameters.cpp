/// Compares every function of the catalogue that has numbers for parameters, and its derivatives,
/// with the exact values by MPFR, in every dtype, with parameters of every size: from the smallest
/// double to the largest, of both signs. Exits with 1 if an error is larger than promised.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <limits>
#include <random>
#include <span>
#include <type_traits>
#include <vector>

#include "../silu/functions.h"
#include "definitions.h"
#include "errors.h"
#include "parallel.h"
#include "silu/function.h"

namespace {

using silu::Function;
using silu::ParameterValues;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSizes[] = {0,        5e-324, 1e-310, 1e-300, 1e-100, 1e-45,
                             1e-25,    1e-5,   0.1,    1,      3,      1e5,
                             1e25,     1e38,   1e100,  1e300,  1e308,  1.7976931348623157e308,
                             kInfinity};

std::vector<double> sizes() {
  std::vector<double> all;
  for (const double size : kSizes) {
    all.push_back(size);
    if (size != 0) all.push_back(-size);
  }
  return all;
}

// Every function with all sizes of its parameters that it takes.
std::vector<Function> functions() {
  std::vector<Function> all;
  for (const auto* each : silu::catalogue()) {
    const auto& parameters = each->parameters;
    if (parameters.empty() || !parameters[0].choices.empty()) continue;
    for (const double first : sizes()) {
      for (const double second : parameters.size() > 1 ? sizes() : std::vector{0.0}) {
        const ParameterValues values = {first, second};
        const auto holds = [&](const auto& parameter) {
          return parameter.requirement.holds(values);
        };
        if (std::ranges::all_of(parameters, holds)) all.emplace_back(*each, values);
      }
    }
  }
  return all;
}

// Softplus with thresholds that beta x, rounded to double, comes down or up to.
std::vector<Function> at_thresholds() {
  std::mt19937_64 random(1);
  std::vector<Function> all;
  for (int i = 0; i < 200; ++i) {
    const double beta = 1e-19 * static_cast<double>(random());
    const double x = static_cast<double>(random() % 16) - 8;
    all.emplace_back(silu::row("softplus"), ParameterValues{beta, beta * x});
  }
  return all;
}

// Extreme values, random ones, and those around where the parameters make a difference.
template <class T>
std::vector<T> points(const ParameterValues& p, std::mt19937& random) {
  using Bits = typename oracle::Dtype<T>::Bits;
  std::vector<T> x;
  const auto around = [&](double value) {
    const auto bits = std::bit_cast<Bits>(static_cast<T>(value));
    for (const Bits each : {static_cast<Bits>(bits - 1), bits, static_cast<Bits>(bits + 1)}) {
      x.push_back(std::bit_cast<T>(each));
    }
  };
  for (const double place :
       {0.0, 1e-300, 1e-40, 1e-25, 0.001, 1.0, 30.0, 700.0, 1e25, 1e300, kInfinity, p[0], p[1],
        p[0] * 30, p[0] * 700, 1 / p[0], 30 / p[0], 700 / p[0], p[1] / p[0]}) {
    around(place);
    around(-place);
  }
  for (int i = 0; i < 10; ++i) x.push_back(std::bit_cast<T>(static_cast<Bits>(random())));
  std::erase_if(x, [](T each) { return !std::isfinite(static_cast<double>(each)); });
  return x;
}

// Too large for float8_e4m3fn, which has no infinity: closer to 480 than to 448.
template <class T>
bool overflows_to_nan(long double exact) {
  return std::is_same_v<T, silu::Float8E4M3FN> && std::abs(exact) >= 464;
}

// In ULP.
template <class T>
double error(const Function& function, T x, T computed) {
  for (const mpfr_prec_t bits : {128, 320, 1400, 5000}) {
    oracle::Real::bits = bits;
    const auto jet = oracle::definition(function.activation().name)
                         .sure_jet(oracle::Jet<oracle::Sure>::variable(static_cast<double>(x)),
                                   function.parameters());
    const auto& exact = oracle::coefficient(jet, function.order());
    if (std::isnan(static_cast<double>(computed)) && overflows_to_nan<T>(exact.rough())) return 0;
    const auto [error, doubt] = oracle::error_of(computed, exact, function.order());
    if (doubt < 0x1p-20L) return static_cast<double>(error);
  }
  std::printf("undecided: ");
  return HUGE_VAL;
}

template <class T>
std::size_t count_wrong(const Function& function, std::mt19937& random) {
  const auto kinks = silu::kinks_of(function);
  const std::vector<T> x = points<T>(function.parameters(), random);
  std::vector<T> y(x.size());
  function(x, y);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto wide = static_cast<double>(x[i]);
    // There documentation defines the derivative, and the definition of squareplus(0) is 0 / 0.
    if ((function.order() > 0 || wide == 0) && std::ranges::count(kinks, wide) > 0) continue;
    const double found = error(function, x[i], y[i]);
    if (found <= oracle::Dtype<T>::kPromise[function.order()]) continue;
    ++wrong;
    std::printf("%s %s: %g ULP at x = %a, computed %a\n", function.name().c_str(),
                oracle::Dtype<T>::kName, found, wide, static_cast<double>(y[i]));
  }
  return wrong;
}

}  // namespace

int main() {
  auto all = functions();
  std::ranges::copy(at_thresholds(), std::back_inserter(all));
  std::atomic<std::size_t> wrong = 0;
  in_parallel(all.size(), [&](std::size_t i) {
    std::mt19937 random(static_cast<unsigned>(i));
    for (int order = 0; order <= 2; ++order) {
      const Function function = all[i].derivative(order);
      for (const auto& dtype : silu::dtypes()) {
        wrong += silu::with_type(dtype.dtype, [&]<class T>(std::type_identity<T>) {
          return count_wrong<T>(function, random);
        });
      }
    }
  });
  std::printf("%zu functions, each with two derivatives, %zu results wrong\n", all.size(),
              wrong.load());
  return wrong == 0 && !all.empty() ? 0 : 1;
}
