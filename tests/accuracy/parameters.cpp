/// Compares the functions of the catalogue that have numbers for parameters, and their derivatives,
/// with the correctly rounded values by MPFR, with parameters of all sizes: of all exponents of a
/// double, zero and infinite, of both signs, and short ones that make ties. x is random, or near
/// where the parameters make a difference.
///
///   accuracy_parameters           2^17 pairs of x and parameters, three in four in float32
///   accuracy_parameters COUNT     so many pairs
///
/// Exits with 1 if a result in float32 or in a narrower dtype is not the correctly rounded one, or
/// if an error in float64 is larger than promised.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "../silu/functions.h"
#include "correctly_rounded.h"
#include "definitions.h"
#include "errors.h"
#include "parallel.h"
#include "progress.h"
#include "silu/function.h"

namespace {

using silu::Function;
using silu::ParameterValues;

constexpr std::size_t kBlock = 16;  // pairs with the same parameters

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t count) { return random_() % count; }
  std::uint64_t bits() { return random_(); }

  // Of these many bits, in each binade from 2^low to 2^high, with either sign.
  double number(int low, int high, int digits = 53) {
    const double significand = 1 + std::ldexp(static_cast<double>(random_() >> 11), -53);
    const double scale = std::ldexp(1.0, digits - 1);
    const double rounded = std::floor(significand * scale) / scale;
    const auto exponents = static_cast<std::size_t>(high - low + 1);
    const double size = std::ldexp(rounded, low + static_cast<int>(below(exponents)));
    return random_() % 2 == 0 ? size : -size;
  }
  double short_number(int low, int high) {
    return number(low, high, 1 + static_cast<int>(below(26)));
  }

  double parameter() {
    constexpr double kSpecial[] = {0,       5e-324, 0x1p-1022, 1e-300,
                                   1,       0x1p30, 1e300,     std::numeric_limits<double>::max(),
                                   HUGE_VAL};
    switch (below(8)) {
      case 0:
        return std::copysign(kSpecial[below(std::size(kSpecial))], below(2) == 0 ? 1 : -1);
      case 1:
        return number(-30, 30);
      case 2:
        return short_number(-1074, 1023);
      case 3:
        return short_number(-160, 140);
      case 4:
        return number(-160, 140);
      default:
        return number(-1074, 1023);
    }
  }

 private:
  std::mt19937_64 random_;
};

Function draw_function(Draw& draw) {
  static const auto kRows = [] {
    std::vector<const silu::Activation*> rows;
    for (const auto* each : silu::catalogue()) {
      const auto& parameters = each->parameters;
      if (!parameters.empty() && parameters[0].choices.empty()) rows.push_back(each);
    }
    return rows;
  }();
  const auto& row = *kRows[draw.below(kRows.size())];
  while (true) {
    const ParameterValues values = {draw.parameter(),
                                    row.parameters.size() > 1 ? draw.parameter() : 0};
    const auto holds = [&](const auto& each) { return each.requirement.holds(values); };
    const int order = static_cast<int>(draw.below(3));
    if (std::ranges::all_of(row.parameters, holds)) return {row, values, order};
  }
}

// Where f bends or jumps, or where a term vanishes beside another.
double draw_place(const ParameterValues& p, Draw& draw) {
  const double factor = draw.below(2) == 0 ? draw.number(-80, 10) : draw.number(-4, 4, 4);
  switch (draw.below(6)) {
    case 0:
      return p[0];
    case 1:
      return p[1];
    case 2:
      return p[1] / p[0];
    case 3:
      return p[0] * factor;
    case 4:
      return factor / p[0];
    default:
      return std::sqrt(std::abs(p[0])) * factor;
  }
}

template <class T>
T draw_x(const ParameterValues& p, Draw& draw) {
  using Bits = silu::BitsOf<T>;
  switch (draw.below(8)) {
    case 0:
      return std::bit_cast<T>(static_cast<Bits>(draw.bits()));
    case 1:
      return T(draw.short_number(-1074, 1023));
    case 2:
      return T(draw.short_number(-149, 127));
    case 3:
      return T(draw.number(-30, 7));
    default: {
      const auto bits = std::bit_cast<Bits>(T(draw_place(p, draw)));
      const auto step = static_cast<Bits>(draw.below(7) - 3);
      return std::bit_cast<T>(static_cast<Bits>(bits + step));
    }
  }
}

// Whether f(x) is what is left of a sum near one of its zeros.
bool is_near_zero(const Function& function, double x) {
  if (function.order() == 0 || function.activation().name != "swish") return false;
  const double zero = function.order() == 1 ? -1.2784645427610738 : 2.399357280520547;
  const double u = function.parameters()[0] * x;
  return std::abs((function.order() == 1 ? u : std::abs(u)) - zero) < 0x1p-10;
}

// In ULP.
double error(const Function& function, double x, double computed) {
  for (const mpfr_prec_t bits : {128, 320, 1400, 5000}) {
    oracle::Real::bits = bits;
    const auto exact = oracle::definition(function.activation().name)
                           .value<oracle::Sure>(x, function.parameters(), function.order());
    const auto [error, doubt] = oracle::error_of(computed, exact, is_near_zero(function, x));
    if (doubt < 0x1p-20L) return static_cast<double>(error);
  }
  std::printf("undecided: ");
  return HUGE_VAL;
}

template <class T>
std::size_t count_wrong(const Function& function, Draw& draw) {
  std::vector<T> x(kBlock);
  std::ranges::generate(x, [&] { return draw_x<T>(function.parameters(), draw); });
  std::vector<T> y(kBlock);
  function(x, y);
  const oracle::Reference reference(function);
  std::vector<T> right;
  if constexpr (!std::is_same_v<T, double>) right = reference.results(std::span<const T>(x));
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto wide = static_cast<double>(x[i]);
    if constexpr (std::is_same_v<T, double>) {
      // There documentation defines the value.
      if (reference.is_documented(wide)) continue;
      const double found = error(function, wide, y[i]);
      if (found <= oracle::Dtype<T>::kPromise[function.order()]) continue;
      std::printf("%s float64: %g ULP at x = %a, computed %a\n", function.name().c_str(), found,
                  wide, y[i]);
    } else {
      if (same_value(y[i], right[i])) continue;
      std::printf("%s %s: x = %a, computed %a, correctly rounded %a\n", function.name().c_str(),
                  std::string(silu::DTypeTraits<T>::kName).c_str(), wide, static_cast<double>(y[i]),
                  static_cast<double>(right[i]));
    }
    ++wrong;
  }
  return wrong;
}

std::size_t count_wrong(std::uint64_t seed) {
  Draw draw(seed);
  const Function function = draw_function(draw);
  if (draw.below(4) != 0) return count_wrong<float>(function, draw);
  const auto& dtypes = silu::dtypes();
  const auto dtype = dtypes[draw.below(std::size(dtypes))].dtype;
  return silu::with_type(
      dtype, [&]<class T>(std::type_identity<T>) { return count_wrong<T>(function, draw); });
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t pairs = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : std::size_t{1} << 17;
  const std::size_t blocks = (pairs + kBlock - 1) / kBlock;
  std::atomic<std::size_t> wrong = 0;
  in_parallel(blocks, [&](std::size_t i) {
    if (i % 4096 == 0) show_progress(i, blocks);
    wrong += count_wrong(i);
  });
  show_progress(blocks, blocks);
  std::printf("%zu pairs of x and parameters, %zu results wrong\n", blocks * kBlock, wrong.load());
  return wrong == 0 && blocks > 0 ? 0 : 1;
}
