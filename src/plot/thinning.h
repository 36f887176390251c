#pragma once

#include <cstddef>
#include <vector>

#include "data/chunk.h"
#include "plot/figure.h"

namespace silu::plot {

/// Makes a figure of any number of rows, in any order, in bounded memory.
///
/// x is cut into some 512 to 1024 buckets of equal width. Of each bucket these rows stay: the first
/// and the last one, and of every curve a lowest, a highest and one that is a gap. So no extreme is
/// lost, and a picture that is no wider than the buckets are many looks as if every row were drawn.
/// Up to 1024 evenly spaced rows stay as they are. Rows whose x is not finite are left out.
///
/// The figure is the same however the rows are cut into chunks.
class Thinning {
 public:
  Thinning(DType dtype, const std::vector<data::ColumnName>& names);

  /// Takes the rows of a chunk.
  void add(const data::Chunk& chunk);

  /// The figure of all rows so far.
  const Figure& figure();

 private:
  void thin();
  void sort();
  void keep(const std::vector<std::size_t>& rows);
  std::vector<std::size_t> rows_of_bucket(std::size_t first, std::size_t last) const;

  Figure figure_;
  const std::size_t few_rows_;  // up to here, rows wait for more
  std::size_t most_rows_;       // when there are so many, they are thinned
};

}  // namespace silu::plot
