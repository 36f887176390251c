#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "../silu/functions.h"
#include "definitions.h"
#include "errors.h"
#include "same_value.h"
#include "silu/function.h"

/// The correctly rounded results of every function, by MPFR where long double cannot tell.
namespace oracle {

/// A number rounded to the nearest T, ties to even: those of more bits than a double by way of the
/// double of an odd significand, which rounds to fewer bits as the number itself does.
template <class T>
T round(double value) {
  return T(value);
}
template <class T>
T round(const Real& value) {
  return T(value.to_odd());
}
template <class T>
T round(long double value) {
  const auto truncated = [&] {
    const auto nearest = static_cast<double>(value);
    return std::abs(static_cast<long double>(nearest)) > std::abs(value)
               ? std::nextafter(nearest, 0.0)
               : nearest;
  }();
  if (!std::isfinite(truncated) || truncated == value) return T(truncated);
  return T(std::bit_cast<double>(std::bit_cast<std::uint64_t>(truncated) | 1));
}

/// The value nearest to all of an interval; nothing if its ends round to different ones.
template <class T>
std::optional<T> round(const Sure& interval) {
  if (!std::isfinite(interval.radius())) return {};
  // In so many bits that neither end is rounded to the middle.
  const auto bits = std::exchange(Real::bits, Real::bits + 128);
  const Real radius(interval.radius());
  const T low = round<T>(interval.value() - radius);
  const T high = round<T>(interval.value() + radius);
  Real::bits = bits;
  if (same_value(low, high)) return low;
  return {};
}

/// The value nearest to all of an interval that tells the sign of f; nothing if there is none.
template <class T, class Number>
std::optional<T> nearest_to_all(const Ball<Number>& interval) {
  const T low = round<T>(interval.value() - interval.radius());
  const T high = round<T>(interval.value() + interval.radius());
  if (!(std::abs(interval.value()) > interval.radius()) || !same_value(low, high)) return {};
  return low;
}

/// Results of a function that are certain, for a T of fewer bits than a double.
class Reference {
 public:
  explicit Reference(const silu::Function& function)
      : function_(function),
        definition_(definition(function.activation().name)),
        kinks_(silu::kinks_of(function)),
        is_moderate_(std::ranges::all_of(function.parameters(), [](double each) {
          return each == 0 || (std::abs(each) > 0x1p-100 && std::abs(each) < 0x1p100);
        })) {}

  /// Whether documentation defines the value: at infinities, NaN and kinks.
  bool is_documented(double x) const {
    return !std::isfinite(x) || std::ranges::find(kinks_, x) != kinks_.end();
  }

  /// What the results must be.
  template <class T>
  std::vector<T> results(std::span<const T> x) const {
    return results(x, [&](std::size_t i) { return value<Quick>(static_cast<double>(x[i])); });
  }
  /// The same, where quick(i) is f(x[i]).
  template <class T, class F>
  std::vector<T> results(std::span<const T> x, F quick) const {
    return collect(x, [&](std::size_t i) { return decide(x[i], [&] { return quick(i); }); });
  }
  /// The same by MPFR alone.
  template <class T>
  std::vector<T> sure_results(std::span<const T> x) const {
    return collect(x, [&](std::size_t i) -> std::optional<T> {
      if (is_documented(static_cast<double>(x[i]))) return {};
      return decide_surely(x[i]);
    });
  }

 private:
  // Below this, what is known only not to be larger is zero or far below a double.
  static constexpr long double kNothing = 0x1p-5000L;

  template <class B>
  B value(double x) const {
    return definition_.value<B>(x, function_.parameters(), function_.order());
  }

  // decided(i), or float64's result rounded: where f is 0, or so near to it that its sign is
  // unknown, and where documentation defines f, which is tested in float64.
  template <class T, class F>
  std::vector<T> collect(std::span<const T> x, F decided) const {
    std::vector<T> right(x.size());
    std::vector<std::size_t> rest;
    std::vector<double> wide;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (const auto result = decided(i)) {
        right[i] = *result;
      } else {
        rest.push_back(i);
        wide.push_back(static_cast<double>(x[i]));
      }
    }
    function_(wide, wide);
    for (std::size_t i = 0; i < rest.size(); ++i) right[rest[i]] = T(wide[i]);
    return right;
  }

  // Where possible without MPFR. Quick may be trusted if parameters are moderate: then what is not
  // much less than 1 stays above its kTiny.
  template <class T, class F>
  std::optional<T> decide(T x, F quick) const {
    static_assert(sizeof(T) < sizeof(double));
    const auto wide = static_cast<double>(x);
    if (is_documented(wide)) return {};
    if (is_moderate_) {
      const Quick interval = quick();
      if (const auto result = nearest_to_all<T>(interval)) return *result;
      if (interval.is_zero()) return {};
    }
    const auto interval = value<Fast>(wide);
    if (const auto result = nearest_to_all<T>(interval)) return *result;
    if (std::abs(interval.value()) + interval.radius() < kNothing) return {};
    return decide_surely(x);
  }

  // For a finite x that is no kink.
  template <class T>
  std::optional<T> decide_surely(T x) const {
    int exponent = 0;
    std::frexp(static_cast<double>(x), &exponent);
    std::optional<Sure> last;
    for (const mpfr_prec_t bits : {128, 400, 1400, 5000, 20000}) {
      if (bits < -2 * exponent) continue;  // 1 + x^2, which decides many ties, would be 1
      Real::bits = bits;
      last.emplace(value<Sure>(static_cast<double>(x)));  // an assignment would keep fewer bits
      if (last->is_zero()) return {};
      if (const auto rounded = round<T>(*last)) return *rounded;
      if (std::abs(last->rough()) + last->radius() < kNothing) return {};  // more bits tell no more
    }
    if (std::abs(last->rough()) <= last->radius()) return {};
    // So near to a value or to a tie, it is one.
    return round<T>(last->value());
  }

  const silu::Function function_;
  const Definition& definition_;
  const std::vector<double> kinks_;
  const bool is_moderate_;
};

}  // namespace oracle
