#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "silu/dtype.h"

namespace silu::check {

/// Inputs whose results depend on their place, or on their neighbours.
struct LaneFindings {
  std::uint64_t inputs = 0;  ///< that gave other bits in some arrangement; NaN is NaN
  // Of the first one:
  std::uint64_t index = 0;
  const char* arrangement = nullptr;  ///< the first that differs: "reversed", "beside NaN"
  std::uint64_t in_order = 0;         ///< the bits of its result in order,
  std::uint64_t arranged = 0;         ///< and in that arrangement

  /// Adds those of a run of inputs that begins at `first`, behind all others.
  void add(const LaneFindings& later, std::uint64_t first);
};

/// A way to lay out the items of a group among each other, or among special values.
struct Arrangement {
  const char* name;
  std::size_t shift = 0;
  bool reversed = false;
  std::optional<double> neighbour = {};  ///< one on each side of each item, in all its columns

  std::size_t length(std::size_t items) const;
  std::size_t place(std::size_t item, std::size_t items) const;
};

/// In order first, then all others that the dtype has the values for.
std::vector<Arrangement> arrangements_for(DType dtype);

/// Lays out the items of a group, each of some columns of a dtype, one behind the other in to.
void arrange(const Arrangement& arrangement, DType dtype, std::size_t columns,
             std::span<const std::byte> items, std::byte* to);

/// Compares the results of a group in arrangements with those in order.
class GroupComparison {
 public:
  /// At most so many items are in a group.
  static constexpr std::size_t kItems = 256;

  GroupComparison(DType result_dtype, std::span<const std::byte> in_order);

  /// The results of an arrangement, in its places.
  void compare(const Arrangement& arrangement, std::span<const std::byte> results);

  /// The result of one item in another arrangement.
  void compare(const char* arrangement, std::size_t item, const std::byte* result);

  LaneFindings findings() const;

 private:
  struct Difference {
    const char* arrangement = nullptr;
    std::uint64_t bits = 0;
  };

  DType dtype_;
  std::size_t size_;
  std::span<const std::byte> in_order_;
  std::vector<Difference> differences_;  // one an item
};

/// How a stream of items goes through a program: group by group, each in all arrangements.
class LaneStream {
 public:
  LaneStream(DType dtype, std::size_t columns);

  /// How many items go through in the place of so many.
  std::uint64_t fed(std::uint64_t items) const;

  /// Which of so many items the one at a place of that stream stands for, or stands beside; behind
  /// the last place, as many.
  std::uint64_t item_at(std::uint64_t place, std::uint64_t items) const;

  /// Appends a group in all arrangements.
  void append(std::span<const std::byte> group, std::vector<std::byte>& fed) const;

  /// Compares what came through, and leaves the results in order. Groups are whole but the last.
  /// `first` is the index of the first item.
  void collapse(DType result_dtype, std::uint64_t first, std::string& results,
                LaneFindings& findings) const;

  /// How many results a whole group has.
  std::size_t fed_by_whole_group() const { return fed_by_group(GroupComparison::kItems); }

 private:
  std::size_t fed_by_group(std::size_t items) const { return items * per_item_ + per_group_; }
  std::size_t items_of_group(std::size_t fed) const { return (fed - per_group_) / per_item_; }

  DType dtype_;
  std::size_t columns_;
  std::vector<Arrangement> arrangements_;
  std::size_t per_group_ = 0;  // how many items go through for a group of none
  std::size_t per_item_ = 0;   // how many more for each item
};

}  // namespace silu::check
