#pragma once

#include <cmath>
#include <cstring>

/// Whether two numbers have the same bits, or are both NaN.
template <class T>
bool same_value(T a, T b) {
  return std::memcmp(&a, &b, sizeof a) == 0 ||
         (std::isnan(static_cast<double>(a)) && std::isnan(static_cast<double>(b)));
}
