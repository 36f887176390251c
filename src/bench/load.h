#pragma once

#include <chrono>
#include <filesystem>
#include <string_view>
#include <vector>

namespace silu::bench {

/// What a measurement had of the machine.
struct Load {
  double others = 0;      ///< processors that other programs used, on average
  double processors = 1;  ///< that this program may use
};

/// Measures the load that other programs put on the processors that this one may use, from its
/// construction on. The system's own load average cannot tell: it looks back for minutes, and
/// counts the threads that are timed as well.
class LoadMeter {
 public:
  LoadMeter();
  Load load() const;

 private:
  const std::chrono::steady_clock::time_point start_;
  const std::vector<unsigned> usable_;
  const double busy_;  // seconds of those processors, and of this program
  const double own_;
};

/// For how many ticks of the clock some processors were busy since the machine started, by the text
/// of /proc/stat: for whatever program, for interrupts, or for another virtual machine.
double busy_ticks(std::string_view stat, const std::vector<unsigned>& processors);

/// How many processors a control group may use, by the files in its folder: cpu.max (version 2) or
/// cpu.cfs_quota_us and cpu.cfs_period_us. Infinity if it says nothing.
double processor_quota(const std::filesystem::path& group);

}  // namespace silu::bench
