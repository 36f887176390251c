#pragma once

#include <algorithm>

#include "data/reader.h"

namespace silu::data {

/// Hands out rows that are computed from their index, whose number is known.
class IndexedReader : public Reader {
 public:
  bool next(Block& block) override {
    block.first = next_;
    block.count = std::min(kBlockRows, count_ - next_);
    next_ += block.count;
    return block.count > 0;
  }

  bool seek(std::uint64_t row) override {
    next_ = std::min(row, count_);
    return true;
  }

 protected:
  explicit IndexedReader(std::uint64_t count) : count_(count) {
    description_.extent = {.total = count};
    description_.shape = Shape{{count}};
  }

  const std::uint64_t count_;

 private:
  // Large enough to amortize a block's overhead, small enough for the L2 cache.
  static constexpr std::uint64_t kBlockRows = 16384;

  std::uint64_t next_ = 0;
};

}  // namespace silu::data
