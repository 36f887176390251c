#pragma once

#include <span>
#include <string>
#include <vector>

#include "bench/load.h"
#include "bench/timing.h"

namespace silu::bench {

/// A row of a report.
struct NamedTiming {
  std::string name;  ///< "silu in L2"
  Timing timing;
};

/// Reasons not to trust what so many threads measured, each a line for the user: a spread of more
/// than 20 %, a drift of more than 10 %, more threads than processors, or other programs that used
/// more of the processors than the threads left free (by a quarter of one: something always runs).
std::vector<std::string> find_warnings(std::span<const NamedTiming> timings, unsigned threads,
                                       const Load& load);

}  // namespace silu::bench
