#include "bench/load.h"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "temporary_folder.h"

using namespace silu::bench;

TEST_CASE("busy ticks are all but idle and waiting ones, of the processors asked for") {
  constexpr auto kStat =
      "cpu  1111 2222 3333 4444 5555 6666 7777 8888 9999 0\n"
      "cpu0 1 20 300 4000 50000 600000 7000000 80000000 900000000 0\n"
      "cpu1 1 1 1 1 1 1 1 1 1 1\n"
      "cpu10 2 0 0 9 9 0 0\n"  // an old kernel has fewer columns
      "intr 1 2 3\n";
  CHECK(busy_ticks(kStat, {0}) == 87600321);
  CHECK(busy_ticks(kStat, {1}) == 6);
  CHECK(busy_ticks(kStat, {1, 10}) == 8);
  CHECK(busy_ticks(kStat, {7}) == 0);
  CHECK(busy_ticks("", {0}) == 0);
}

TEST_CASE("a quota of processors is read in both versions of control groups") {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder.path / name) << text;
  };
  CHECK(processor_quota(folder.path) == HUGE_VAL);
  write("cpu.max", "max 100000\n");
  CHECK(processor_quota(folder.path) == HUGE_VAL);
  write("cpu.max", "150000 100000\n");
  CHECK(processor_quota(folder.path) == 1.5);
  std::filesystem::remove(folder.path / "cpu.max");
  write("cpu.cfs_quota_us", "-1\n");
  write("cpu.cfs_period_us", "100000\n");
  CHECK(processor_quota(folder.path) == HUGE_VAL);
  write("cpu.cfs_quota_us", "50000\n");
  CHECK(processor_quota(folder.path) == 0.5);
}

TEST_CASE("a meter of the load gives what can be") {
  const LoadMeter meter;
  const Load load = meter.load();
  CHECK(load.others >= 0);
  CHECK(load.processors > 0);
}
