#include "formulas/round.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <vector>

#include "formulas/exact.h"
#include "silu/dtype.h"
#include "silu/parse.h"

namespace silu::formulas {
namespace {

// The C library's double. What it is off by is far below kDoubt, and where that may matter the pair
// decides: so the results are the same with every C library.
double estimate(Operation operation, double x) {
  switch (operation) {
    case Operation::kExpm1:
      return std::expm1(x);
    case Operation::kExp2:
      return std::exp2(x);
    case Operation::kLog:
      return std::log(x);
    case Operation::kLog1p:
      return std::log1p(x);
    case Operation::kErf:
      return std::erf(x);
    case Operation::kErfc:
      return std::erfc(x);
    default:
      std::abort();
  }
}

// 512 units in the last place of a double.
constexpr double kDoubt = 0x1p-44;

template <class T>
T round(Operation operation, T x) {
  const auto wide = static_cast<double>(x);
  const double value = estimate(operation, wide);
  if (std::isnan(value)) return std::numeric_limits<T>::quiet_NaN();
  // Exact, or beyond what T can hold.
  if (value == 0 || std::isinf(value)) return T(value);
  const T low = static_cast<T>(value * (1 - kDoubt));
  const T high = static_cast<T>(value * (1 + kDoubt));
  if (std::bit_cast<BitsOf<T>>(low) == std::bit_cast<BitsOf<T>>(high)) return low;
  const Pair exact = evaluate_unary(operation, {wide});
  return round_to<T>(ScaledSum{exact.hi, exact.lo, 0});
}

// What the library itself rounds correctly; nullptr for the others.
const Function* known(Operation operation) {
  static const Function kExponential = parse_function("exponential");
  static const Function kSigmoid = parse_function("sigmoid");
  static const Function kTanh = parse_function("tanh");
  if (operation == Operation::kExp) return &kExponential;
  if (operation == Operation::kSigmoid) return &kSigmoid;
  if (operation == Operation::kTanh) return &kTanh;
  return nullptr;
}

// The results of an operation for every bit pattern of T.
template <class T>
const std::vector<T>& table(Operation operation) {
  constexpr std::size_t kOperations = static_cast<std::size_t>(Operation::kSelect);
  static std::array<std::once_flag, kOperations> once;
  static std::array<std::vector<T>, kOperations> tables;
  const auto i = static_cast<std::size_t>(operation);
  std::call_once(once[i], [&] {
    std::vector<T> results(std::size_t{1} << (8 * sizeof(T)));
    for (std::size_t bits = 0; bits < results.size(); ++bits) {
      results[bits] = round(operation, std::bit_cast<T>(static_cast<BitsOf<T>>(bits)));
    }
    tables[i] = std::move(results);
  });
  return tables[i];
}

}  // namespace

template <class T>
void evaluate_unary(Operation operation, std::span<const T> x, std::span<T> y) {
  if (const Function* function = known(operation)) return (*function)(x, y);
  if constexpr (sizeof(T) <= 2) {
    const auto& results = table<T>(operation);
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = results[std::bit_cast<BitsOf<T>>(x[i])];
  } else {
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = round(operation, x[i]);
  }
}

template void evaluate_unary(Operation, std::span<const float>, std::span<float>);
template void evaluate_unary(Operation, std::span<const Float16>, std::span<Float16>);
template void evaluate_unary(Operation, std::span<const BFloat16>, std::span<BFloat16>);
template void evaluate_unary(Operation, std::span<const Float8E4M3FN>, std::span<Float8E4M3FN>);
template void evaluate_unary(Operation, std::span<const Float8E5M2>, std::span<Float8E5M2>);

}  // namespace silu::formulas
