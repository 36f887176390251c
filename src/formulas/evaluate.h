#pragma once

#include <span>
#include <vector>

#include "formulas/expression.h"

namespace silu::formulas {

/// Writes the expression of x[i] to y[i], every operation correctly rounded to T: to nearest, ties
/// to even, subnormal numbers kept. Constants are rounded to T first. So the result is the same on
/// every machine. T is the type of a dtype of at most 32 bits. x and y have the same size, and are
/// the same memory or disjoint. Several threads may call it at once.
///
/// A NaN result may be any NaN.
template <class T>
void evaluate(const Expression& expression, std::span<const T> x, std::span<T> y);

/// The rounded value of every node for one x.
template <class T>
std::vector<T> evaluate_nodes(const Expression& expression, T x);

}  // namespace silu::formulas
