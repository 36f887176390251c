#pragma once

#include <mpfr.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <type_traits>
#include <utility>

#include "mpfr_number.h"

/// Numbers that know how wrong they are, and their derivatives: what exact values are computed in.
namespace oracle {

/// MPFR's numbers as values to calculate with. A new one has the thread's precision.
class Real {
 public:
  static inline thread_local mpfr_prec_t bits = 128;

  Real() : value_(bits) {}
  Real(long double value) : Real() { mpfr_set_ld(value_, value, MPFR_RNDN); }
  explicit Real(const char* decimal) : Real() { mpfr_set_str(value_, decimal, 10, MPFR_RNDN); }
  static Real pi() {
    Real result;
    mpfr_const_pi(result.value_, MPFR_RNDN);
    return result;
  }
  Real(const Real& other) : Real() { mpfr_set(value_, other.value_, MPFR_RNDN); }
  Real& operator=(const Real& other) {
    mpfr_set(value_, other.value_, MPFR_RNDN);
    return *this;
  }

  explicit operator long double() const { return mpfr_get_ld(value_, MPFR_RNDN); }

  /// As a double; of the two around it, if it is none, that with the odd significand. Rounding this
  /// to fewer bits gives what rounding the number itself gives.
  double to_odd() const {
    const double truncated = mpfr_get_d(value_, MPFR_RNDZ);
    if (mpfr_cmp_d(value_, truncated) == 0) return truncated;
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(truncated) | 1);
  }

  friend Real operator-(const Real& a) { return apply(mpfr_neg, a); }
  friend Real operator+(const Real& a, const Real& b) { return apply(mpfr_add, a, b); }
  friend Real operator-(const Real& a, const Real& b) { return apply(mpfr_sub, a, b); }
  friend Real operator*(const Real& a, const Real& b) { return apply(mpfr_mul, a, b); }
  friend Real operator/(const Real& a, const Real& b) { return apply(mpfr_div, a, b); }
  friend Real sqrt(const Real& a) { return apply(mpfr_sqrt, a); }
  friend Real exp(const Real& a) { return apply(mpfr_exp, a); }
  friend Real expm1(const Real& a) { return apply(mpfr_expm1, a); }
  friend Real log1p(const Real& a) { return apply(mpfr_log1p, a); }
  friend Real tanh(const Real& a) { return apply(mpfr_tanh, a); }
  friend Real erfc(const Real& a) { return apply(mpfr_erfc, a); }

 private:
  template <class F, class... Operands>
  static Real apply(F f, const Operands&... operands) {
    Real result;
    f(result.value_, operands.value_..., MPFR_RNDN);
    return result;
  }

  MpfrNumber value_;
};

/// What a number's arithmetic is worth. operation() and function() tell how wrong an operation may
/// be, relative to its result, and a function of the C library or MPFR; for the library 8 ULP, more
/// than glibc knows of its own. Extent is the type of radii.
///
/// From kFar on exponentials need not be computed: e^-kFar is below kTiny, e^kFar beyond kHuge, and
/// for erfc kFar is its argument's square.
template <class Number>
struct Arithmetic;
template <>
struct Arithmetic<double> {
  using Extent = double;
  static double operation() { return 0x1p-52; }
  static double function() { return 0x1p-49; }
  static constexpr double kTiny = 0x1p-700, kHuge = 0x1p500, kFar = 486, kUnderflow = 0x1p-1000;
};
template <>
struct Arithmetic<long double> {
  static_assert(std::numeric_limits<long double>::digits == 64);
  using Extent = long double;
  static long double operation() { return 0x1p-63L; }
  static long double function() { return 0x1p-60L; }
  static constexpr long double kTiny = 0x1p-14000L, kHuge = 0x1p8000L, kFar = 9705,
                               kUnderflow = 0x1p-16300L;
};
template <>
struct Arithmetic<Real> : Arithmetic<long double> {
  static long double operation() { return std::ldexp(1.0L, static_cast<int>(1 - Real::bits)); }
  static long double function() { return operation(); }
};

/// An interval around a number that holds the exact value. A radius that is infinite or NaN means
/// that nothing is known.
template <class Number>
class Ball {
  using Arithmetic = oracle::Arithmetic<Number>;

 public:
  using Extent = typename Arithmetic::Extent;

  Ball(Extent value) : value_(value) {}
  Ball(Number value, Extent radius) : value_(std::move(value)), radius_(radius) {}

  /// The digits of a constant.
  static Ball decimal(const char* digits) {
    if constexpr (std::is_same_v<Number, Real>) {
      return rounded(Real(digits), 0);
    } else {
      return rounded(static_cast<Number>(std::strtold(digits, nullptr)), 0);
    }
  }

  static Ball pi() {
    if constexpr (std::is_same_v<Number, Real>) {
      return rounded(Real::pi(), 0);
    } else {
      return rounded(std::numbers::pi_v<Number>, 0);
    }
  }

  const Number& value() const { return value_; }
  Extent radius() const { return radius_; }
  Extent rough() const { return static_cast<Extent>(value_); }

  friend Ball operator-(const Ball& a) { return {-a.value_, a.radius_}; }
  friend Ball operator+(const Ball& a, const Ball& b) {
    return rounded(a.value_ + b.value_, a.radius_ + b.radius_);
  }
  friend Ball operator-(const Ball& a, const Ball& b) {
    return rounded(a.value_ - b.value_, a.radius_ + b.radius_);
  }
  friend Ball operator*(const Ball& a, const Ball& b) {
    return rounded(a.value_ * b.value_,
                   a.magnitude() * b.radius_ + b.magnitude() * a.radius_ + a.radius_ * b.radius_);
  }
  friend Ball operator/(const Ball& a, const Ball& b) {
    const Extent least = b.magnitude() - b.radius_;
    if (!(least > 0)) return unknown();
    const Number quotient = a.value_ / b.value_;
    const Extent magnitude = std::abs(static_cast<Extent>(quotient));
    return rounded(quotient, (a.radius_ + magnitude * b.radius_) / least);
  }

  friend Ball sqrt(const Ball& a) {
    using std::sqrt;
    const Extent least = a.rough() - a.radius_;
    if (!(least > 0)) return unknown();
    return rounded(sqrt(a.value_), a.radius_ / std::sqrt(least));
  }
  friend Ball exp(const Ball& a) {
    using std::exp;
    if (a.rough() + a.radius_ < -Arithmetic::kFar) return tiny();
    if (a.rough() - a.radius_ > Arithmetic::kFar) return huge();
    if (!(a.radius_ < 1)) return unknown();
    const Number power = exp(a.value_);
    return function(power, 2 * a.radius_ * static_cast<Extent>(power));
  }
  friend Ball expm1(const Ball& a) {
    using std::expm1;
    if (a.rough() + a.radius_ < -Arithmetic::kFar) return tiny() - Ball(1);
    if (a.rough() - a.radius_ > Arithmetic::kFar) return huge();
    if (!(a.radius_ < 1)) return unknown();
    return function(expm1(a.value_), 2 * a.radius_ * std::exp(a.rough()));
  }
  friend Ball log1p(const Ball& a) {
    using std::log1p;
    const Extent least = 1 + a.rough() - a.radius_;
    if (!(least > 0)) return unknown();
    return function(log1p(a.value_), a.radius_ / least);
  }
  friend Ball tanh(const Ball& a) {
    using std::tanh;
    if (2 * (a.rough() - a.radius_) > Arithmetic::kFar) return Ball(1) - tiny();
    if (2 * (a.rough() + a.radius_) < -Arithmetic::kFar) return tiny() - Ball(1);
    return function(tanh(a.value_), a.radius_);
  }
  friend Ball erfc(const Ball& a) {
    using std::erfc;
    const Extent magnitude = a.magnitude();
    const Extent least = magnitude - a.radius_;
    if (least > 0 && least * least > Arithmetic::kFar) {
      return a.rough() < 0 ? Ball(2) - tiny() : tiny();
    }
    if (!(magnitude * a.radius_ < 0.25)) return unknown();
    return function(erfc(a.value_), 3 * a.radius_ * std::exp(-a.rough() * a.rough()));
  }

 private:
  // A positive number of no more than kTiny. It is taken for about that: nothing that it is added
  // to or multiplied by comes near it, so its sign alone matters.
  static Ball tiny() { return around(Arithmetic::kTiny); }
  // It suffices to be far beyond what is tested, and to leave room for what it is multiplied with.
  static Ball huge() { return around(Arithmetic::kHuge); }
  static Ball around(Extent value) { return {Number(value), value / 2}; }
  static Ball unknown() { return {Number(Extent(0)), std::numeric_limits<Extent>::infinity()}; }
  // Room for the roundings of the radius itself.
  static constexpr Extent kSlack = 1 + static_cast<Extent>(0x1p-40);
  static Ball with(Number value, Extent radius, Extent unit) {
    const Extent magnitude = std::abs(static_cast<Extent>(value));
    if (!std::isfinite(magnitude)) return unknown();
    const Extent underflow = magnitude < Arithmetic::kUnderflow ? Arithmetic::kUnderflow : 0;
    return {std::move(value), radius * kSlack + magnitude * unit + underflow};
  }
  static Ball rounded(Number value, Extent radius) {
    return with(std::move(value), radius, Arithmetic::operation());
  }
  static Ball function(Number value, Extent radius) {
    return with(std::move(value), radius, Arithmetic::function());
  }

  Extent magnitude() const { return std::abs(rough()); }

  Number value_;
  Extent radius_ = 0;
};

/// A function's value with its first and second derivative, by the rules of calculus.
template <class B>
struct Jet {
  using Extent = typename B::Extent;

  B f, f1 = 0, f2 = 0;

  Jet(Extent constant) : f(constant) {}
  Jet(B value) : f(std::move(value)) {}
  Jet(B value, B first, B second)
      : f(std::move(value)), f1(std::move(first)), f2(std::move(second)) {}

  static Jet variable(Extent x) { return {B(x), B(1), B(0)}; }
  static Jet decimal(const char* digits) { return B::decimal(digits); }
  static Jet pi() { return B::pi(); }
  Extent rough() const { return f.rough(); }

  friend Jet operator-(const Jet& a) { return {-a.f, -a.f1, -a.f2}; }
  friend Jet operator+(const Jet& a, const Jet& b) { return {a.f + b.f, a.f1 + b.f1, a.f2 + b.f2}; }
  friend Jet operator-(const Jet& a, const Jet& b) { return {a.f - b.f, a.f1 - b.f1, a.f2 - b.f2}; }
  friend Jet operator*(const Jet& a, const Jet& b) {
    return {a.f * b.f, a.f1 * b.f + a.f * b.f1, a.f2 * b.f + B(2) * a.f1 * b.f1 + a.f * b.f2};
  }
  friend Jet operator/(const Jet& a, const Jet& b) {
    const B quotient = a.f / b.f;
    const B slope = (a.f1 - quotient * b.f1) / b.f;
    return {quotient, slope, (a.f2 - B(2) * slope * b.f1 - quotient * b.f2) / b.f};
  }

  friend Jet sqrt(const Jet& a) {
    const B root = sqrt(a.f);
    return a.chain(root, B(0.5) / root, B(-0.25) / (root * a.f));
  }
  friend Jet exp(const Jet& a) {
    const B e = exp(a.f);
    return a.chain(e, e, e);
  }
  friend Jet expm1(const Jet& a) {
    const B e = exp(a.f);
    return a.chain(expm1(a.f), e, e);
  }
  friend Jet log1p(const Jet& a) {
    const B slope = B(1) / (B(1) + a.f);
    return a.chain(log1p(a.f), slope, -(slope * slope));
  }
  friend Jet tanh(const Jet& a) {
    const B t = tanh(a.f);
    const B e = exp(B(-2) * (a.rough() < 0 ? -a.f : a.f));
    const B slope = B(4) * e / ((B(1) + e) * (B(1) + e));
    return a.chain(t, slope, B(-2) * t * slope);
  }
  friend Jet erfc(const Jet& a) {
    const B slope = B(-2) * exp(-(a.f * a.f)) / sqrt(B::pi());
    return a.chain(erfc(a.f), slope, B(-2) * a.f * slope);
  }

 private:
  // Of g(f) from g, g' and g'' at f.
  Jet chain(const B& g, const B& g1, const B& g2) const {
    return {g, g1 * f1, g2 * f1 * f1 + g1 * f2};
  }
};

}  // namespace oracle
