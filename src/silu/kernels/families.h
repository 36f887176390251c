#pragma once

#include <span>

#include "silu/activation.h"
#include "silu/catalogue/rows.h"
#include "silu/kernels/kernel_table.h"

/// The formulas by family, and which parameters are usual.
namespace silu {

/// From 2^-30 to 2^30 in magnitude: products with these neither overflow nor vanish.
constexpr bool is_usual(double parameter) {
  const double size = parameter < 0 ? -parameter : parameter;
  return 0x1p-30 <= size && size <= 0x1p30;
}

}  // namespace silu
