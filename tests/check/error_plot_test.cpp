#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "check/report.h"
#include "silu/parse.h"

using namespace silu;
using check::Bucket;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// The picture of a tally with these buckets.
std::string svg(const std::vector<std::pair<float, Bucket>>& buckets, std::string name = "k") {
  const check::Checker checker(parse_function("silu"), {});
  check::Tally tally;
  tally.inputs = 9;
  for (const auto& [x, bucket] : buckets) {
    tally.buckets.resize(check::kBuckets);
    tally.buckets[check::bucket_of(x)] = bucket;
    ++tally.misrounded;
    tally.wrong_classes += bucket.wrong_classes;
  }
  check::Report report = {
      .checker = checker, .source = "x", .is_exhaustive = false, .version = "", .command = ""};
  report.results.push_back({.name = name, .tally = tally, .judgements = {}});
  report.results.push_back({.name = name, .tally = tally, .judgements = {}});
  return write_svg(report);
}

}  // namespace

TEST_CASE("a picture has a panel for each result, and a bar for each bucket") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  CHECK(count(svg({}), "class=\"panel\"") == 2);
  CHECK(count(svg({}), "class=\"steps\"") == 0);
  CHECK(count(svg({}), "class=\"wrong\"") == 0);
  const std::string right = svg({{0.0F, {-1, 10, 0}}});
  // From the middle on, a pixel from 10 to -1, where the axis is from 0.2 above 10 to as much below
  // -1.
  CHECK(right.find("class=\"steps\" d=\"M516 128.9h1V323.1h-1z\"") != right.npos);
  const std::string left = svg({{-kInfinity, {0, 1, 0}}});
  CHECK(left.find("class=\"steps\" d=\"M84 ") != left.npos);
  const std::string nan = svg({{kNaN, {0, 0, 7}}});
  CHECK(count(nan, "class=\"wrong\"") == 2);
  CHECK(nan.find("class=\"wrong\" d=\"M976 ") != nan.npos);
  CHECK(nan.find("2 misrounded") == nan.npos);
}

TEST_CASE("steps of any size, and names of any kind, are drawn") {
  constexpr auto kMost = check::kMostSteps;
  const std::string far = svg({{1.0F, {-kMost, kMost, 0}}});
  CHECK(far.find("nan") == far.npos);
  CHECK(count(far, "text-anchor=\"end\"") < 40);
  const std::string name = svg({}, "<&>" + std::string(79, 'x') + "\u00e4\u00e4");
  CHECK(name.find("<&>") == name.npos);
  CHECK(name.find("xx\u2026;") != name.npos);
}
