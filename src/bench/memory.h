#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace silu::bench {

/// A kind of memory that values can live in.
struct Memory {
  std::string_view name;  ///< "L1"
  std::size_t bytes;      ///< that input and output take together
  bool is_shared;         ///< by the processors; otherwise each has its own
};

/// Those of this machine for so many threads, the fastest first: half of the first cache, half of
/// the second, eight times the second's size for the third (more if the threads' second caches
/// could hold half of that, but at most half of the third), and for memory four times the third's,
/// but no more than 256 MiB and a quarter of what there is. Common sizes stand in for what the
/// system does not tell.
std::vector<Memory> memories(unsigned threads);

}  // namespace silu::bench
