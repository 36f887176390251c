#include "bench/timing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace silu::bench {
namespace {

// Of sorted values, between two of which it may lie.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

}  // namespace

Timing summarize(std::vector<double> samples) {
  std::ranges::sort(samples);
  const double median = quantile(samples, 0.5);
  const double half = (quantile(samples, 0.75) - quantile(samples, 0.25)) / 2;
  return {median, half / median, samples.size()};
}

std::string three_digits(double value) {
  const int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return fmt::format("{:.{}f}", value, digits);
}

std::string percent(double share) {
  return fmt::format("{:.0f}%", share * 100);
}

}  // namespace silu::bench
