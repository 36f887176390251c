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

/// A number of MPFR's rounded to odd, which rounds to fewer bits as the number itself does.
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
    if (std::abs(last->rough()) + last->radius() < 0x1p-5000L) return {};  // more bits tell no more
  }
  if (std::abs(last->rough()) <= last->radius()) return {};
  // So near to a value or to a tie, it is one.
  return round<T>(last->value());
}

/// What a result must be. At infinities, NaN and kinks documentation defines the value, which is
/// tested in float64: there, and where the value is 0, the others round that of float64.
template <class T>
T expected(const silu::Function& function, T x) {
  const auto wide = static_cast<double>(x);
  const auto kinks = silu::kinks_of(function);
  if (std::isfinite(wide) && std::ranges::count(kinks, wide) == 0) {
    if (const auto rounded = correctly_rounded(function, x)) return *rounded;
  }
  double y = 0;
  function(std::span<const double>(&wide, 1), std::span<double>(&y, 1));
  return T(y);
}

/// The value with both derivatives in long double; NaN where documentation defines them.
template <class T>
Jet<Fast> fast_jet(const silu::Function& function, T x) {
  const auto wide = static_cast<double>(x);
  const auto kinks = silu::kinks_of(function);
  if (!std::isfinite(wide) || std::ranges::count(kinks, wide) > 0) {
    return std::numeric_limits<long double>::quiet_NaN();
  }
  const auto& definition = oracle::definition(function.activation().name);
  return definition.fast_jet(Jet<Fast>::variable(wide), function.parameters());
}

/// expected() from fast_jet() where that is sure.
template <class T>
T right_result(const silu::Function& function, const Jet<Fast>& jet, T x) {
  const auto& cheap = coefficient(jet, function.order());
  const T low = round<T>(cheap.value() - cheap.radius());
  const T high = round<T>(cheap.value() + cheap.radius());
  const auto wide = static_cast<double>(low);
  const bool is_sure = same_value(low, high) && std::isfinite(wide) && wide != 0;
  return is_sure ? low : expected(function, x);
}
template <class T>
T right_result(const silu::Function& function, T x) {
  return right_result(function, fast_jet(function, x), x);
}

}  // namespace oracle
