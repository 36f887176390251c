#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>

#include "silu/activation.h"
#include "silu/dtype.h"

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

/// The kernels of an activation with default parameters, or of a derivative of it.
struct KernelRow {
  const Activation* activation;
  int order;
  Kernels kernels;
};

/// All kernels, compiled for one target.
struct KernelTable {
  std::int64_t target;  ///< Highway's bit
  const char* name;     ///< Highway's name
  std::span<const KernelRow> rows;
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

}  // namespace silu
