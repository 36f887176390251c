#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "data/reader.h"

namespace silu::check {

/// Where a kernel's inputs come from: columns of one dtype, x alone, or x and dy for a backward
/// kernel. An item is one value of each.
class Feed {
 public:
  /// Throws Error if it is known beforehand that the columns differ in length.
  Feed(std::vector<std::unique_ptr<data::Reader>> columns, DType dtype);

  DType dtype() const { return dtype_; }
  std::size_t columns() const { return columns_.size(); }
  std::size_t item_bytes() const { return columns() * size_of(dtype_); }

  /// How many items there are, if that is known beforehand.
  std::optional<std::uint64_t> size() const { return size_; }

  /// Copies the next items, at most `most` of them: value i of column c to to[c] + i * stride.
  /// Returns how many; 0 at the end. Throws what the readers throw, and Error if a column ends
  /// before another.
  std::size_t next(std::span<std::byte* const> to, std::size_t stride, std::size_t most);

  /// The file for which next() would have to wait now; none if negative.
  int awaited_file() const;

 private:
  struct Column {
    std::unique_ptr<data::Reader> reader;
    data::Block block;
    data::Chunk chunk;
    std::span<const std::byte> values;  // of the chunk, those that are left
    bool ended = false;
  };

  void refill(Column& column) const;
  void require_end_of_all() const;

  std::vector<Column> columns_;
  DType dtype_;
  std::optional<std::uint64_t> size_;
};

}  // namespace silu::check
