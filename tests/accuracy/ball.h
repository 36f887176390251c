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
  explicit Real(const char* decimal) : Real() {
    is_exact_ = mpfr_strtofr(value_, decimal, nullptr, 10, MPFR_RNDN) == 0;
  }
  static Real pi() {
    Real result;
    result.is_exact_ = mpfr_const_pi(result.value_, MPFR_RNDN) == 0;
    return result;
  }
  Real(const Real& other) : Real() { *this = other; }
  Real(Real&& other) = default;
  Real& operator=(const Real& other) {
    is_exact_ = mpfr_set(value_, other.value_, MPFR_RNDN) == 0 && other.is_exact_;
    return *this;
  }

  explicit operator long double() const { return mpfr_get_ld(value_, MPFR_RNDN); }

  /// Whether this is the very result of its operation, and no infinity.
  bool is_exact() const { return is_exact_; }

  /// As a double; of the two around it, if it is none, that with the odd significand. Rounding this
  /// to fewer bits gives what rounding the number itself gives.
  double to_odd() const {
    const double truncated = mpfr_get_d(value_, MPFR_RNDZ);
    if (mpfr_cmp_d(value_, truncated) == 0) return truncated;
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(truncated) | 1);
  }

  friend bool operator==(const Real& a, long double b) { return mpfr_cmp_ld(a.value_, b) == 0; }
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
    const bool is_rounded = f(result.value_, operands.value_..., MPFR_RNDN) != 0;
    result.is_exact_ = !is_rounded && mpfr_number_p(result.value_) != 0;
    return result;
  }

  MpfrNumber value_;
  bool is_exact_ = true;
};

/// A constant with all its digits.
class Decimal {
 public:
  explicit Decimal(const char* digits) : digits_(digits), nearest_(std::strtold(digits, nullptr)) {}

  template <class Number>
  Number as() const {
    if constexpr (std::is_same_v<Number, Real>) {
      return Real(digits_);
    } else {
      return static_cast<Number>(nearest_);
    }
  }

 private:
  const char* digits_;
  long double nearest_;
};

/// What a number's arithmetic is worth. operation() and function() tell how wrong an operation may
/// be, relative to its result, and a function of the C library or MPFR: twice what an operation
/// that rounds to nearest is; for the library 8 ULP, more than glibc knows of its own. kUnderflow
/// is far more than either is wrong by where results are subnormal. Extent is the type of radii.
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
  static constexpr double kTiny = 0x1p-700, kHuge = 0x1p500, kFar = 486, kUnderflow = 0x1p-1060;
};
template <>
struct Arithmetic<long double> {
  static_assert(std::numeric_limits<long double>::digits == 64);
  using Extent = long double;
  static long double operation() { return 0x1p-63L; }
  static long double function() { return 0x1p-60L; }
  static constexpr long double kTiny = 0x1p-14000L, kHuge = 0x1p8000L, kFar = 9705,
                               kUnderflow = 0x1p-16430L;
};
template <>
struct Arithmetic<Real> : Arithmetic<long double> {
  static long double operation() {
    // No less than what a long double can tell from 0.
    return std::ldexp(1.0L, static_cast<int>(1 - std::min<mpfr_prec_t>(Real::bits, 16000)));
  }
  static long double function() { return operation(); }
};

/// An interval around a number that holds the exact value. A radius that is infinite or NaN means
/// that nothing is known, and remains so.
template <class Number>
class Ball {
  using Arithmetic = oracle::Arithmetic<Number>;

 public:
  using Extent = typename Arithmetic::Extent;

  Ball(Extent value) : value_(value) {}
  Ball(Number value, Extent radius) : value_(std::move(value)), radius_(radius) {}
  Ball(const Decimal& decimal) : Ball(sum(decimal.as<Number>(), 0)) {}

  static Ball pi() {
    if constexpr (kIsReal) {
      return sum(Real::pi(), 0);
    } else {
      return sum(std::numbers::pi_v<Number>, 0);
    }
  }

  const Number& value() const { return value_; }
  Extent radius() const { return radius_; }
  Extent rough() const { return static_cast<Extent>(value_); }
  bool is_exact() const { return radius_ == 0; }
  bool is_zero() const { return radius_ == 0 && value_ == 0; }

  friend Ball operator-(const Ball& a) { return {-a.value_, a.radius_}; }
  friend Ball operator+(const Ball& a, const Ball& b) {
    return sum(a.value_ + b.value_, a.radius_ + b.radius_);
  }
  friend Ball operator-(const Ball& a, const Ball& b) {
    return sum(a.value_ - b.value_, a.radius_ + b.radius_);
  }
  friend Ball operator*(const Ball& a, const Ball& b) {
    const Extent radius = a.magnitude() * b.radius_ + (b.magnitude() + b.radius_) * a.radius_;
    return product(a.value_ * b.value_, radius, a.is_exact() && b.is_exact(),
                   a.is_zero() || b.is_zero());
  }
  friend Ball operator/(const Ball& a, const Ball& b) {
    if (!(b.radius_ < b.magnitude() / 2)) return unknown();
    const Extent least = b.magnitude() - b.radius_;
    Number quotient = a.value_ / b.value_;
    const Extent radius = (a.radius_ + size_of(quotient) * b.radius_) / least;
    return product(std::move(quotient), radius, a.is_exact() && b.is_exact(), a.is_zero());
  }

  // The same with a number that is exact.
  friend Ball operator+(const Ball& a, Extent b) {
    Number value = a.value_ + b;
    if constexpr (!kIsReal) {
      // A sum of floating-point numbers less the larger of them is exact.
      if (value - a.value_ == b && value - b == a.value_) return {value, a.radius_};
    }
    return sum(std::move(value), a.radius_);
  }
  friend Ball operator+(Extent a, const Ball& b) { return b + a; }
  friend Ball operator-(const Ball& a, Extent b) { return a + -b; }
  friend Ball operator-(Extent a, const Ball& b) { return -b + a; }
  friend Ball operator*(const Ball& a, Extent b) {
    return product(a.value_ * b, a.radius_ * std::abs(b), a.is_exact(), a.is_zero());
  }
  friend Ball operator*(Extent a, const Ball& b) { return b * a; }
  friend Ball operator/(const Ball& a, Extent b) {
    return product(a.value_ / b, a.radius_ / std::abs(b), a.is_exact(), a.is_zero());
  }
  friend Ball operator/(Extent a, const Ball& b) { return Ball(a) / b; }

  friend Ball sqrt(const Ball& a) {
    using std::sqrt;
    if (!(a.radius_ < a.rough() / 2)) return unknown();
    const Extent least = a.rough() - a.radius_;
    return product(sqrt(a.value_), a.radius_ / std::sqrt(least), a.is_exact(), false);
  }
  friend Ball exp(const Ball& a) {
    using std::exp;
    if (a.rough() + a.radius_ < -Arithmetic::kFar) return tiny();
    if (a.rough() - a.radius_ > Arithmetic::kFar) return huge();
    if (!(a.radius_ < 1)) return unknown();
    Number power = exp(a.value_);
    const Extent radius = 2 * a.radius_ * size_of(power);
    return function(std::move(power), radius, a.is_exact());
  }
  friend Ball expm1(const Ball& a) {
    using std::expm1;
    if (a.rough() + a.radius_ < -Arithmetic::kFar) return tiny() - 1;
    if (a.rough() - a.radius_ > Arithmetic::kFar) return huge();
    if (!(a.radius_ < 1)) return unknown();
    Number value = expm1(a.value_);
    const Extent radius = 2 * a.radius_ * (1 + size_of(value));
    return function(std::move(value), radius, a.is_exact());
  }
  friend Ball log1p(const Ball& a) {
    using std::log1p;
    const Extent least = 1 + a.rough() - a.radius_;
    if (!(least > 0x1p-10L)) return unknown();
    return function(log1p(a.value_), a.radius_ / least, a.is_exact());
  }
  friend Ball tanh(const Ball& a) {
    using std::tanh;
    if (2 * (a.rough() - a.radius_) > Arithmetic::kFar) return 1 - tiny();
    if (2 * (a.rough() + a.radius_) < -Arithmetic::kFar) return tiny() - 1;
    return function(tanh(a.value_), a.radius_, a.is_exact());
  }
  /// a - tanh(a)
  friend Ball tanhshrink(const Ball& a) {
    const Extent most = a.magnitude() + a.radius_;
    if (kIsReal || !(most < 0x1p-5L)) return a - tanh(a);
    // The series of tanh, whose terms alternate and decrease: what is left out is less than its
    // first term, 62/2835 x^9.
    const Ball square = a * a;
    Ball result = a * square * (105 - square * (42 - 17 * square)) / 315;
    const Extent cube = most * most * most;
    result.radius_ += cube * cube * cube / 45;
    return result;
  }
  friend Ball erfc(const Ball& a) {
    using std::erfc;
    const Extent magnitude = a.magnitude();
    const Extent least = magnitude - a.radius_;
    if (least > 0 && least * least > Arithmetic::kFar) {
      return a.rough() < 0 ? 2 - tiny() : tiny();
    }
    if (!(magnitude * a.radius_ < 0.25) || !(a.radius_ < 0.25)) return unknown();
    // |erfc'(x)| <= (2|x| + 1.5) erfc(x), by a bound of Mills' ratio. So within the radius, where
    // that factor times the radius stays below 1, erfc grows by no more than e times.
    Number value = erfc(a.value_);
    const Extent radius = 6 * (magnitude + 1) * a.radius_ * size_of(value);
    return function(std::move(value), radius, a.is_exact());
  }

 private:
  static constexpr bool kIsReal = std::is_same_v<Number, Real>;

  // A positive number of no more than kTiny. It is taken for about that: nothing that it is added
  // to or multiplied by comes near it, so its sign alone matters.
  static Ball tiny() { return around(Arithmetic::kTiny); }
  // It suffices to be far beyond what is tested, and to leave room for what it is multiplied with.
  static Ball huge() { return around(Arithmetic::kHuge); }
  static Ball around(Extent value) { return {Number(value), value / 2}; }
  static Ball unknown() { return {Number(Extent(0)), std::numeric_limits<Extent>::infinity()}; }

  // Results that are off by radius because the operands are, and by a rounding: none if the
  // operands are exact and MPFR says that it did not round.
  static Ball sum(Number value, Extent radius) {
    if constexpr (kIsReal) {
      return with(std::move(value), radius, Arithmetic::operation(), radius == 0, false);
    } else {
      // A sum that is subnormal is exact.
      return with(value, radius, Arithmetic::operation(), false, true);
    }
  }
  static Ball product(Number value, Extent radius, bool of_exact, bool is_zero) {
    return with(std::move(value), radius, Arithmetic::operation(), of_exact, is_zero);
  }
  static Ball function(Number value, Extent radius, bool of_exact) {
    return with(std::move(value), radius, Arithmetic::function(), of_exact, false);
  }
  static Ball with(Number value, Extent radius, Extent unit, bool of_exact, bool never_underflows) {
    if constexpr (kIsReal) {
      if (of_exact && value.is_exact()) return {std::move(value), 0};
    }
    // Room for the roundings of the radius itself. Where its products underflow, that is less than
    // what kUnderflow, or unit beyond that, leaves for it.
    constexpr Extent kSlack = 1 + static_cast<Extent>(0x1p-40);
    const Extent least = never_underflows ? 0 : Arithmetic::kUnderflow;
    const Extent rounding = std::max(size_of(value) * unit, least);
    return {std::move(value), radius * kSlack + rounding};
  }

  static Extent size_of(const Number& value) { return std::abs(static_cast<Extent>(value)); }
  Extent magnitude() const { return size_of(value_); }

  Number value_;
  Extent radius_ = 0;
};

/// Of a Ball or a Jet.
template <class N>
N magnitude(const N& a) {
  return a.rough() < 0 ? -a : a;
}

/// A function's value with its derivatives up to Order, 0 to 2, by the rules of calculus.
template <class B, int Order>
struct Jet {
  using Extent = typename B::Extent;
  static constexpr bool kHasFirst = Order >= 1, kHasSecond = Order >= 2;

  B f, f1 = 0, f2 = 0;  // those that it has not are 0

  explicit Jet(Extent constant) : f(constant) {}
  explicit Jet(B value) : f(std::move(value)) {}

  static Jet variable(Extent x) {
    Jet result(x);
    if constexpr (kHasFirst) result.f1 = B(1);
    return result;
  }
  Extent rough() const { return f.rough(); }

  friend Jet operator-(const Jet& a) {
    return a.each([](const B& x) { return -x; });
  }
  friend Jet operator+(const Jet& a, const Jet& b) {
    Jet sum(a.f + b.f);
    if constexpr (kHasFirst) sum.f1 = a.f1 + b.f1;
    if constexpr (kHasSecond) sum.f2 = a.f2 + b.f2;
    return sum;
  }
  friend Jet operator-(const Jet& a, const Jet& b) { return a + -b; }
  friend Jet operator*(const Jet& a, const Jet& b) {
    Jet product(a.f * b.f);
    if constexpr (kHasFirst) product.f1 = a.f1 * b.f + a.f * b.f1;
    if constexpr (kHasSecond) product.f2 = a.f2 * b.f + 2 * a.f1 * b.f1 + a.f * b.f2;
    return product;
  }
  friend Jet operator/(const Jet& a, const Jet& b) {
    Jet quotient(a.f / b.f);
    if constexpr (kHasFirst) {
      const B inverse = 1 / b.f;
      quotient.f1 = (a.f1 - quotient.f * b.f1) * inverse;
      if constexpr (kHasSecond) {
        quotient.f2 = (a.f2 - 2 * quotient.f1 * b.f1 - quotient.f * b.f2) * inverse;
      }
    }
    return quotient;
  }

  // The same with a constant.
  friend Jet operator+(Jet a, Extent b) {
    a.f = a.f + b;
    return a;
  }
  friend Jet operator+(Extent a, Jet b) { return std::move(b) + a; }
  friend Jet operator-(Jet a, Extent b) { return std::move(a) + -b; }
  friend Jet operator-(Extent a, const Jet& b) { return -b + a; }
  friend Jet operator*(const Jet& a, Extent b) {
    return a.each([&](const B& x) { return x * b; });
  }
  friend Jet operator*(Extent a, const Jet& b) { return b * a; }
  friend Jet operator/(const Jet& a, Extent b) {
    return a.each([&](const B& x) { return x / b; });
  }
  friend Jet operator/(Extent a, const Jet& b) { return Jet(a) / b; }
  friend Jet operator*(const B& a, const Jet& b) {
    return b.each([&](const B& x) { return a * x; });
  }

  friend Jet sqrt(const Jet& a) {
    Jet root(sqrt(a.f));
    if constexpr (kHasFirst) {
      const B slope = 0.5 / root.f;
      a.chain(root, slope, [&] { return -0.5 * slope / a.f; });
    }
    return root;
  }
  friend Jet exp(const Jet& a) {
    Jet e(exp(a.f));
    if constexpr (kHasFirst) a.chain(e, e.f, [&] { return e.f; });
    return e;
  }
  friend Jet expm1(const Jet& a) {
    Jet result(expm1(a.f));
    if constexpr (kHasFirst) {
      const B e = exp(a.f);
      a.chain(result, e, [&] { return e; });
    }
    return result;
  }
  friend Jet tanh(const Jet& a) {
    Jet t(tanh(a.f));
    if constexpr (kHasFirst) {
      const B slope = tanh_slope(a.f);
      a.chain(t, slope, [&] { return -2 * t.f * slope; });
    }
    return t;
  }
  /// a - tanh(a)
  friend Jet tanhshrink(const Jet& a) {
    Jet result(tanhshrink(a.f));
    if constexpr (kHasFirst) {
      const B t = tanh(a.f);
      a.chain(result, t * t, [&] { return 2 * t * tanh_slope(a.f); });
    }
    return result;
  }
  friend Jet erfc(const Jet& a) {
    Jet result(erfc(a.f));
    if constexpr (kHasFirst) {
      const B slope = -2 / sqrt(B::pi()) * exp(-(a.f * a.f));
      a.chain(result, slope, [&] { return -2 * a.f * slope; });
    }
    return result;
  }

  // Of the two ways to write these the one whose exponential is small.
  friend Jet sigmoid(const Jet& a) {
    const Logistic logistic(a.f);
    Jet result(logistic.value());
    if constexpr (kHasFirst) {
      a.chain(result, logistic.slope(), [&] { return logistic.curvature(); });
    }
    return result;
  }
  friend Jet softplus(const Jet& a) {
    const Logistic logistic(a.f);
    Jet result(log1p(logistic.e));
    if (a.rough() > 0) result.f = result.f + a.f;
    if constexpr (kHasFirst) {
      a.chain(result, logistic.value(), [&] { return logistic.slope(); });
    }
    return result;
  }

 private:
  // 1 / (1 + exp(-x)) and its derivatives.
  struct Logistic {
    B x;
    B e = exp(-magnitude(x));
    B inverse = 1 / (1 + e);

    explicit Logistic(B at) : x(std::move(at)) {}
    B value() const { return x.rough() < 0 ? e * inverse : inverse; }
    B slope() const { return e * inverse * inverse; }
    // (1 - 2 value()) slope(), without a difference.
    B curvature() const {
      const B size = expm1(-magnitude(x)) * inverse * slope();
      return x.rough() < 0 ? -size : size;
    }
  };

  static B tanh_slope(const B& x) {
    const B e = exp(-2 * magnitude(x));
    const B inverse = 1 / (1 + e);
    return 4 * e * inverse * inverse;
  }

  template <class F>
  Jet each(F map) const {
    Jet result(map(f));
    if constexpr (kHasFirst) result.f1 = map(f1);
    if constexpr (kHasSecond) result.f2 = map(f2);
    return result;
  }

  // Gives g(f) its derivatives, from g' and g'' at f.
  template <class F>
  void chain(Jet& g, const B& g1, F g2) const {
    g.f1 = g1 * f1;
    if constexpr (kHasSecond) g.f2 = g2() * f1 * f1 + g1 * f2;
  }
};

}  // namespace oracle
