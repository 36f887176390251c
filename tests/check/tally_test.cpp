#include "check/core/tally.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "check/check_values.h"
#include "silu/parse.h"

using namespace silu;
using check::Histogram;
using check::Tally;

namespace {

bool is_same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool is_same(const check::Finding& a, const check::Finding& b) {
  return a.index == b.index && is_same(a.x, b.x) && is_same(a.dy, b.dy) &&
         is_same(a.result, b.result) && is_same(a.expected, b.expected) && a.steps == b.steps &&
         a.wrong_class == b.wrong_class && is_same(a.ulp, b.ulp);
}

bool is_same(const check::Region& a, const check::Region& b) {
  return a.first == b.first && a.count == b.count && is_same(a.from, b.from) &&
         is_same(a.to, b.to) && a.worst == b.worst;
}

bool is_same(const check::Bucket& a, const check::Bucket& b) {
  return a.least == b.least && a.most == b.most && a.wrong_classes == b.wrong_classes;
}

bool is_same(const Histogram::Row& a, const Histogram::Row& b) {
  return a.from == b.from && a.to == b.to && a.count == b.count;
}

bool is_same(const check::Count& a, const check::Count& b) {
  return a.count == b.count && a.first.has_value() == b.first.has_value() &&
         (!a.first || is_same(*a.first, *b.first));
}

template <class T>
bool is_same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::ranges::equal(a, b, [](const T& x, const T& y) { return is_same(x, y); });
}

// What differs between two tallies.
std::string difference(const Tally& a, const Tally& b, std::size_t most) {
  std::string text;
  const auto require = [&](bool same, const char* name) {
    if (!same) text.append(text.empty() ? "" : ", ").append(name);
  };
  require(a.inputs == b.inputs, "inputs");
  require(a.misrounded == b.misrounded, "misrounded");
  require(a.wrong_classes == b.wrong_classes, "wrong_classes");
  require(a.classes == b.classes, "classes");
  require(is_same(a.steps.rows(), b.steps.rows()), "steps");
  require(a.beyond_100 == b.beyond_100, "beyond_100");
  require(a.beyond_steps == b.beyond_steps, "beyond_steps");
  require(a.beyond_ulp == b.beyond_ulp, "beyond_ulp");
  require(a.finite == b.finite, "finite");
  require(a.max_steps == b.max_steps, "max_steps");
  require(a.sum_of_steps == b.sum_of_steps, "sum_of_steps");
  require(is_same(a.max_ulp, b.max_ulp), "max_ulp");
  require(a.sum_of_ulps == b.sum_of_ulps, "sum_of_ulps");
  require(is_same(a.max_absolute, b.max_absolute), "max_absolute");
  require(is_same(a.max_relative, b.max_relative), "max_relative");
  require(a.only_by_flushing == b.only_by_flushing, "only_by_flushing");
  require(is_same(a.not_monotone, b.not_monotone), "not_monotone");
  require(is_same(a.out_of_range, b.out_of_range), "out_of_range");
  require(is_same(a.not_close, b.not_close), "not_close");
  require(is_same(a.worst, b.worst), "worst");
  require(is_same(a.special, b.special), "special");
  require(is_same(a.all_regions(most), b.all_regions(most)), "regions");
  require(is_same(a.buckets, b.buckets), "buckets");
  return text;
}

// Results of a function, with faults of all kinds, alone and in runs of some length.
template <class T>
std::vector<T> spoil(std::vector<T> y, std::mt19937_64& random) {
  for (std::size_t i = 0; i < y.size();) {
    const std::size_t run = 1 + random() % 40;
    const auto kind = random() % 8;
    for (const std::size_t end = std::min(y.size(), i + run); i < end; ++i) {
      const auto bits = std::bit_cast<BitsOf<T>>(y[i]);
      if (kind == 1) y[i] = std::bit_cast<T>(static_cast<BitsOf<T>>(bits + 1));
      if (kind == 2) y[i] = std::bit_cast<T>(static_cast<BitsOf<T>>(bits ^ random() % 64));
      if (kind == 3) y[i] = std::bit_cast<T>(static_cast<BitsOf<T>>(random()));
      if (kind == 4) y[i] = T(0.0F);
    }
  }
  return y;
}

template <class T>
void merge_any_cut(const Function& function, check::Options options, unsigned seed) {
  std::mt19937_64 random(seed);
  options.input_dtype = options.result_dtype = DTypeTraits<T>::kDType;
  const check::Checker checker(function, options);
  std::vector<T> x(1 + random() % 4000);
  for (T& each : x) each = std::bit_cast<T>(static_cast<BitsOf<T>>(random()));
  if (seed % 2 == 0) {
    std::ranges::sort(x, {}, [](T each) { return std::bit_cast<BitsOf<T>>(each); });
  }
  std::vector<T> dy;
  for (std::size_t i = 0; options.is_backward && i < x.size(); ++i) {
    dy.push_back(T(static_cast<double>(random() % 64) / 8));
  }
  std::vector<T> y(x.size());
  if (options.is_backward) {
    function.backward(x, dy, y);
  } else {
    function(x, y);
  }
  y = spoil(std::move(y), random);

  const auto check = [&](std::size_t from, std::size_t to) {
    const auto part = [&](const std::vector<T>& all) {
      return std::as_bytes(std::span(all).subspan(from, to - from));
    };
    return checker.check(part(x), part(y), options.is_backward ? part(dy) : part(x).first(0));
  };
  const std::size_t most = options.most_findings;
  const Tally whole = check(0, x.size());
  std::vector<Tally> parts;
  const std::size_t largest = 1 + random() % 1500;
  for (std::size_t from = 0; from < x.size();) {
    const std::size_t to = std::min(x.size(), from + random() % largest);
    parts.push_back(check(from, to));  // empty ones, too
    from = to;
    if (largest == 1) ++from, parts.back() = check(from - 1, from);
  }
  Tally one_by_one;
  for (const Tally& each : parts) one_by_one.merge(each, most);
  CHECK_MESSAGE(difference(one_by_one, whole, most).empty(), difference(one_by_one, whole, most),
                " of seed ", seed);
  // Neighbours in any order.
  while (parts.size() > 1) {
    const std::size_t i = random() % (parts.size() - 1);
    parts[i].merge(parts[i + 1], most);
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
  CHECK_MESSAGE(difference(parts[0], whole, most).empty(), difference(parts[0], whole, most),
                " of seed ", seed);
}

std::vector<std::string> rows_of(std::initializer_list<std::int64_t> steps) {
  Histogram histogram;
  for (const std::int64_t each : steps) histogram.add(each);
  std::vector<std::string> rows;
  for (const auto& [from, to, count] : histogram.rows()) {
    rows.push_back(std::to_string(from) + ".." + std::to_string(to) + ": " + std::to_string(count));
  }
  return rows;
}

Tally tally_of(std::initializer_list<std::int64_t> steps, std::uint64_t wrong_classes = 0) {
  Tally tally;
  for (const std::int64_t each : steps) {
    tally.steps.add(each);
    tally.max_steps = std::max(tally.max_steps, static_cast<check::Distance>(std::abs(each)));
  }
  tally.wrong_classes = wrong_classes;
  tally.inputs = steps.size() + wrong_classes;
  return tally;
}

}  // namespace

TEST_CASE("tallies of any cut merge to the tally of the whole") {
  const check::Options everything = {.subnormals = check::Subnormals::kFlush,
                                     .must_be_monotone = true,
                                     .must_be_in_range = true,
                                     .max_steps = 3,
                                     .max_ulp = 2,
                                     .measures_errors = true,
                                     .close = check::Tolerance{.relative = 1e-2, .absolute = 0},
                                     .most_findings = 5};
  for (unsigned seed = 0; seed < 24; ++seed) {
    check::Options options = everything;
    options.most_findings = seed % 7;
    options.signed_zero = seed % 3 == 0;
    merge_any_cut<BFloat16>(parse_function("silu"), options, seed);
    merge_any_cut<Float8E4M3FN>(parse_function("tanh"), options, seed);
    merge_any_cut<float>(parse_function("gelu"), options, seed);
    options.must_be_in_range = false;
    options.is_backward = true;
    merge_any_cut<Float16>(parse_function("silu"), options, seed);
  }
}

TEST_CASE("few steps have a row each, and more a row for each power of two") {
  using Rows = std::vector<std::string>;
  CHECK(rows_of({0, 1, -1, 1}) == Rows{"-1..-1: 1", "0..0: 1", "1..1: 2"});
  CHECK(rows_of({63, 64}) == Rows{"63..63: 1", "64..64: 1"});
  CHECK(rows_of({65, 128}) == Rows{"65..128: 2"});
  CHECK(rows_of({-65, -128, -64}) == Rows{"-128..-65: 2", "-64..-64: 1"});
  CHECK(rows_of({129, 256, 257}) == Rows{"129..256: 2", "257..512: 1"});
  CHECK(rows_of({-129, 129}) == Rows{"-256..-129: 1", "129..256: 1"});
  const std::int64_t most = check::kMostSteps;
  CHECK(rows_of({most, most - 1, -most}) == Rows{"-9223372036854775807..-4611686018427387905: 1",
                                                 "4611686018427387905..9223372036854775807: 2"});
  CHECK(rows_of({std::int64_t{1} << 62}) == Rows{"2305843009213693953..4611686018427387904: 1"});
}

TEST_CASE("a histogram counts sizes of steps, of both signs") {
  Histogram histogram;
  for (std::int64_t steps = -200; steps <= 200; ++steps) histogram.add(steps);
  CHECK(histogram.count(0, 0) == 1);
  CHECK(histogram.count(1, 1) == 2);
  CHECK(histogram.count(3, 10) == 16);
  CHECK(histogram.count(11, std::numeric_limits<std::uint64_t>::max()) == 380);
  CHECK(histogram.count(65, 128) == 128);
  Histogram other;
  other.add(-200, 5);
  histogram.merge(other);
  CHECK(histogram.count(129, 256) == 149);
}

TEST_CASE("percentiles are those of the sizes of steps") {
  CHECK(tally_of({0, 0, 0, 0}).percentile(.99) == 0);
  CHECK(tally_of({0, 0, 0, -3}).percentile(.5) == 0);
  CHECK(tally_of({0, 0, 0, -3}).percentile(.75) == 0);
  CHECK(tally_of({0, 0, 0, -3}).percentile(.76) == 3);
  CHECK(tally_of({5, -1, 2, -4}).percentile(.5) == 2);
  CHECK(tally_of({5, -1, 2, -4}).percentile(.75) == 4);
  CHECK(tally_of({5, -1, 2, -4}).percentile(1) == 5);
  // The upper end of its row, but no more than the largest.
  CHECK(tally_of({66, 200}).percentile(.5) == 128);
  CHECK(tally_of({66, 100}).percentile(.5) == 100);
  CHECK(tally_of({check::kMostSteps}).percentile(.5) == check::kMostSteps);
  // Wrong classes are the largest.
  CHECK(tally_of({0, 7}, 2).percentile(.5) == 7);
  CHECK(tally_of({0, 7}, 2).percentile(.75) == check::kWrongClass);
  CHECK(tally_of({}, 1).percentile(.5) == check::kWrongClass);
}

TEST_CASE("the worst findings are those of a wrong class, then by steps, ULP error and place") {
  const auto worst_of = [](std::vector<check::Finding> findings, std::size_t most) {
    Tally tally;
    for (const auto& each : findings) tally.add_misrounded(each, 0, most);
    std::vector<std::uint64_t> order;
    for (const auto& each : tally.worst) order.push_back(each.index);
    return order;
  };
  const std::vector<check::Finding> findings = {
      {.index = 0, .steps = 1, .ulp = 0.6},
      {.index = 1, .steps = -5, .ulp = 5},
      {.index = 2, .steps = 5, .ulp = 4.6},
      {.index = 3, .wrong_class = true, .ulp = std::nan("")},
      {.index = 4, .steps = -1, .ulp = 0.6},
      {.index = 5, .steps = -1, .ulp = 1.4},
      {.index = 6, .wrong_class = true, .ulp = std::nan("")}};
  using Order = std::vector<std::uint64_t>;
  CHECK(worst_of(findings, 10) == Order{3, 6, 1, 2, 5, 0, 4});
  CHECK(worst_of(findings, 3) == Order{3, 6, 1});
  CHECK(worst_of(findings, 0).empty());
}
