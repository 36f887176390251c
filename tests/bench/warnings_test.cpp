#include "bench/warnings.h"

#include <doctest/doctest.h>

using namespace silu::bench;

namespace {

using Lines = std::vector<std::string>;

constexpr Load kIdle = {.others = 0.2, .processors = 2};

NamedTiming row(const std::string& name, double spread, double drift = 0) {
  return {name, {.median = 1, .spread = spread, .samples = 50, .least = 1, .drift = drift}};
}

}  // namespace

TEST_CASE("there is no warning of quiet times on an idle machine") {
  const NamedTiming quiet[] = {row("relu in L1", 0.2, 0.1), row("silu in L1", 0.01, -0.1)};
  CHECK(find_warnings(quiet, 2, kIdle) == Lines{});
  CHECK(find_warnings({}, 1, kIdle) == Lines{});
}

TEST_CASE("a spread above 20% is a warning, which names the largest") {
  const NamedTiming rows[] = {row("relu in L1", 0.21), row("silu in L1", 0.5),
                              row("silu in L2", 0.2)};
  CHECK(find_warnings(rows, 1, kIdle) ==
        Lines{"2 of 3 times spread by more than 20%, silu in L1 by 50%"});
}

TEST_CASE("a drift above 10% is a warning, in either direction") {
  const NamedTiming rows[] = {row("relu in L1", 0, 0.3), row("silu in L1", 0.1, -0.45),
                              row("silu in L2", 0.1, 0.1)};
  CHECK(find_warnings(rows, 1, kIdle) ==
        Lines{"2 of 3 times changed during the measurement by more than 10%, silu in L1 by -45%"});
}

TEST_CASE("a load above the free processors is a warning") {
  const auto warnings = [](unsigned threads, Load load) {
    return find_warnings({}, threads, load);
  };
  CHECK(warnings(1, {.others = 1.2, .processors = 2}) == Lines{});
  CHECK(warnings(1, {.others = 1.3, .processors = 2}) ==
        Lines{"the load average of other programs was 1.3, with 1 of 2 processors free"});
  CHECK(warnings(2, {.others = 0.96, .processors = 2}) ==
        Lines{"the load average of other programs was 1, with 0 of 2 processors free"});
  CHECK(warnings(2, {.others = 5, .processors = 64}) == Lines{});
  CHECK(warnings(1, {.others = 0.8, .processors = 1.5}) ==
        Lines{"the load average of other programs was 0.8, with 0.5 of 1.5 processors free"});
}

TEST_CASE("more threads than processors are a warning") {
  CHECK(find_warnings({}, 4, {.others = 0, .processors = 1.5}) ==
        Lines{"more threads than processors: 4 and 1.5"});
  CHECK(find_warnings({}, 2, {.others = 0, .processors = 2}) == Lines{});
}
