#include "bench/warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace silu::bench {
namespace {

constexpr double kMostSpread = 0.20;
constexpr double kMostDrift = 0.10;
constexpr double kAlwaysRunning = 0.25;  // processors

// If a value is above a limit in any of the times: "3 of 16 times spread by more than 20%, silu in
// L2 by 45%", the largest.
template <class Value>
void add_if_above(double limit, std::span<const NamedTiming> timings, std::string_view what,
                  const Value& value, std::vector<std::string>& warnings) {
  const auto size = [&](const NamedTiming& each) { return std::abs(value(each.timing)); };
  const auto count =
      std::ranges::count_if(timings, [&](const NamedTiming& each) { return size(each) > limit; });
  if (count == 0) return;
  const auto& worst = *std::ranges::max_element(timings, {}, size);
  warnings.push_back(fmt::format("{} of {} times {} by more than {}, {} by {}", count,
                                 timings.size(), what, percent(limit), worst.name,
                                 percent(value(worst.timing))));
}

// "1.5", "2"
std::string one_decimal(double value) {
  return fmt::format("{:g}", std::round(value * 10) / 10);
}

}  // namespace

std::vector<std::string> find_warnings(std::span<const NamedTiming> timings, unsigned threads,
                                       const Load& load) {
  std::vector<std::string> warnings;
  add_if_above(
      kMostSpread, timings, "spread", [](const Timing& each) { return each.spread; }, warnings);
  add_if_above(
      kMostDrift, timings, "changed during the measurement",
      [](const Timing& each) { return each.drift; }, warnings);
  if (threads > load.processors) {
    warnings.push_back(fmt::format("more threads than processors: {} and {}", threads,
                                   one_decimal(load.processors)));
  }
  const double free = std::max(0.0, load.processors - threads);
  if (load.others > free + kAlwaysRunning) {
    warnings.push_back(
        fmt::format("the load average of other programs was {}, with {} of {} processors free",
                    one_decimal(load.others), one_decimal(free), one_decimal(load.processors)));
  }
  return warnings;
}

}  // namespace silu::bench
