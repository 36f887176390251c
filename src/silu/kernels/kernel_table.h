#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>

#include "silu/activation.h"
#include "silu/dtype.h"
#include "silu/scaled_sum.h"

namespace silu {

/// A vector kernel: y[i] = f(x[i]), with y equal to x or apart from it.
template <class T>
using KernelOf = void (*)(const T* x, T* y, std::size_t count);

/// The kernels of one function, one for each dtype; nullptr where there is none.
using Kernels = ForEachDType<std::tuple, KernelOf>;

/// Kernels of some dtypes.
template <class... T>
constexpr Kernels make_kernels(KernelOf<T>... some) {
  Kernels kernels = {};
  ((std::get<KernelOf<T>>(kernels) = some), ...);
  return kernels;
}

/// product[i] = a[i] b[i], rounded once; the canonical NaN for NaN. product is a, b or apart from
/// them.
template <class T>
using ProductOf = void (*)(const T* a, const T* b, T* product, std::size_t count);

/// One for each dtype.
using Products = ForEachDType<std::tuple, ProductOf>;

/// The kernels of an activation with default parameters, or of a derivative of it.
struct KernelRow {
  const Activation* activation;
  int order;
  Kernels kernels;
};

/// What needs no parameters, or takes any.
constexpr bool always(const ParameterValues& /* p */) {
  return true;
}

/// f(x) in more precision for every double x, with a relative error below 2^-90 (of 1 near a zero
/// of f that is none of x); not as fast.
using WideKernel = void (*)(const ParameterValues& parameters, const double* x, ScaledSum* y,
                            std::size_t count);

/// round_once or round_to_odd.
using Rounding = double (*)(const ScaledSum& sum);

/// What the kernels of a formula are called with, by one thread.
struct FormulaArguments {
  ParameterValues parameters;
  WideKernel widely;  ///< the same formula, for values that are rare

  /// f(x) by widely. At the infinities, which attention masks are full of, it is computed once.
  double evaluate(double x, Rounding round) const;

  mutable std::optional<double> limits[2][2] = {};  ///< for evaluate(), by rounding and sign
};

/// The kernels of a formula: a function of the catalogue, or a derivative of one, for all values of
/// its parameters that it accepts.
struct FormulaRow {
  const Activation* activation;
  int order;
  bool (*accepts)(const ParameterValues& parameters);
  /// Whether a value of the parameters is none that overflows or vanishes: what the first three of
  /// the kernels are made for.
  bool (*is_usual)(const ParameterValues& parameters);

  /// y[i] = f(x[i]); y is x or does not overlap it. float32 is correctly rounded, float64 has an
  /// error of at most 0.501 ULP, NaN gives the quiet NaN.
  void (*float32)(const FormulaArguments& arguments, const float* x, float* y, std::size_t count);
  void (*float64)(const FormulaArguments& arguments, const double* x, double* y, std::size_t count);
  /// The same for x that a float32 holds, rounded to odd: of the two doubles around f(x) that with
  /// the odd significand, if it is none itself. What rounds this to float32 or fewer bits, rounds
  /// f(x).
  void (*to_odd)(const FormulaArguments& arguments, const double* x, double* y, std::size_t count);
  /// Only in the baseline's table: it is the same bits on every target, and large.
  WideKernel widely;
};

/// All kernels, compiled for one target.
struct KernelTable {
  std::int64_t target;  ///< Highway's bit
  const char* name;     ///< Highway's name
  std::span<const KernelRow> rows;
  std::span<const std::span<const FormulaRow>* const> formulas;  ///< by family
  Products products;

  /// y[i] = entries[x[i]]; y is x or does not overlap it. entries[-1] and [65536] exist.
  void (*look_up16)(const std::uint16_t* entries, const std::uint16_t* x, std::uint16_t* y,
                    std::size_t count);
  void (*look_up8)(const std::uint8_t* entries, const std::uint8_t* x, std::uint8_t* y,
                   std::size_t count);
};

/// The tables that were compiled, best target first.
std::span<const KernelTable* const> compiled_tables();

/// The table of the target in use.
const KernelTable& kernel_table();

/// The kernel of a function for the target in use; nullptr if it has none.
template <class T>
KernelOf<T> find_kernel(const Activation& activation, int order = 0) {
  for (const KernelRow& row : kernel_table().rows) {
    if (row.activation == &activation && row.order == order) {
      return std::get<KernelOf<T>>(row.kernels);
    }
  }
  return nullptr;
}

/// A formula for the target in use, with what to call its kernels with.
struct FoundFormula {
  const FormulaRow* kernels;
  FormulaArguments arguments;
};
FoundFormula find_formula(const Activation& activation, int order,
                          const ParameterValues& parameters);

/// f(x) by the formula of an activation with default parameters, or of a derivative of it: what its
/// own kernels leave out.
float evaluate_one(const Activation& activation, int order, float x);

}  // namespace silu
