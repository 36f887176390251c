#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "check/core/checker.h"

/// What a Checker says of results of type Y for inputs of type X; options.input_dtype and
/// options.result_dtype are set here.
template <class X, class Y>
silu::check::Tally check_values(const silu::Function& function, const std::vector<X>& x,
                                const std::vector<Y>& y, silu::check::Options options = {},
                                const std::vector<X>& dy = {}) {
  options.input_dtype = silu::DTypeTraits<X>::kDType;
  options.result_dtype = silu::DTypeTraits<Y>::kDType;
  return silu::check::Checker(function, options)
      .check(std::as_bytes(std::span(x)), std::as_bytes(std::span(y)),
             std::as_bytes(std::span(dy)));
}

/// All values of a dtype of 16 or 8 bits.
template <class T>
std::vector<T> every_value() {
  std::vector<T> all(std::size_t{1} << (8 * sizeof(T)));
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = std::bit_cast<T>(static_cast<silu::BitsOf<T>>(i));
  }
  return all;
}
