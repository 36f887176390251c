#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/timing.h"
#include "bench/warnings.h"
#include "silu/dtype.h"
#include "silu/function.h"

namespace silu::bench {

/// What to time.
struct Plan {
  DType dtype = kDefaultDType;
  std::vector<Function> functions;
  Function baseline;  ///< timed whether or not it is among the functions
  unsigned threads = 1;
  double seconds = 5;  ///< for all samples, about
};

/// The timing of a copy, as memcpy makes it, or of a function.
struct Result {
  std::string_view memory;      ///< where the values live: "L1"
  std::size_t values;           ///< that one call of each thread takes, all threads together
  std::string name;             ///< "memcpy", "silu"
  Timing timing;                ///< nanoseconds a value
  double gigabytes_per_second;  ///< 10^9 bytes read and written
  double times_baseline;
  double times_memcpy;
};

/// Times the copy, the baseline and the functions for each kind of memory. x comes from N(0, 4^2),
/// y is another array. All take turns, sample by sample, and so do the kinds of memory, in five
/// rounds, so that what else the machine does hits all alike. A sample takes 100 us or more, 1 ms
/// with several threads, and each has five or more.
/// A function that takes more than 5 ns a value gets a part of the values if all would take longer
/// than 20 ms. Calls on_progress with the share that is done, from time to time.
std::vector<Result> measure(const Plan& plan, const std::function<void(double)>& on_progress);

/// The times of results by their names: "silu in L1".
std::vector<NamedTiming> named_timings(const std::vector<Result>& results);

}  // namespace silu::bench
