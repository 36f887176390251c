#include <doctest/doctest.h>
#include <mpfr.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "formulas/evaluate.h"
#include "formulas/exact.h"
#include "formulas/round.h"
#include "silu/dtype.h"

using namespace silu;
using formulas::Operation;
using formulas::Pair;

namespace {

// A number of MPFR.
class Number {
 public:
  explicit Number(mpfr_prec_t precision) { mpfr_init2(value_, precision); }
  Number(mpfr_prec_t precision, double value) : Number(precision) {
    mpfr_set_d(value_, value, MPFR_RNDN);
  }
  ~Number() { mpfr_clear(value_); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  mpfr_ptr get() { return value_; }

 private:
  mpfr_t value_;
};

constexpr mpfr_prec_t kDouble = 53;

// To the double with an odd last bit, unless exact: T rounds that as it would round the result.
template <class Compute>
double to_odd(Compute compute) {
  Number result(kDouble);
  const int ternary = compute(result.get());
  const double value = mpfr_get_d(result.get(), MPFR_RNDZ);
  if (ternary == 0 || value == 0 || !std::isfinite(value)) return value;
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) | 1);
}

using Unary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

template <class T>
bool is_same(T a, T b) {
  if (std::isnan(static_cast<double>(a))) return std::isnan(static_cast<double>(b));
  return std::bit_cast<BitsOf<T>>(a) == std::bit_cast<BitsOf<T>>(b);
}

template <class T>
std::size_t count_wrong(Operation operation, Unary exact, std::span<const T> x) {
  std::vector<T> y(x.size());
  formulas::evaluate_unary(operation, x, std::span(y));
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Number argument(kDouble, static_cast<double>(x[i]));
    const T expected = static_cast<T>(
        to_odd([&](mpfr_ptr result) { return exact(result, argument.get(), MPFR_RNDZ); }));
    if (!is_same(y[i], expected)) ++wrong;
  }
  return wrong;
}

template <class T>
std::vector<T> every() {
  std::vector<T> x;
  for (std::uint32_t bits = 0; bits < 1u << (8 * sizeof(T)); ++bits) {
    x.push_back(std::bit_cast<T>(static_cast<BitsOf<T>>(bits)));
  }
  return x;
}

// All magnitudes, and as many from -30 to 30.
std::vector<float> some_floats() {
  constexpr std::uint64_t kStride = 99991;
  std::vector<float> x;
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += kStride) {
    x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  }
  std::mt19937_64 random(1);
  std::uniform_real_distribution<float> distribution(-30, 30);
  for (std::size_t i = x.size(); i > 0; --i) x.push_back(distribution(random));
  for (int i = -160; i <= 160; ++i) x.push_back(static_cast<float>(i));
  return x;
}

// The error of the pair that decides, relative to the exact result, as a power of two.
double log2_error(Operation operation, Unary exact, Pair x) {
  constexpr mpfr_prec_t kPrecision = 300;
  Number argument(kPrecision, x.hi);
  mpfr_add_d(argument.get(), argument.get(), x.lo, MPFR_RNDN);
  Number expected(kPrecision);
  exact(expected.get(), argument.get(), MPFR_RNDN);
  const Pair given = formulas::evaluate_unary(operation, x);
  Number difference(kPrecision, given.hi);
  mpfr_add_d(difference.get(), difference.get(), given.lo, MPFR_RNDN);
  mpfr_sub(difference.get(), difference.get(), expected.get(), MPFR_RNDN);
  if (mpfr_zero_p(difference.get())) return -1000;
  mpfr_div(difference.get(), difference.get(), expected.get(), MPFR_RNDN);
  return std::log2(std::abs(mpfr_get_d(difference.get(), MPFR_RNDN)));
}

double worst_error(Operation operation, Unary exact, double low, double high) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> any(low, high);
  std::uniform_real_distribution<double> exponent(-100, 1);
  double worst = -1000;
  for (int i = 0; i < 5000; ++i) {
    double x = any(random);
    if (i % 3 == 0) x = std::ldexp(x, static_cast<int>(exponent(random)));
    const double lo = i % 2 == 0 ? 0 : x * 0x1p-54 * std::cos(i);
    if (i % 4 < 2) x = static_cast<float>(x);
    const double error = log2_error(operation, exact, {x, lo});
    worst = std::isnan(error) ? 0 : std::max(worst, error);
  }
  return worst;
}

void require_correct(Operation operation, Unary exact, double low, double high) {
  CHECK(count_wrong<Float16>(operation, exact, every<Float16>()) == 0);
  CHECK(count_wrong<BFloat16>(operation, exact, every<BFloat16>()) == 0);
  CHECK(count_wrong<Float8E4M3FN>(operation, exact, every<Float8E4M3FN>()) == 0);
  CHECK(count_wrong<Float8E5M2>(operation, exact, every<Float8E5M2>()) == 0);
  CHECK(count_wrong<float>(operation, exact, some_floats()) == 0);
  CHECK(worst_error(operation, exact, low, high) < -85);
}

// An expression on arrays of x, and the same by MPFR for x and the constants it is made of.
template <class T>
std::vector<T> results_of(std::string_view expression, std::span<const T> x) {
  std::vector<T> y(x.size());
  formulas::evaluate<T>(formulas::Expression(expression), x, y);
  return y;
}

// Every T against some others, for an operation of x and a constant.
template <class T>
std::size_t count_wrong_binary(char symbol, std::span<const T> x) {
  const char* const kOthers[] = {"1",         "3",      "0.1",    "1.7e-5", "6e-8",
                                 "123.40625", "5.5e-4", "0.9995", "65504",  "1e-38"};
  std::size_t wrong = 0;
  for (const char* other : kOthers) {
    const T constant = static_cast<T>(std::stod(other));
    const auto y = results_of<T>(std::string("x") + symbol + other, x);
    Number b(kDouble, static_cast<double>(constant));
    for (std::size_t i = 0; i < x.size(); ++i) {
      Number a(kDouble, static_cast<double>(x[i]));
      const T expected = static_cast<T>(to_odd([&](mpfr_ptr result) {
        const auto operation = symbol == '+'   ? mpfr_add
                               : symbol == '-' ? mpfr_sub
                               : symbol == '*' ? mpfr_mul
                                               : mpfr_div;
        return operation(result, a.get(), b.get(), MPFR_RNDZ);
      }));
      if (!(static_cast<double>(y[i]) == static_cast<double>(expected)) &&
          !is_same(y[i], expected)) {
        ++wrong;
      }
    }
  }
  return wrong;
}

template <class T>
std::size_t count_wrong_fma(std::span<const T> x) {
  const T b = static_cast<T>(1.1);
  std::size_t wrong = 0;
  for (const char* other : {"0.3", "-1e-4", "1e4", "7e-8"}) {
    const T c = static_cast<T>(std::stod(other));
    const auto y = results_of<T>(std::string("fma(x, 1.1, ") + other + ")", x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      Number a(kDouble, static_cast<double>(x[i]));
      Number second(kDouble, static_cast<double>(b));
      Number third(kDouble, static_cast<double>(c));
      const T expected = static_cast<T>(to_odd([&](mpfr_ptr result) {
        return mpfr_fma(result, a.get(), second.get(), third.get(), MPFR_RNDZ);
      }));
      if (!is_same(y[i], expected)) ++wrong;
    }
  }
  return wrong;
}

}  // namespace

TEST_CASE("expm1 is correctly rounded") {
  require_correct(Operation::kExpm1, mpfr_expm1, -50, 80);
}
TEST_CASE("exp2 is correctly rounded") {
  require_correct(Operation::kExp2, mpfr_exp2, -150, 130);
}
TEST_CASE("log is correctly rounded") {
  require_correct(Operation::kLog, mpfr_log, 0, 3);
}
TEST_CASE("log1p is correctly rounded") {
  require_correct(Operation::kLog1p, mpfr_log1p, -0.999, 3);
}
TEST_CASE("erf is correctly rounded") {
  require_correct(Operation::kErf, mpfr_erf, -5, 5);
}
TEST_CASE("erfc is correctly rounded") {
  require_correct(Operation::kErfc, mpfr_erfc, -4, 11);
}
TEST_CASE("exp, tanh and sqrt are correctly rounded") {
  const auto x = some_floats();
  CHECK(count_wrong<float>(Operation::kExp, mpfr_exp, x) == 0);
  CHECK(count_wrong<float>(Operation::kTanh, mpfr_tanh, x) == 0);
  const auto roots = results_of<float>("sqrt(x)", x);
  for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(is_same(roots[i], std::sqrt(x[i])));
}

TEST_CASE("sums, products and quotients are correctly rounded") {
  for (const char symbol : {'+', '-', '*', '/'}) {
    CAPTURE(symbol);
    CHECK(count_wrong_binary<Float16>(symbol, every<Float16>()) == 0);
    CHECK(count_wrong_binary<BFloat16>(symbol, every<BFloat16>()) == 0);
    CHECK(count_wrong_binary<Float8E4M3FN>(symbol, every<Float8E4M3FN>()) == 0);
  }
}

TEST_CASE("float32 operations are those of the processor") {
  const auto x = some_floats();
  const auto sums = results_of<float>("x+0.1", x);
  const auto differences = results_of<float>("1-x", x);
  const auto products = results_of<float>("x*1e-38", x);
  const auto quotients = results_of<float>("0.1/x", x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    REQUIRE(is_same(sums[i], x[i] + 0.1f));
    REQUIRE(is_same(differences[i], 1 - x[i]));
    REQUIRE(is_same(products[i], x[i] * 1e-38f));
    REQUIRE(is_same(quotients[i], 0.1f / x[i]));
  }
}

TEST_CASE("fma is rounded once") {
  CHECK(count_wrong_fma<float>(some_floats()) == 0);
  CHECK(count_wrong_fma<Float16>(every<Float16>()) == 0);
  CHECK(count_wrong_fma<BFloat16>(every<BFloat16>()) == 0);
}
