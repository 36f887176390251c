#include "bench/timing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace silu::bench {
namespace {

// Of sorted values, between two of which it may lie.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

struct Quartiles {
  double lower;
  double median;
  double upper;
};

Quartiles quartiles(const std::vector<double>& sorted) {
  return {quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)};
}

// Of samples in the order in which they were taken.
double drift_of(std::span<const double> samples, double median) {
  constexpr std::size_t kFewest = 15;
  if (samples.size() < kFewest) return 0;
  const auto third = [&](std::span<const double> part) {
    std::vector<double> sorted(part.begin(), part.end());
    std::ranges::sort(sorted);
    return quartiles(sorted);
  };
  const Quartiles first = third(samples.first(samples.size() / 3));
  const Quartiles last = third(samples.last(samples.size() / 3));
  if (first.lower <= last.upper && last.lower <= first.upper) return 0;
  return (last.median - first.median) / median;
}

}  // namespace

Timing summarize(std::vector<double> samples) {
  const std::vector<double> in_order = samples;
  std::ranges::sort(samples);
  const auto [lower, median, upper] = quartiles(samples);
  return {.median = median,
          .spread = (upper - lower) / median,
          .samples = samples.size(),
          .least = samples.front(),
          .drift = drift_of(in_order, median)};
}

std::string three_digits(double value) {
  if (value == 0) return "0";
  // Rounded first: 9.996 is 10.0.
  const std::string rounded = fmt::format("{:.2e}", value);
  const int exponent = std::stoi(rounded.substr(rounded.find('e') + 1));
  return fmt::format("{:.{}f}", value, std::max(0, 2 - exponent));
}

std::string percent(double share) {
  return fmt::format("{:.0f}%", share * 100);
}

}  // namespace silu::bench
