#include "plot/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace silu::plot {
namespace {

// Ticks are factor * 10^exponent apart. A tick is a whole number of 10^exponent, so that its label
// is exact.
struct Step {
  std::int64_t factor;
  int exponent;

  long double value() const { return static_cast<long double>(factor) * std::pow(10.0L, exponent); }
};

// The multiples of a step within an axis, and those that miss it by a float's rounding.
struct Multiples {
  std::int64_t first;
  std::int64_t last;
};

Multiples multiples(const Axis& axis, const Step& step) {
  constexpr long double kRounding = 1e-6L;
  return {static_cast<std::int64_t>(std::ceil(axis.low / step.value() - kRounding)),
          static_cast<std::int64_t>(std::floor(axis.high / step.value() + kRounding))};
}

// The smallest step that makes no more than so many.
Step choose_step(const Axis& axis, int most) {
  int exponent = static_cast<int>(std::floor(std::log10((axis.high - axis.low) / most)));
  for (;; ++exponent) {
    for (const int factor : {1, 2, 5}) {
      const Step step{factor, exponent};
      const auto [first, last] = multiples(axis, step);
      if (last - first < most) return step;
    }
  }
}

// digits * 10^exponent, written out: "-0.50", "1200".
std::string plain(std::int64_t digits, int exponent) {
  std::string text = fmt::format("{}", std::abs(digits));
  if (exponent > 0 && digits != 0) text.append(static_cast<std::size_t>(exponent), '0');
  if (exponent < 0) {
    const auto decimals = static_cast<std::size_t>(-exponent);
    if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
    text.insert(text.size() - decimals, 1, '.');
  }
  return fmt::format("{}{}", digits < 0 ? "-" : "", text);
}

// The same with an exponent: "-5e-12", "1.2e9".
std::string scientific(std::int64_t digits, int exponent) {
  if (digits == 0) return "0";
  std::string text = fmt::format("{}", std::abs(digits));
  exponent += static_cast<int>(text.size()) - 1;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.size() > 1) text.insert(1, 1, '.');
  return fmt::format("{}{}e{}", digits < 0 ? "-" : "", text, exponent);
}

}  // namespace

std::vector<Tick> ticks(const Axis& axis, int most) {
  constexpr Axis kPlain = {1e-4L, 1e6L};
  const Step step = choose_step(axis, most);
  const long double largest = std::max(std::abs(axis.low), std::abs(axis.high));
  const bool is_plain = kPlain.low <= largest && largest <= kPlain.high;
  const auto [first, last] = multiples(axis, step);
  std::vector<Tick> result;
  for (std::int64_t i = first; i <= last; ++i) {
    const std::int64_t digits = i * step.factor;
    result.push_back({static_cast<long double>(i) * step.value(),
                      is_plain ? plain(digits, step.exponent) : scientific(digits, step.exponent)});
  }
  return result;
}

}  // namespace silu::plot
