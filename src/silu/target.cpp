#include "silu/target.h"

#include <atomic>
#include <stdexcept>
#include <string>

#include "hwy/highway.h"
#include "silu/kernels/kernel_table.h"

// Highway's own dispatch lives in a shared library whose start-up calibrates a timer for two
// milliseconds, as long as all else that `silu-cli eval 1` does. Hence these few lines instead.
namespace silu {
namespace {

bool processor_runs(std::int64_t target) {
#if HWY_ARCH_X86
  __builtin_cpu_init();
  const bool sse4 = __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("sse4.2") &&
                    __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes");
  // Every processor with these has LZCNT and F16C, too.
  const bool avx2 = sse4 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  switch (target) {
    case HWY_SSE4:
      return sse4;
    case HWY_AVX2:
      return avx2;
    case HWY_AVX3:
      return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512cd");
    default:
      break;
  }
#endif
  return target == HWY_STATIC_TARGET;
}

const KernelTable* best_table() {
  for (const KernelTable* table : compiled_tables()) {
    if (processor_runs(table->target)) return table;
  }
  return compiled_tables().back();
}

std::atomic<const KernelTable*>& table_in_use() {
  static std::atomic<const KernelTable*> table = best_table();
  return table;
}

}  // namespace

const KernelTable& kernel_table() {
  return *table_in_use().load(std::memory_order_relaxed);
}

std::vector<std::string_view> targets() {
  std::vector<std::string_view> names;
  for (const KernelTable* table : compiled_tables()) {
    if (processor_runs(table->target)) names.emplace_back(table->name);
  }
  return names;
}

std::string_view target() {
  return kernel_table().name;
}

std::int64_t target_bit() {
  return kernel_table().target;
}

void use_target(std::string_view name) {
  for (const KernelTable* table : compiled_tables()) {
    if (table->name == name && processor_runs(table->target)) {
      table_in_use().store(table, std::memory_order_relaxed);
      return;
    }
  }
  throw std::invalid_argument("silu: target '" + std::string(name) +
                              "' is not available on this processor");
}

}  // namespace silu
