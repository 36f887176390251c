#include "check/lanes.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace silu::check {
namespace {

constexpr std::size_t kItems = GroupComparison::kItems;

template <class Bits>
Bits load(const std::byte* value) {
  Bits bits;
  std::memcpy(&bits, value, sizeof bits);
  return bits;
}

// One load for each value: the call of a function that takes any size is several times as slow,
// since it reads more than what the kernel has just written.
std::uint64_t load_bits(const std::byte* value, std::size_t size) {
  switch (size) {
    case 1:
      return load<std::uint8_t>(value);
    case 2:
      return load<std::uint16_t>(value);
    case 4:
      return load<std::uint32_t>(value);
    default:
      return load<std::uint64_t>(value);
  }
}

bool is_nan(DType dtype, const std::byte* value) {
  return with_type(dtype, [&]<class T>(std::type_identity<T>) {
    return std::isnan(static_cast<double>(load<T>(value)));
  });
}

void store(DType dtype, double value, std::byte* to) {
  with_type(dtype, [&]<class T>(std::type_identity<T>) {
    const auto number = static_cast<T>(value);
    std::memcpy(to, &number, sizeof number);
  });
}

// The item there, or one beside it.
std::size_t item_of_place(const Arrangement& arrangement, std::size_t place, std::size_t items) {
  if (arrangement.neighbour) return std::min(place / 2, items - 1);
  std::size_t item = 0;
  while (arrangement.place(item, items) != place) ++item;
  return item;
}

}  // namespace

void LaneFindings::add(const LaneFindings& later, std::uint64_t first) {
  const std::uint64_t all = inputs + later.inputs;
  if (inputs == 0 && later.inputs > 0) {
    *this = later;
    index += first;
  }
  inputs = all;
}

std::size_t Arrangement::length(std::size_t items) const {
  return neighbour ? 2 * items + 1 : items;
}

std::size_t Arrangement::place(std::size_t item, std::size_t items) const {
  if (neighbour) return 2 * item + 1;
  if (reversed) return items - 1 - item;
  return (item + shift) % items;
}

std::vector<Arrangement> arrangements_for(DType dtype) {
  std::vector<Arrangement> all = {{.name = "in order"},
                                  {.name = "reversed", .reversed = true},
                                  {.name = "shifted by 1", .shift = 1},
                                  {.name = "shifted by 3", .shift = 3},
                                  {.name = "shifted by 7", .shift = 7}};
  with_type(dtype, [&]<class T>(std::type_identity<T>) {
    using Limits = std::numeric_limits<T>;
    all.push_back({.name = "beside NaN", .neighbour = std::nan("")});
    if (!Limits::has_infinity) return;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    all.push_back({.name = "beside infinity", .neighbour = kInfinity});
    all.push_back({.name = "beside -infinity", .neighbour = -kInfinity});
  });
  return all;
}

void arrange(const Arrangement& arrangement, DType dtype, std::size_t columns,
             std::span<const std::byte> items, std::byte* to) {
  const std::size_t size = size_of(dtype);
  const std::size_t item_bytes = columns * size;
  const std::size_t count = items.size() / item_bytes;
  if (arrangement.neighbour) {
    for (std::size_t i = 0; i < arrangement.length(count) * columns; ++i) {
      store(dtype, *arrangement.neighbour, to + i * size);
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(to + arrangement.place(i, count) * item_bytes, items.data() + i * item_bytes,
                item_bytes);
  }
}

GroupComparison::GroupComparison(DType result_dtype, std::span<const std::byte> in_order)
    : dtype_(result_dtype),
      size_(size_of(result_dtype)),
      in_order_(in_order),
      differences_(in_order.size() / size_) {}

void GroupComparison::compare(const Arrangement& arrangement, std::span<const std::byte> results) {
  const std::size_t items = differences_.size();
  for (std::size_t i = 0; i < items; ++i) {
    compare(arrangement.name, i, &results[arrangement.place(i, items) * size_]);
  }
}

void GroupComparison::compare(const char* arrangement, std::size_t item, const std::byte* result) {
  const std::byte* const in_order = &in_order_[item * size_];
  Difference& difference = differences_[item];
  const std::uint64_t bits = load_bits(result, size_);
  if (bits == load_bits(in_order, size_) || difference.arrangement != nullptr) return;
  if (is_nan(dtype_, in_order) && is_nan(dtype_, result)) return;
  difference = {arrangement, bits};
}

LaneFindings GroupComparison::findings() const {
  LaneFindings findings;
  for (std::size_t i = 0; i < differences_.size(); ++i) {
    const auto& [arrangement, bits] = differences_[i];
    if (arrangement == nullptr) continue;
    if (findings.inputs++ > 0) continue;
    findings.index = i;
    findings.arrangement = arrangement;
    findings.in_order = load_bits(&in_order_[i * size_], size_);
    findings.arranged = bits;
  }
  return findings;
}

LaneStream::LaneStream(DType dtype, std::size_t columns)
    : dtype_(dtype), columns_(columns), arrangements_(arrangements_for(dtype)) {
  for (const auto& arrangement : arrangements_) {
    per_group_ += arrangement.length(0);
    per_item_ += arrangement.length(1) - arrangement.length(0);
  }
}

std::uint64_t LaneStream::fed(std::uint64_t items) const {
  const std::size_t rest = items % kItems;
  return items / kItems * fed_by_whole_group() + (rest > 0 ? fed_by_group(rest) : 0);
}

std::uint64_t LaneStream::item_at(std::uint64_t place, std::uint64_t items) const {
  if (place >= fed(items)) return items;
  const std::uint64_t first = place / fed_by_whole_group() * kItems;
  const std::size_t count = std::min<std::uint64_t>(kItems, items - first);
  std::size_t left = place % fed_by_whole_group();
  for (const auto& arrangement : arrangements_) {
    const std::size_t length = arrangement.length(count);
    if (left < length) return first + item_of_place(arrangement, left, count);
    left -= length;
  }
  return first;
}

void LaneStream::append(std::span<const std::byte> group, std::vector<std::byte>& fed) const {
  const std::size_t item_bytes = columns_ * size_of(dtype_);
  const std::size_t items = group.size() / item_bytes;
  for (const auto& arrangement : arrangements_) {
    const std::size_t before = fed.size();
    fed.resize(before + arrangement.length(items) * item_bytes);
    arrange(arrangement, dtype_, columns_, group, fed.data() + before);
  }
}

void LaneStream::collapse(DType result_dtype, std::uint64_t first, std::string& results,
                          LaneFindings& findings) const {
  const std::size_t size = size_of(result_dtype);
  std::string in_order;
  auto rest = std::as_bytes(std::span(results));
  while (!rest.empty()) {
    const std::size_t fed = std::min(rest.size() / size, fed_by_whole_group());
    const std::size_t items = items_of_group(fed);
    auto group = rest.first(fed * size);
    GroupComparison comparison(result_dtype, group.first(items * size));
    in_order.append(reinterpret_cast<const char*>(group.data()), items * size);
    for (const auto& arrangement : arrangements_) {
      const std::size_t bytes = arrangement.length(items) * size;
      comparison.compare(arrangement, group.first(bytes));
      group = group.subspan(bytes);
    }
    findings.add(comparison.findings(), first);
    first += items;
    rest = rest.subspan(fed * size);
  }
  results = std::move(in_order);
}

}  // namespace silu::check
