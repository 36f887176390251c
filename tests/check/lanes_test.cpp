#include "check/lanes.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "check/program.h"
#include "kernels_io.h"

using namespace silu;
using namespace silu::check;

namespace {

std::span<const std::byte> bytes_of(const std::vector<float>& values) {
  return std::as_bytes(std::span(values));
}

LaneFindings findings_of(const std::string& fault, std::uint64_t count) {
  LaneFindings findings;
  const auto reader =
      make_program_reader({CHECK_PROGRAM, fault}, count_up_to(count), {.lanes = &findings});
  CHECK(results_of<float>(*reader).size() == count);
  return findings;
}

}  // namespace

TEST_CASE("an arrangement has a place of its own for each item") {
  for (const auto& arrangement : arrangements_for(DType::kFloat32)) {
    for (const std::size_t items : {1UL, 2UL, 5UL, 256UL}) {
      std::set<std::size_t> places;
      for (std::size_t i = 0; i < items; ++i) places.insert(arrangement.place(i, items));
      CHECK(places.size() == items);
      CHECK(*places.rbegin() < arrangement.length(items));
    }
  }
  CHECK(arrangements_for(DType::kFloat32).size() == 8);
  CHECK(arrangements_for(DType::kFloat8E4M3FN).size() == 6);  // it has no infinity
}

TEST_CASE("items are laid out whole") {
  const std::vector<float> items = {1, 2, 3, 4};  // x and dy of two
  const auto all = arrangements_for(DType::kFloat32);
  std::vector<float> to(4);
  arrange(all[1], DType::kFloat32, 2, bytes_of(items), reinterpret_cast<std::byte*>(to.data()));
  CHECK(to == std::vector<float>{3, 4, 1, 2});
  to.resize(10);
  arrange(all[6], DType::kFloat32, 2, bytes_of(items), reinterpret_cast<std::byte*>(to.data()));
  constexpr float kInf = std::numeric_limits<float>::infinity();
  CHECK(to == std::vector<float>{kInf, kInf, 1, 2, kInf, kInf, 3, 4, kInf, kInf});
}

TEST_CASE("a result that differs is found once for each input") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> in_order = {1, nan, 3, 0.0F};
  GroupComparison comparison(DType::kFloat32, bytes_of(in_order));
  const auto all = arrangements_for(DType::kFloat32);
  comparison.compare(all[0], bytes_of(in_order));
  CHECK(comparison.findings().inputs == 0);
  comparison.compare(all[1], bytes_of({0.0F, 3, -nan, 1}));
  CHECK(comparison.findings().inputs == 0);  // NaN is NaN
  comparison.compare(all[2], bytes_of({-0.0F, 1, nan, 3}));
  comparison.compare(all[2], bytes_of({5, 1, nan, 4}));
  const LaneFindings findings = comparison.findings();
  CHECK(findings.inputs == 2);
  CHECK(findings.index == 2);
  CHECK(findings.arrangement == std::string("shifted by 1"));
  CHECK(findings.in_order == 0x4040'0000);
  CHECK(findings.arranged == 0x4080'0000);
}

TEST_CASE("findings of later groups are counted, and the first one stays") {
  LaneFindings all;
  all.add({}, 0);
  CHECK(all.inputs == 0);
  all.add({.inputs = 2, .index = 7, .arrangement = "reversed"}, 256);
  all.add({.inputs = 3, .index = 1, .arrangement = "beside NaN"}, 512);
  CHECK(all.inputs == 5);
  CHECK(all.index == 263);
  CHECK(all.arrangement == std::string("reversed"));
}

TEST_CASE("a stream of groups comes out as it went in") {
  for (const std::size_t count : {1UL, 3UL, 255UL, 256UL, 257UL, 1'000UL}) {
    std::vector<float> items(count);
    std::iota(items.begin(), items.end(), 0.0F);
    const LaneStream stream(DType::kFloat32, 1);
    std::vector<std::byte> fed;
    for (auto rest = bytes_of(items); !rest.empty();) {
      const auto group = rest.first(std::min<std::size_t>(rest.size(), 4 * 256));
      stream.append(group, fed);
      rest = rest.subspan(group.size());
    }
    CHECK(fed.size() == 4 * stream.fed(count));
    for (std::uint64_t place = 0; place < stream.fed(count); ++place) {
      float value = 0;
      std::memcpy(&value, &fed[4 * place], 4);
      const auto item = stream.item_at(place, count);
      REQUIRE(item < count);
      if (std::isfinite(value)) REQUIRE(items[item] == value);
    }
    CHECK(stream.item_at(stream.fed(count), count) == count);

    std::string results(reinterpret_cast<const char*>(fed.data()), fed.size());
    LaneFindings findings;
    stream.collapse(DType::kFloat32, 0, results, findings);
    CHECK(findings.inputs == 0);
    CHECK(results == std::string(reinterpret_cast<const char*>(items.data()), 4 * count));
  }
}

TEST_CASE("a program whose results depend on their place or their neighbours is found") {
  CHECK(findings_of("", 100'000).inputs == 0);
  CHECK(findings_of("", 1).inputs == 0);
  const LaneFindings place = findings_of("place", 10'000);
  CHECK(place.inputs > 5'000);
  CHECK(place.index == 0);
  CHECK(place.arrangement == std::string("shifted by 1"));
  const LaneFindings start = findings_of("start", 10'000);
  CHECK(start.inputs == 1);
  CHECK(start.index == 0);
  CHECK(start.arrangement == std::string("reversed"));
  const LaneFindings nan = findings_of("nan", 10'000);
  CHECK(nan.inputs == 10'000);
  CHECK(nan.arrangement == std::string("beside NaN"));
  CHECK(findings_of("-inf", 10'000).arrangement == std::string("beside -infinity"));
}

TEST_CASE("a failure of a program between arrangements names the input") {
  LaneFindings findings;
  const auto failure = [&](const std::string& script, std::uint64_t count) {
    return failure_of([&] {
      return make_program_reader({"sh", "-c", script}, count_up_to(count), {.lanes = &findings});
    });
  };
  CHECK(failure("head -c 1028; exit 3", 1'000) ==
        "sh: exited with status 3 after 257 results @ 254");  // the second one in reverse
  CHECK(failure("cat; printf abcd", 10) ==
        "sh: returned more than 113 results for 113 inputs @ 10");
}
