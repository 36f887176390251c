#include "check/core/exact.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "check/core/values.h"

namespace silu::check {
namespace {

// A double that a function gives has an error of little more than half its last place, and its
// product with dy as much again. So the exact value lies between these.
constexpr double kAbove = 1 + 0x1p-51;
constexpr double kBelow = 1 - 0x1p-51;

ScaledSum multiply(const ScaledSum& a, double b) {
  if (a.hi == 0 || !std::isfinite(a.hi) || b == 0 || !std::isfinite(b)) return {a.hi * b, 0, 0};
  int exponent = 0;
  const double factor = std::frexp(b, &exponent);
  const double product = a.hi * factor;
  const double rest = std::fma(a.hi, factor, -product) + a.lo * factor;
  const double hi = product + rest;
  return {hi, rest - (hi - product), a.exponent + exponent};
}

// NaN where a subnormal derivative, which has few digits, may give a result that counts.
double multiply_estimate(double derivative, double dy) {
  const bool may_count =
      std::fabs(derivative) < std::numeric_limits<double>::min() && std::fabs(dy) > 0x1p700;
  return may_count ? std::numeric_limits<double>::quiet_NaN() : derivative * dy;
}

// (sum - nearest) in units of 2^ulp_exponent.
double rest_of(const ScaledSum& sum, double nearest, int ulp_exponent) {
  if (!std::isfinite(nearest) || sum.hi == 0) return 0;
  // What is far below the smallest double is no part of its distance that counts.
  if (std::ilogb(sum.hi) + sum.exponent < -1200) return 0;
  const double scaled = std::ldexp(nearest, -sum.exponent);
  return std::ldexp((sum.hi - scaled) + sum.lo, sum.exponent - ulp_exponent);
}

}  // namespace

Reference::Reference(const Function& function, DType input_dtype, bool is_backward)
    : function_(is_backward ? function.derivative(function.order() + 1) : function),
      input_dtype_(input_dtype),
      is_backward_(is_backward) {}

ScaledSum Reference::exactly(double x, double dy) const {
  ScaledSum value = {};
  function_.evaluate_exactly(std::span(&x, 1), std::span(&value, 1));
  return is_backward_ ? multiply(value, dy) : value;
}

// Float64 values are faster where x is moderate, and much slower where they leave its range.
std::size_t Reference::choose_odd(const ExactResults& results, Choice& is_odd) const {
  is_odd.fill(false);
  if (is_backward_ || input_dtype_ == DType::kFloat64) return 0;
  constexpr double kLeast = 0x1p-100;
  constexpr double kMost = 32;
  std::size_t count = 0;
  for (std::size_t i = 0; i < results.count; ++i) {
    const double size = std::fabs(results.x[i]);
    const bool is_moderate =
        static_cast<bool>(static_cast<int>(size == 0) |
                          (static_cast<int>(kLeast < size) & static_cast<int>(size < kMost)));
    is_odd[i] = !is_moderate;
    count += static_cast<std::size_t>(!is_moderate);
  }
  return count;
}

void Reference::round_to_odd(ExactResults& results, const Choice& is_odd, std::size_t count) const {
  std::array<double, kMostAtOnce> x;
  std::array<double, kMostAtOnce> exact;
  for (std::size_t i = 0, k = 0; i < results.count; ++i) {
    if (is_odd[i]) x[k++] = results.x[i];
  }
  function_.evaluate_to_odd(std::span(x.data(), count), std::span(exact.data(), count));
  for (std::size_t i = 0, k = 0; i < results.count; ++i) {
    if (!is_odd[i]) continue;
    results.exact[i] = exact[k++];
    // It is a small number for the zero that a function has at infinity.
    if (std::isinf(results.x[i])) results.exact[i] = round_once(exactly(results.x[i], 0));
  }
}

template <class T>
void Reference::evaluate(ExactResults& results, std::span<T> expected) const {
  const std::size_t count = results.count;
  const auto x = std::span<const double>(results.x.data(), count);
  const auto exact = std::span(results.exact.data(), count);
  if constexpr (std::is_same_v<T, double>) {
    std::array<ScaledSum, kMostAtOnce> sums;
    function_.evaluate_exactly(x, std::span(sums.data(), count));
    for (std::size_t i = 0; i < count; ++i) {
      if (is_backward_) sums[i] = multiply(sums[i], results.dy[i]);
      expected[i] = exact[i] = round_once(sums[i]);
      results.rest[i] = rest_of(sums[i], exact[i], ulp_exponent<double>(exact[i]));
    }
    return;
  }
  std::fill_n(results.rest.begin(), count, 0.0);
  Choice is_odd;
  const std::size_t odd = choose_odd(results, is_odd);
  if (odd < count) {
    // Those that are not moderate would take long.
    std::array<double, kMostAtOnce> moderate;
    for (std::size_t i = 0; i < count; ++i) moderate[i] = is_odd[i] ? 1 : x[i];
    function_(std::span<const double>(moderate.data(), count), exact);
    for (std::size_t i = 0; i < count && is_backward_; ++i) {
      exact[i] = multiply_estimate(exact[i], results.dy[i]);
    }
  }
  if (odd > 0) round_to_odd(results, is_odd, odd);
  if (odd == count) {
    std::ranges::transform(exact, expected.begin(), [](double each) { return T(each); });
    return;
  }
  round_estimates(results, is_odd, expected);
}

// Rounds results.exact, unless the exact value may round to another value.
template <class T>
void Reference::round_estimates(ExactResults& results, const Choice& is_odd,
                                std::span<T> expected) const {
  BitsOf<T> doubts = 0;
  std::array<BitsOf<T>, kMostAtOnce> in_doubt;
  for (std::size_t i = 0; i < results.count; ++i) {
    const double exact = results.exact[i];
    expected[i] = T(exact);
    in_doubt[i] = bits_of(T(exact * kAbove)) ^ bits_of(T(exact * kBelow));
    doubts |= in_doubt[i];
  }
  for (std::size_t i = 0; i < results.count && (doubts != 0 || is_backward_); ++i) {
    // A zero or subnormal number may be one that is no double, times one that is large.
    const bool may_be_number = is_backward_ && std::isnan(results.exact[i]);
    if ((in_doubt[i] == 0 && !may_be_number) || is_odd[i]) continue;
    const ScaledSum sum = exactly(results.x[i], results.dy[i]);
    expected[i] = round_to<T>(sum);
    if (may_be_number) results.exact[i] = round_once(sum);
  }
}

template void Reference::evaluate(ExactResults&, std::span<float>) const;
template void Reference::evaluate(ExactResults&, std::span<double>) const;
template void Reference::evaluate(ExactResults&, std::span<Float16>) const;
template void Reference::evaluate(ExactResults&, std::span<BFloat16>) const;
template void Reference::evaluate(ExactResults&, std::span<Float8E4M3FN>) const;
template void Reference::evaluate(ExactResults&, std::span<Float8E5M2>) const;

}  // namespace silu::check
