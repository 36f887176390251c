#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace silu::bench {

/// What samples of a time say together, in their unit.
struct Timing {
  double median = 0;
  double spread = 0;  ///< the distance between the quartiles, as a share of the median
  std::size_t samples = 0;
  double least = 0;
  /// By what share of the median the median of the last third of the samples differs from that of
  /// the first third. 0 if the middle halves of the two thirds overlap, for then chance will do,
  /// and for fewer than 15 samples.
  double drift = 0;
};

/// Summarizes samples, which may not be empty, in the order in which they were taken.
Timing summarize(std::vector<double> samples);

/// "0.123", "1.23", "12.3", "123": a timing has no more than three digits to tell.
std::string three_digits(double value);

/// "3%"
std::string percent(double share);

}  // namespace silu::bench
