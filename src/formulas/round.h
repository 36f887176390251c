#pragma once

#include <span>

#include "formulas/operation.h"

namespace silu::formulas {

/// Writes the correctly rounded f(x[i]) to y[i], for the operations of one operand from kExp on: of
/// 16 and 8 bits by a table of all results, which the first call fills.
template <class T>
void evaluate_unary(Operation operation, std::span<const T> x, std::span<T> y);

}  // namespace silu::formulas
