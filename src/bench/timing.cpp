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
