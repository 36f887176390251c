#include "check/feed.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "io/error.h"

namespace silu::check {
namespace {

io::Error lengths_differ() {
  return io::Error("x and dy must have the same number of values");
}

void copy_values(std::span<const std::byte> values, std::size_t size, std::byte* to,
                 std::size_t stride) {
  if (stride == size) {
    std::memcpy(to, values.data(), values.size());
    return;
  }
  for (; !values.empty(); values = values.subspan(size), to += stride) {
    std::memcpy(to, values.data(), size);
  }
}

}  // namespace

Feed::Feed(std::vector<std::unique_ptr<data::Reader>> columns, DType dtype) : dtype_(dtype) {
  for (auto& reader : columns) {
    const auto size = reader->known_count();
    if (size && size_ && *size != *size_) throw lengths_differ();
    if (size) size_ = size;
    columns_.push_back({std::move(reader), {}, data::make_chunk(dtype), {}});
  }
}

std::size_t Feed::next(std::span<std::byte* const> to, std::size_t stride, std::size_t most) {
  const std::size_t size = size_of(dtype_);
  for (auto& column : columns_) refill(column);
  for (const auto& column : columns_) most = std::min(most, column.values.size() / size);
  if (most == 0) {
    require_end_of_all();
    return 0;
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto& values = columns_[i].values;
    copy_values(values.first(most * size), size, to[i], stride);
    values = values.subspan(most * size);
  }
  return most;
}

int Feed::awaited_file() const {
  for (const auto& column : columns_) {
    if (!column.values.empty() || column.ended) continue;
    const auto* const file = column.reader->file();
    if (file != nullptr && !file->has_more()) return file->descriptor();
  }
  return -1;
}

// A block may hold no value, as one of text that has only comments.
void Feed::refill(Column& column) const {
  while (column.values.empty() && !column.ended) {
    column.ended = !column.reader->next(column.block);
    if (column.ended) return;
    column.reader->parse(column.block, column.chunk);
    column.values = data::bytes_of(column.chunk);
  }
}

void Feed::require_end_of_all() const {
  if (!std::ranges::all_of(columns_, &Column::ended)) throw lengths_differ();
}

}  // namespace silu::check
