#include "bench/load.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "io/processors.h"

namespace silu::bench {
namespace {

// Empty if it cannot be read.
std::string read(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// The processors that this program may run on, by number.
std::vector<unsigned> usable_numbers() {
  std::vector<unsigned> numbers;
  cpu_set_t usable;
  if (::sched_getaffinity(0, sizeof usable, &usable) != 0) return numbers;
  for (unsigned i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &usable)) numbers.push_back(i);
  }
  return numbers;
}

double busy_seconds(const std::vector<unsigned>& processors) {
  return busy_ticks(read("/proc/stat"), processors) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// Processor time of all threads of this program.
double own_seconds() {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The folder of this program's control group, of version 2; a container finds its own at the root.
std::filesystem::path own_group() {
  std::istringstream lines(read("/proc/self/cgroup"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("0::/")) return "/sys/fs/cgroup" + line.substr(3);
  }
  return "/sys/fs/cgroup";
}

double usable_processors() {
  return std::min({static_cast<double>(io::usable_processors()), processor_quota(own_group()),
                   processor_quota("/sys/fs/cgroup"), processor_quota("/sys/fs/cgroup/cpu")});
}

}  // namespace

double busy_ticks(std::string_view stat, const std::vector<unsigned>& processors) {
  // "cpu0 user nice system idle iowait irq softirq steal ..."
  constexpr bool kBusy[] = {true, true, true, false, false, true, true, true};
  double ticks = 0;
  std::istringstream lines{std::string(stat)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    const bool is_wanted = std::ranges::any_of(
        processors, [&](unsigned number) { return name == "cpu" + std::to_string(number); });
    if (!is_wanted) continue;
    for (const bool is_busy : kBusy) {
      double count = 0;
      if (words >> count && is_busy) ticks += count;
    }
  }
  return ticks;
}

double processor_quota(const std::filesystem::path& group) {
  // "max 100000" if there is no limit, and -1 in version 1: microseconds in each period.
  std::istringstream numbers(read(group / "cpu.max") + read(group / "cpu.cfs_quota_us") +
                             read(group / "cpu.cfs_period_us"));
  double quota = 0;
  double period = 0;
  if (!(numbers >> quota >> period) || quota <= 0 || period <= 0) return HUGE_VAL;
  return quota / period;
}

LoadMeter::LoadMeter()
    : start_(std::chrono::steady_clock::now()),
      usable_(usable_numbers()),
      busy_(busy_seconds(usable_)),
      own_(own_seconds()) {}

Load LoadMeter::load() const {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  const double others = (busy_seconds(usable_) - busy_) - (own_seconds() - own_);
  return {.others = std::max(0.0, others / elapsed.count()), .processors = usable_processors()};
}

}  // namespace silu::bench
