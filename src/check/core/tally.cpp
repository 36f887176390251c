#include "check/core/tally.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

namespace silu::check {
namespace {

std::uint64_t magnitude(std::int64_t steps) {
  return steps < 0 ? 0 - static_cast<std::uint64_t>(steps) : static_cast<std::uint64_t>(steps);
}

// Keeps the first ones of an order, at most so many.
template <class T, class Before>
void keep_first(std::vector<T>& kept, const T& value, std::size_t most, Before before) {
  if (kept.size() == most && (most == 0 || !before(value, kept.back()))) return;
  if (kept.size() == most) kept.pop_back();
  kept.insert(std::ranges::upper_bound(kept, value, before), value);
}

bool is_larger(const Region& a, const Region& b) {
  return a.count != b.count ? a.count > b.count : a.first < b.first;
}

bool ends_before(const Region& region, std::uint64_t index) {
  return region.count > 0 && region.first + region.count == index;
}

void extend(Region& region, const Region& by) {
  region.count += by.count;
  region.to = by.to;
  region.worst = std::max(region.worst, by.worst);
}

Region shift(Region region, std::uint64_t offset) {
  region.first += offset;
  return region;
}

Finding shift(Finding finding, std::uint64_t offset) {
  finding.index += offset;
  return finding;
}

bool is_same_input(const Finding& a, const Finding& b) {
  if (std::isnan(a.x) || std::isnan(b.x)) return std::isnan(a.x) && std::isnan(b.x);
  return a.x == b.x && std::signbit(a.x) == std::signbit(b.x);
}

void merge(std::vector<Bucket>& buckets, const std::vector<Bucket>& others) {
  if (others.empty()) return;
  buckets.resize(kBuckets);
  for (std::size_t i = 0; i < kBuckets; ++i) {
    buckets[i].least = std::min(buckets[i].least, others[i].least);
    buckets[i].most = std::max(buckets[i].most, others[i].most);
    buckets[i].wrong_classes += others[i].wrong_classes;
  }
}

}  // namespace

std::size_t Histogram::index_of(std::int64_t steps) {
  const std::uint64_t size = magnitude(steps);
  if (size <= kMostSingly) return static_cast<std::size_t>(kMostSingly + steps) + kPowers;
  const auto power = static_cast<std::size_t>(std::bit_width(size - 1) - 7);
  return steps < 0 ? kPowers - 1 - power : kPowers + kSingly + power;
}

Histogram::Row Histogram::row(std::size_t index) {
  const auto of_power = [](std::size_t power) -> Row {
    const std::int64_t to = power == kPowers - 1 ? kMostSteps : std::int64_t{1} << (power + 7);
    return {power == 0 ? kMostSingly + 1 : (std::int64_t{1} << (power + 6)) + 1, to, 0};
  };
  if (index < kPowers) {
    const Row positive = of_power(kPowers - 1 - index);
    return {-positive.to, -positive.from, 0};
  }
  if (index >= kPowers + kSingly) return of_power(index - kPowers - kSingly);
  const auto steps = static_cast<std::int64_t>(index - kPowers) - kMostSingly;
  return {steps, steps, 0};
}

void Histogram::merge(const Histogram& other) {
  std::ranges::transform(counts_, other.counts_, counts_.begin(), std::plus());
}

std::vector<Histogram::Row> Histogram::rows() const {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    rows.push_back(row(i));
    rows.back().count = counts_[i];
  }
  return rows;
}

std::uint64_t Histogram::count(std::uint64_t from, std::uint64_t to) const {
  std::uint64_t count = 0;
  for (const Row& each : rows()) {
    const std::uint64_t least = std::min(magnitude(each.from), magnitude(each.to));
    if (from <= least && least <= to) count += each.count;
  }
  return count;
}

bool is_worse(const Finding& a, const Finding& b) {
  if (a.distance() != b.distance()) return a.distance() > b.distance();
  if (a.ulp != b.ulp && !a.wrong_class) return a.ulp > b.ulp;
  return a.index < b.index;
}

void Count::merge(const Count& later, std::uint64_t offset) {
  if (count == 0 && later.first) first = shift(*later.first, offset);
  count += later.count;
}

void Tally::add_misrounded(const Finding& finding, std::size_t bucket, std::size_t most_findings) {
  ++misrounded;
  keep_first(worst, finding, most_findings, is_worse);
  add_to_regions(finding, most_findings);
  buckets.resize(kBuckets);
  Bucket& place = buckets[bucket];
  if (finding.wrong_class) {
    ++place.wrong_classes;
  } else {
    place.least = std::min(place.least, finding.steps);
    place.most = std::max(place.most, finding.steps);
  }
}

void Tally::add_to_regions(const Finding& finding, std::size_t most) {
  const Region one = {finding.index, 1, finding.x, finding.x, finding.distance()};
  if (ends_before(leading, finding.index)) return extend(leading, one);
  if (ends_before(trailing, finding.index)) return extend(trailing, one);
  if (trailing.count > 0) keep_first(regions, trailing, most, is_larger);
  (finding.index == 0 ? leading : trailing) = one;
}

void Tally::add_special(const Finding& finding) {
  const auto is_same = [&](const Finding& other) { return is_same_input(finding, other); };
  if (std::ranges::none_of(special, is_same)) special.push_back(finding);
}

void Tally::compare(const Row& row, const Row& next) {
  const double a = row.finding.result;
  const double b = next.finding.result;
  if ((row.exact < next.exact && a > b) || (row.exact > next.exact && a < b)) {
    not_monotone.add(next.finding);
  }
}

void Tally::merge_regions(const Tally& next, std::size_t most) {
  const Region first = shift(next.leading, inputs);
  const bool is_whole = next.leading.count == next.inputs;
  if (first.count > 0) {
    if (ends_before(leading, inputs)) {
      extend(leading, first);
    } else if (ends_before(trailing, inputs)) {
      extend(trailing, first);
    } else if (inputs == 0) {
      leading = first;
    } else {
      if (trailing.count > 0) keep_first(regions, trailing, most, is_larger);
      trailing = first;
    }
  }
  if (is_whole) return;
  for (const Region& each : next.regions) {
    keep_first(regions, shift(each, inputs), most, is_larger);
  }
  if (next.trailing.count == 0) return;
  if (trailing.count > 0) keep_first(regions, trailing, most, is_larger);
  trailing = shift(next.trailing, inputs);
}

void Tally::merge(const Tally& next, std::size_t most_findings) {
  merge_regions(next, most_findings);
  for (const Finding& each : next.worst) {
    keep_first(worst, shift(each, inputs), most_findings, is_worse);
  }
  for (const Finding& each : next.special) add_special(shift(each, inputs));
  if (last_row && next.first_row) {
    Row row = *next.first_row;
    row.finding = shift(row.finding, inputs);
    compare(*last_row, row);
  }
  not_monotone.merge(next.not_monotone, inputs);
  out_of_range.merge(next.out_of_range, inputs);
  not_close.merge(next.not_close, inputs);

  misrounded += next.misrounded;
  wrong_classes += next.wrong_classes;
  for (std::size_t i = 0; i < kClasses; ++i) {
    std::ranges::transform(classes[i], next.classes[i], classes[i].begin(), std::plus());
  }
  steps.merge(next.steps);
  beyond_100 += next.beyond_100;
  beyond_steps += next.beyond_steps;
  beyond_ulp += next.beyond_ulp;
  finite += next.finite;
  max_steps = std::max(max_steps, next.max_steps);
  sum_of_steps += next.sum_of_steps;
  max_ulp = std::max(max_ulp, next.max_ulp);
  sum_of_ulps += next.sum_of_ulps;
  max_absolute = std::max(max_absolute, next.max_absolute);
  max_relative = std::max(max_relative, next.max_relative);
  only_by_flushing += next.only_by_flushing;
  check::merge(buckets, next.buckets);
  if (!first_row) first_row = next.first_row;
  if (next.last_row) last_row = next.last_row;
  inputs += next.inputs;
}

std::vector<Region> Tally::all_regions(std::size_t most) const {
  std::vector<Region> all = regions;
  if (leading.count > 0) keep_first(all, leading, most, is_larger);
  if (trailing.count > 0) keep_first(all, trailing, most, is_larger);
  return all;
}

Distance Tally::percentile(double share) const {
  const auto rank = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(inputs)));
  std::vector<Histogram::Row> rows = steps.rows();
  const auto size = [](const Histogram::Row& row) {
    return std::max(magnitude(row.from), magnitude(row.to));
  };
  std::ranges::sort(rows, {}, size);
  std::uint64_t count = 0;
  for (const auto& each : rows) {
    count += each.count;
    if (count >= rank) return std::min(size(each), max_steps);
  }
  return kWrongClass;
}

double Tally::mean_steps() const {
  return static_cast<double>(sum_of_steps) / static_cast<double>(inputs - wrong_classes);
}

double Tally::mean_ulp() const {
  return static_cast<double>(sum_of_ulps) * 0x1p-32 / static_cast<double>(finite);
}

}  // namespace silu::check
