#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace silu::bench {

/// What samples of a time say together, in their unit.
struct Timing {
  double median = 0;
  double spread = 0;  ///< half of the distance between the quartiles, as a share of the median
  std::size_t samples = 0;
};

/// The median of samples, which may not be empty, and their spread.
Timing summarize(std::vector<double> samples);

/// "0.123", "1.23", "12.3", "123": a timing has no more than three digits to tell.
std::string three_digits(double value);

/// "3%"
std::string percent(double share);

}  // namespace silu::bench
