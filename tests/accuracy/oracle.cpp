#include "oracle.h"

#include <mpfr.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "mpfr_number.h"
#include "silu/narrow_float.h"

namespace oracle {
namespace {

// 1 + exp(-x) must tell the smallest x, 2^-1074, from 0: so many bits, 53 for the result, and room.
constexpr mpfr_prec_t kBits = 1200;

// What the operations below may add up to, in bits: four roundings, each of half a unit.
constexpr mpfr_exp_t kErrorBits = 4;

// x / (1 + exp(-x)) or 1 / (1 + exp(-x)), for finite x other than 0.
void evaluate(Function function, double x, mpfr_ptr result) {
  thread_local MpfrNumber denominator(kBits);
  mpfr_set_prec(denominator, mpfr_get_prec(result));
  mpfr_set_d(result, -x, MPFR_RNDN);
  mpfr_exp(denominator, result, MPFR_RNDN);
  mpfr_add_ui(denominator, denominator, 1, MPFR_RNDN);
  mpfr_set_d(result, function == Function::kSilu ? x : 1, MPFR_RNDN);
  mpfr_div(result, result, denominator, MPFR_RNDN);
}

// To double with rounding to odd: of the two doubles around the value the one with the odd
// significand. Rounding that to fewer bits gives what rounding the value itself would.
double round_to_odd(mpfr_ptr value) {
  const double truncated = mpfr_get_d(value, MPFR_RNDZ);
  if (mpfr_cmp_d(value, truncated) == 0) return truncated;
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(truncated) | 1);
}

template <class T>
T round(mpfr_ptr value) {
  return T(round_to_odd(value));
}
template <>
double round(mpfr_ptr value) {
  return mpfr_get_d(value, MPFR_RNDN);
}

// Rounds both ends of the interval that holds the exact value; they must agree.
template <class T>
T round_surely(mpfr_ptr value) {
  thread_local MpfrNumber low(kBits), high(kBits), error(kBits);
  const mpfr_prec_t bits = mpfr_get_prec(value);
  for (mpfr_ptr each : {mpfr_ptr(low), mpfr_ptr(high)}) mpfr_set_prec(each, bits + 8);
  mpfr_set_ui_2exp(error, 1, mpfr_get_exp(value) - bits + kErrorBits, MPFR_RNDN);
  mpfr_sub(low, value, error, MPFR_RNDD);
  mpfr_add(high, value, error, MPFR_RNDU);
  const T rounded = round<T>(low);
  if (static_cast<double>(rounded) != static_cast<double>(round<T>(high))) {
    std::fputs("oracle: undecided\n", stderr);
    std::abort();
  }
  return rounded;
}

template <class T>
T relu(double x) {
  return T(x > 0 || std::isnan(x) ? x : 0.0);
}

double limit(Function function, double x) {
  if (std::isnan(x)) return x;
  if (function == Function::kSigmoid) return x == 0 ? 0.5 : x > 0 ? 1 : 0;
  return std::copysign(std::max(x, 0.0), x);
}

// Bits for a float that is no smaller than 2^-149: the smaller the precision, the faster.
constexpr mpfr_prec_t kFloatBits = 256;

}  // namespace

const char* name(Function function) {
  switch (function) {
    case Function::kSilu:
      return "silu";
    case Function::kSigmoid:
      return "sigmoid";
    case Function::kRelu:
      return "relu";
  }
  return "";
}

template <class T>
T exact(Function function, double x) {
  if (function == Function::kRelu) return relu<T>(x);
  if (x == 0 || !std::isfinite(x)) return T(limit(function, x));
  // Far out the value is not zero, but nothing rounds it to anything else.
  if (x < -1e5) return T(function == Function::kSilu ? -0.0 : 0.0);
  thread_local MpfrNumber result(kBits);
  mpfr_set_prec(result, std::abs(x) < 0x1p-149 ? kBits : kFloatBits);
  evaluate(function, x, result);
  return round_surely<T>(result);
}

template float exact(Function, double);
template double exact(Function, double);
template silu::Float16 exact(Function, double);
template silu::BFloat16 exact(Function, double);

float exact_fast(Function function, float x, std::size_t& doubtful) {
  if (function == Function::kRelu) return relu<float>(x);
  const double wide = x;
  // |x| exp(x) falls below -1, and at -120 it is 2^-166, less than half of the smallest float.
  if (x == 0 || x < -120 || !std::isfinite(x)) return static_cast<float>(limit(function, wide));
  // The error of the C library's exp is below one unit of the last place, and two more operations
  // round: the double is within 2^-51 of the exact value. Both ends of twice that must round to the
  // same float.
  const double denominator = 1 + std::exp(-wide);
  const double value = (function == Function::kSilu ? wide : 1) / denominator;
  const auto low = static_cast<float>(value * (1 - 0x1p-50));
  const auto high = static_cast<float>(value * (1 + 0x1p-50));
  if (low == high) return low;
  ++doubtful;
  return exact<float>(function, wide);
}

double ulp_error(Function function, double x, double computed) {
  thread_local MpfrNumber value(kBits), difference(kBits);
  mpfr_set_prec(value, std::abs(x) < 0x1p-149 ? kBits : kFloatBits);
  evaluate(function, x, value);
  mpfr_sub_d(difference, value, computed, MPFR_RNDN);
  // The exponent of MPFR's numbers, 0.1..., is one more than that of 1.something.
  const mpfr_exp_t exponent = std::max<mpfr_exp_t>(mpfr_get_exp(value) - 1, -1022);
  mpfr_mul_2si(difference, difference, 52 - exponent, MPFR_RNDN);
  return std::abs(mpfr_get_d(difference, MPFR_RNDA));
}

}  // namespace oracle
