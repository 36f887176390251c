#pragma once

#include <cmath>

#include "silu/activation.h"

/// What the rows of the catalogue say of their parameters with.
namespace silu {

/// How requirements and kinks take the values.
using Parameters = const ParameterValues&;

/// Requirements of the first or the second parameter.
template <std::size_t kIndex>
inline constexpr Requirement kFinite = {"a finite number",
                                        [](Parameters p) { return std::isfinite(p[kIndex]); }};

template <std::size_t kIndex>
inline constexpr Requirement kNotNaN = {"a number",
                                        [](Parameters p) { return !std::isnan(p[kIndex]); }};

/// Those of two kinks that there are.
inline std::vector<double> two_kinks(double first, double second) {
  std::vector<double> kinks;
  if (std::isfinite(first)) kinks.push_back(first);
  if (std::isfinite(second) && second != first) kinks.push_back(second);
  return kinks;
}

}  // namespace silu
