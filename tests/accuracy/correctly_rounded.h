#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>

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
  // In so many bits that neither end is rounded to the middle.
  const auto bits = std::exchange(Real::bits, Real::bits + 128);
  const Real radius(interval.radius());
  const T low = round<T>(interval.value() - radius);
  const T high = round<T>(interval.value() + radius);
  Real::bits = bits;
  if (same_value(low, high)) return low;
  return {};
}

/// Below this, what is known only not to be larger is zero or far below a double.
inline constexpr long double kNothing = 0x1p-5000L;

/// f(x) rounded to the nearest T, ties to even, for a finite x that is no kink; nothing where it is
/// zero, or so near to it that its sign is unknown.
template <class T>
std::optional<T> correctly_rounded(const silu::Function& function, T x) {
  const auto& definition = oracle::definition(function.activation().name);
  std::optional<Sure> last;
  for (const mpfr_prec_t bits : {128, 400, 1400, 20000}) {
    Real::bits = bits;
    const auto jet =
        definition.sure_jet(Jet<Sure>::variable(static_cast<double>(x)), function.parameters());
    last.emplace(coefficient(jet, function.order()));  // an assignment would keep fewer bits
    if (last->rough() == 0 && last->radius() == 0) return {};
    if (const auto rounded = round<T>(*last)) return rounded;
    if (std::abs(last->rough()) + last->radius() < kNothing) return {};  // more bits tell no more
  }
  if (std::abs(last->rough()) <= last->radius()) return {};
  // So near to a value or to a tie, it is one.
  return round<T>(last->value());
}

/// float64's result rounded: what the others are compared with where f is 0, and where
/// documentation defines f, which is tested in float64.
template <class T>
T float64_result(const silu::Function& function, T x) {
  const auto wide = static_cast<double>(x);
  double y = 0;
  function(std::span<const double>(&wide, 1), std::span<double>(&y, 1));
  return T(y);
}

/// What a result must be. At infinities, NaN and kinks documentation defines the value.
template <class T>
T expected(const silu::Function& function, T x) {
  const auto wide = static_cast<double>(x);
  const auto kinks = silu::kinks_of(function);
  if (std::isfinite(wide) && std::ranges::count(kinks, wide) == 0) {
    if (const auto rounded = correctly_rounded(function, x)) return *rounded;
  }
  return float64_result(function, x);
}

/// The value nearest to all of an interval that tells the sign of f; nothing if there is none.
template <class T, class Number>
std::optional<T> nearest_to_all(const Ball<Number>& interval) {
  const T low = round<T>(interval.value() - interval.radius());
  const T high = round<T>(interval.value() + interval.radius());
  if (!(std::abs(interval.value()) > interval.radius()) || !same_value(low, high)) return {};
  return low;
}

/// The same as expected(), where possible without MPFR, for a T of fewer bits than a double and an
/// x that is finite and no kink. quick is f or one of its derivatives at x, that of function.
template <class T>
T expected_by(const Quick& quick, const silu::Function& function, T x) {
  static_assert(sizeof(T) < sizeof(double));
  if (const auto result = nearest_to_all<T>(quick)) return *result;
  if (quick.value() == 0 && quick.radius() == 0) return float64_result(function, x);
  const auto& definition = oracle::definition(function.activation().name);
  const auto jet =
      definition.fast_jet(Jet<Fast>::variable(static_cast<double>(x)), function.parameters());
  const Fast& fast = coefficient(jet, function.order());
  if (const auto result = nearest_to_all<T>(fast)) return *result;
  const bool is_nothing = std::abs(fast.value()) + fast.radius() < kNothing;
  return is_nothing ? float64_result(function, x) : expected(function, x);
}

/// Whether a Quick may be trusted: what is not much less than 1 stays above its kTiny.
inline bool are_moderate(const silu::ParameterValues& parameters) {
  return std::ranges::all_of(parameters, [](double each) {
    return each == 0 || (std::abs(each) > 0x1p-100 && std::abs(each) < 0x1p100);
  });
}

/// The value with both derivatives in double; unknown where that may not be trusted, and NaN where
/// documentation defines them.
template <class T>
Jet<Quick> quick_jet(const silu::Function& function, T x) {
  const auto wide = static_cast<double>(x);
  const auto kinks = silu::kinks_of(function);
  if (!std::isfinite(wide) || std::ranges::count(kinks, wide) > 0) {
    const Quick undefined(std::numeric_limits<double>::quiet_NaN());
    return {undefined, undefined, undefined};
  }
  if (!are_moderate(function.parameters())) {
    const Quick unknown(0, HUGE_VAL);
    return {unknown, unknown, unknown};
  }
  const auto& definition = oracle::definition(function.activation().name);
  return definition.quick_jet(Jet<Quick>::variable(wide), function.parameters());
}

/// expected() by quick_jet() where that is sure.
template <class T>
T right_result(const silu::Function& function, const Jet<Quick>& jet, T x) {
  const Quick& quick = coefficient(jet, function.order());
  return std::isnan(quick.value()) ? expected(function, x) : expected_by(quick, function, x);
}
template <class T>
T right_result(const silu::Function& function, T x) {
  return right_result(function, quick_jet(function, x), x);
}

}  // namespace oracle
