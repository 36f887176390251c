#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "silu/dtype.h"

namespace silu::data {

/// A column of values: its own, or those that lie elsewhere, as in a mapped file.
template <class T>
class Column {
 public:
  Column() = default;
  Column(std::initializer_list<T> values) : own_(values) {}

  /// Its own values, to be filled; what it borrowed is forgotten.
  std::vector<T>& own() {
    borrowed_ = {};
    return own_;
  }

  /// Takes values that live for as long as they are looked at.
  void borrow(std::span<const T> values) {
    own_.clear();
    borrowed_ = values;
  }

  const T* data() const { return borrowed_.empty() ? own_.data() : borrowed_.data(); }
  std::size_t size() const { return borrowed_.empty() ? own_.size() : borrowed_.size(); }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size(); }
  const T& operator[](std::size_t row) const { return data()[row]; }

 private:
  std::vector<T> own_;
  std::span<const T> borrowed_;
};

/// A run of rows: x in its dtype and a column per function, each as long as x. Where the rows of
/// the input are kept, they are too: with the ends of their lines, in the block that they are of.
template <class T>
struct Columns {
  using Value = T;
  Column<T> x;
  std::vector<std::vector<T>> functions;
  std::vector<std::string_view> rows = {};
};

/// Columns of any dtype.
using Chunk = ForEachDType<std::variant, Columns>;

/// An empty chunk of a dtype.
inline Chunk make_chunk(DType dtype) {
  return with_type(dtype, []<class T>(std::type_identity<T>) -> Chunk { return Columns<T>(); });
}

/// The values of x as they lie in memory.
inline std::span<const std::byte> bytes_of(const Chunk& chunk) {
  return std::visit(
      [](const auto& columns) {
        return std::as_bytes(std::span(columns.x.data(), columns.x.size()));
      },
      chunk);
}

/// The number type of the columns that a visitor of a Chunk is given.
template <class C>
using ValueOf = typename std::remove_cvref_t<C>::Value;

}  // namespace silu::data
