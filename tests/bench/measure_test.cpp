#include "bench/measure.h"

#include <doctest/doctest.h>

#include <atomic>

#include "bench/memory.h"
#include "bench/team.h"

using namespace silu::bench;

namespace {

silu::Function find(std::string_view name) {
  for (const auto* each : silu::catalogue()) {
    if (each->name == name) return silu::Function(*each);
  }
  FAIL("no such function");
  throw 0;
}

}  // namespace

TEST_CASE("memories grow, and each holds a value for many threads") {
  const auto all = memories(1);
  REQUIRE(all.size() == 4);
  CHECK(memories(64)[2].bytes >= all[2].bytes);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(all[i].name);
    CHECK(all[i].bytes >= 8192);
    if (i > 0) CHECK(all[i].bytes > all[i - 1].bytes);
  }
}

TEST_CASE("a team does every part of every job once, at the same time") {
  for (const unsigned members : {1U, 2U, 5U}) {
    Team team(members);
    CHECK(team.members() == members);
    for (int job = 0; job < 100; ++job) {
      std::vector<int> done(members);
      std::atomic<unsigned> present = 0;
      team.run([&](unsigned member) {
        ++done[member];
        ++present;
        while (present != members) std::this_thread::yield();
      });
      CHECK(done == std::vector<int>(members, 1));
    }
  }
}

TEST_CASE("measure times the copy, the baseline and each function once for each memory") {
  const Plan plan = {.dtype = silu::DType::kBFloat16,
                     .functions = {find("silu"), find("relu"), find("mish")},
                     .baseline = find("relu"),
                     .threads = 2,
                     .seconds = 0.01};
  double done = 0;
  const auto results = measure(plan, [&](double share) {
    CHECK(share >= done);
    CHECK(share <= 1);
    done = share;
  });
  const std::string_view names[] = {"memcpy", "relu", "silu", "mish"};
  const auto all = memories(2);
  REQUIRE(results.size() == all.size() * 4);
  CHECK(named_timings(results)[6].name == "silu in L2");
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& each = results[i];
    CAPTURE(each.name);
    CHECK(each.memory == all[i / 4].name);
    CHECK(each.name == names[i % 4]);
    CHECK(each.values % 2 == 0);
    CHECK(each.timing.samples >= 5);
    CHECK(each.timing.least > 0);
    CHECK(each.timing.median >= each.timing.least);
    CHECK(each.gigabytes_per_second == doctest::Approx(4 / each.timing.median));
    CHECK(each.times_memcpy * results[i / 4 * 4].timing.median ==
          doctest::Approx(each.timing.median));
    CHECK(each.times_baseline * results[i / 4 * 4 + 1].timing.median ==
          doctest::Approx(each.timing.median));
  }
}
