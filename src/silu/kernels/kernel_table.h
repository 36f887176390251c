#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "silu/float16.h"

namespace silu {

/// One function in every dtype, compiled for one target: y[i] = f(x[i]), with y equal to x or
/// apart from it.
struct Kernel {
  void (*f32)(const float* x, float* y, std::size_t count);
  void (*f64)(const double* x, double* y, std::size_t count);
  void (*f16)(const Float16* x, Float16* y, std::size_t count);
  void (*bf16)(const BFloat16* x, BFloat16* y, std::size_t count);
};

/// All kernels, compiled for one target.
struct KernelTable {
  std::int64_t target;  ///< Highway's bit
  const char* name;     ///< Highway's name
  Kernel silu;
  Kernel sigmoid;
  Kernel relu;
};

/// The tables that were compiled, best target first.
std::span<const KernelTable* const> compiled_tables();

/// The table of the target in use.
const KernelTable& kernel_table();

}  // namespace silu
