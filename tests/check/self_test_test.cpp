#include "check/self_test.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

using namespace silu;
using check::Checker;
using check::Tally;

namespace {

using Bytes = std::span<const std::byte>;

// The kinds of fault that are not found by a judge.
template <class Change>
std::vector<std::string> not_found(Change change) {
  std::vector<std::string> kinds;
  const auto judge = [&](const Checker& checker, Bytes x, Bytes y) {
    Tally tally = check::judge_in_pieces(checker, x, y);
    change(tally);
    return tally;
  };
  for (const auto& each : check::self_test(judge)) {
    if (!each.found) kinds.push_back(each.kind);
  }
  return kinds;
}

}  // namespace

TEST_CASE("the self-test finds all that it plants") {
  const auto lines = check::self_test(check::judge_in_pieces);
  CHECK(lines.size() == 15);
  for (const auto& each : lines) {
    CAPTURE(each.kind);
    CHECK(each.found);
    CHECK(each.planted >= 3);
  }
}

TEST_CASE("the self-test does not find what a broken judge passes over") {
  using Names = std::vector<std::string>;
  CHECK(not_found([](Tally& tally) { tally.not_monotone = {}; }) == Names{"two results swapped"});
  CHECK(not_found([](Tally& tally) { tally.only_by_flushing = 0; }) ==
        Names{"a subnormal result flushed", "the same, where that is allowed"});
  // Nearly everything has a place, and is a region.
  CHECK(not_found([](Tally& tally) {
          for (auto& each : tally.worst) ++each.index;
        }).size() == 12);
  CHECK(not_found([](Tally& tally) {
          tally.regions = {};
          tally.leading = tally.trailing = {};
        }).size() == 12);
  CHECK(not_found([](Tally& tally) { tally.wrong_classes = 0; }).size() == 4);
}

TEST_CASE("the self-test finds nothing without faults, and with a judge that sees none") {
  const auto lines = check::self_test([](const Checker& checker, Bytes x, Bytes) {
    std::vector<std::byte> y(x.size());
    checker.function().evaluate(checker.options().input_dtype, x, y);
    return checker.check(x, y);
  });
  CHECK(lines[0].found);
  CHECK(std::ranges::count_if(lines, [](const auto& each) { return each.found; }) == 1);
  const auto of_none = check::self_test([](const Checker&, Bytes, Bytes) { return Tally(); });
  CHECK(std::ranges::none_of(of_none, [](const auto& each) { return each.found; }));
}
