#include "bench/memory.h"

#include <unistd.h>

#include <algorithm>

namespace silu::bench {
namespace {

std::size_t size_of(int cache, std::size_t usual) {
  const long size = ::sysconf(cache);
  return size > 0 ? static_cast<std::size_t>(size) : usual;
}

std::size_t physical_memory() {
  return size_of(_SC_PHYS_PAGES, 1 << 18) * size_of(_SC_PAGESIZE, 4096);
}

}  // namespace

std::vector<Memory> memories(unsigned threads) {
  constexpr std::size_t kMost = std::size_t{1} << 28;
  const std::size_t first = size_of(_SC_LEVEL1_DCACHE_SIZE, 32 << 10);
  const std::size_t second = size_of(_SC_LEVEL2_CACHE_SIZE, 1 << 20);
  const std::size_t third = size_of(_SC_LEVEL3_CACHE_SIZE, 16 << 20);
  return {{"L1", first / 2, false},
          {"L2", second / 2, false},
          {"L3", std::min(third / 2, second * std::max(8U, 2 * threads)), true},
          {"memory", std::min({third * 4, kMost, physical_memory() / 4}), true}};
}

}  // namespace silu::bench
