#include "data/shape.h"

#include <algorithm>
#include <limits>

namespace silu::data {

std::optional<std::uint64_t> count_values(std::span<const std::uint64_t> sizes) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (std::ranges::find(sizes, 0U) != sizes.end()) return 0;
  std::uint64_t count = 1;
  for (const std::uint64_t size : sizes) {
    if (size > kMost / count) return {};
    count *= size;
  }
  return count;
}

}  // namespace silu::data
