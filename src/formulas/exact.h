#pragma once

#include <array>

#include "formulas/expression.h"
#include "formulas/pair.h"

namespace silu::formulas {

/// An operation of one operand on a pair of doubles, with a relative error below 2^-85 for operands
/// of 106 bits: what decides how a step is rounded, and what a formula would give without rounding.
Pair evaluate_unary(Operation operation, Pair x);

/// Whether the comparison holds; not for a NaN.
bool compare(Comparison comparison, Pair a, Pair b);

/// Any node but the input and a constant, on the values of its operands.
Pair evaluate_exactly(const Node& node, const std::array<Pair, 4>& operands);

}  // namespace silu::formulas
