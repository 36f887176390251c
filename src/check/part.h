#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>

#include "data/reader.h"

namespace silu::check {

/// One of several runs of neighbouring inputs that make up all of them.
struct Part {
  std::uint64_t index = 1;  ///< from 1
  std::uint64_t of = 1;

  friend bool operator==(const Part&, const Part&) = default;
};

/// "2/3". Nothing for any other text.
std::optional<Part> parse_part(std::string_view text);

/// Rows from `first` up to `last`, which is not one of them.
struct Rows {
  std::uint64_t first = 0;
  std::uint64_t last = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t count() const { return last - first; }
};

/// Those of a part of so many rows.
Rows rows_of(const Part& part, std::uint64_t count);

/// How many values are left in a reader, which are all read for that.
std::uint64_t count_values(data::Reader& reader);

/// Some rows of another reader, in a dtype. It seeks the first one where the reader can, else it
/// reads those before.
std::unique_ptr<data::Reader> make_rows_reader(std::unique_ptr<data::Reader> reader, DType dtype,
                                               const Rows& rows);

}  // namespace silu::check
