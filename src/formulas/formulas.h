#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formulas/expression.h"
#include "silu/function.h"

/// Formulas that people compute activation functions with, and what these give where every step is
/// rounded.
///
///     for (const Candidate& each : candidates(parse_function("silu"), DType::kBFloat16)) {
///       evaluate<BFloat16>(each, x, y);     // the bits that this way of computing gives
///       describe(each, DType::kBFloat16);   // "x*sigmoid(x), each step rounded to bfloat16"
///     }
///
/// Several threads may call everything here at once.
namespace silu::formulas {

/// A formula as it is known, and who is known to compute with it.
struct Formula {
  std::string_view expression;
  /// "PyTorch, ggml"; empty if nobody is known to. It is about the formula: their exp, tanh or
  /// sigmoid need not be correctly rounded, as those here are.
  std::string_view source = {};
};

/// The formulas of a function, as parse_function knows it: "gelu(tanh)". The textbook's is first.
struct FormulaSet {
  std::string_view function;
  std::span<const Formula> formulas;
};

/// All there are, in the order of the catalogue of functions.
std::span<const FormulaSet> formula_sets();

/// Those of a function with these parameters; empty if there are none.
std::span<const Formula> formulas_of(const Function& function);

/// A way to compute a function.
struct Candidate {
  Expression expression;
  std::string source = {};
  /// Whether the steps are rounded to float32, and only the result to the dtype.
  bool in_float32 = false;
};

/// The ways to compute a function in a dtype: each formula with each step rounded to the dtype, and
/// for dtypes of 16 and 8 bits each formula in float32, too. Empty for float64.
std::vector<Candidate> candidates(const Function& function, DType dtype);

/// For people: "x*sigmoid(x), each step rounded to bfloat16", "x*sigmoid(x) in float32, rounded
/// once to bfloat16".
std::string describe(const Candidate& candidate, DType dtype);

/// Writes what a candidate gives for x[i] to y[i]. T is the type of a dtype of at most 32 bits; x
/// and y have the same size, and are the same memory or disjoint. Subnormal numbers are kept. A
/// NaN result may be any NaN.
template <class T>
void evaluate(const Candidate& candidate, std::span<const T> x, std::span<T> y);

}  // namespace silu::formulas
