#pragma once

#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "silu/dtype.h"
#include "silu/float16.h"

namespace silu::data {

/// A run of rows: x in its dtype and a column per function, each as long as x. Where the rows of
/// the input are kept, they are too: with the ends of their lines, in the block that they are of.
template <class T>
struct Columns {
  using Value = T;
  std::vector<T> x;
  std::vector<std::vector<T>> functions;
  std::vector<std::string_view> rows = {};
};

using Chunk = std::variant<Columns<float>, Columns<double>, Columns<Float16>, Columns<BFloat16>>;

/// An empty chunk of a dtype.
inline Chunk make_chunk(DType dtype) {
  switch (dtype) {
    case DType::kFloat32:
      return Columns<float>{};
    case DType::kFloat64:
      return Columns<double>{};
    case DType::kFloat16:
      return Columns<Float16>{};
    case DType::kBFloat16:
      return Columns<BFloat16>{};
  }
  return {};
}

/// The number type of the columns that a visitor of a Chunk is given.
template <class C>
using ValueOf = typename std::remove_cvref_t<C>::Value;

}  // namespace silu::data
