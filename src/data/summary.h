#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "data/chunk.h"

namespace silu::data {

/// Reduces rows to what is to be said of them all. Each chunk is summarized by itself; the partial
/// results are merged in the order of the rows.
class Summary {
 public:
  /// What one chunk contributes.
  class Partial {
   public:
    virtual ~Partial() = default;
    /// The memory that it takes, if that is worth counting.
    virtual std::size_t bytes() const { return 0; }
  };

  virtual ~Summary() = default;

  /// Of a chunk and what stands beside it, row for row (Job::beside). May be called from several
  /// threads.
  virtual std::unique_ptr<Partial> summarize(const Chunk& chunk,
                                             std::span<const Chunk> beside) const = 0;

  /// Takes a result of summarize(); one at a time, in the order of the rows.
  virtual void merge(const Partial& partial) = 0;
};

}  // namespace silu::data
