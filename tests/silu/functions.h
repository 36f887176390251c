#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "silu/function.h"

/// The rows of the catalogue, as tests go through them.
namespace silu {

inline const Activation& row(std::string_view name) {
  return **std::ranges::find(catalogue(), name, &Activation::name);
}

inline ParameterValues examples(const Activation& activation) {
  ParameterValues values = {};
  for (std::size_t i = 0; i < activation.parameters.size(); ++i) {
    values[i] = activation.parameters[i].example;
  }
  return values;
}

// Every row with its defaults and with its examples, where it has them.
inline std::vector<Function> functions() {
  std::vector<Function> all;
  for (const auto* each : catalogue()) {
    const auto& parameters = each->parameters;
    if (parameters.empty() || parameters[0].default_value) all.emplace_back(*each);
    if (!parameters.empty()) all.emplace_back(*each, examples(*each));
  }
  return all;
}

// The same and their derivatives.
inline std::vector<Function> functions_and_derivatives() {
  std::vector<Function> all;
  for (const Function& each : functions()) {
    for (const int order : {0, 1, 2}) all.push_back(each.derivative(order));
  }
  return all;
}

/// f(x) in float64.
inline double nearest(const Function& f, double x) {
  f(std::span(&x, 1), std::span(&x, 1));
  return x;
}

/// f(x) in more precision than a double has, but not in a larger range.
inline std::vector<long double> precise(const Function& f, std::span<const double> x) {
  std::vector<ScaledSum> sums(x.size());
  f.evaluate_exactly(x, sums);
  std::vector<long double> y(x.size());
  std::ranges::transform(sums, y.begin(), [](const ScaledSum& each) {
    if (each.exponent > 1023) return std::copysign(HUGE_VALL, static_cast<long double>(each.hi));
    return std::ldexp(static_cast<long double>(each.hi) + each.lo, each.exponent);
  });
  return y;
}
inline long double precise(const Function& f, double x) {
  return precise(f, std::span(&x, 1))[0];
}

inline std::vector<double> kinks_of(const Function& function) {
  const auto kinks = function.activation().kinks;
  return kinks != nullptr ? kinks(function.parameters()) : std::vector<double>();
}

}  // namespace silu
