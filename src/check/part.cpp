#include "check/part.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <span>
#include <utility>

#include "data/readers/binary.h"

namespace silu::check {
namespace {

std::optional<std::uint64_t> parse_whole(std::string_view text) {
  std::uint64_t whole = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, whole);
  if (stop != end || error != std::errc()) return {};
  return whole;
}

// A block of text does not say how many rows it has. So blocks are parsed where they are read, and
// handed out as the bytes of their values.
class RowsReader : public data::Reader {
 public:
  RowsReader(std::unique_ptr<data::Reader> reader, DType dtype, const Rows& rows)
      : reader_(std::move(reader)), dtype_(dtype), rows_(rows), chunk_(data::make_chunk(dtype)) {
    description_ = reader_->description();
    description_.frame = {};
    description_.kept = {};
    description_.shape = {};
    description_.extent = {};
    if (rows_.last != Rows().last) {
      description_.shape = data::Shape{{rows_.count()}};
      description_.extent = {.total = rows_.count()};
    }
    if (reader_->seek(rows_.first)) next_row_ = rows_.first;
  }

  data::Preview preview() override { return {}; }

  bool next(data::Block& block) override {
    const std::size_t size = size_of(dtype_);
    while (next_row_ < rows_.last && reader_->next(read_)) {
      reader_->parse(read_, chunk_);
      const auto bytes = data::bytes_of(chunk_);
      const std::uint64_t begin = next_row_;
      next_row_ += bytes.size() / size;
      const std::uint64_t from = std::max(begin, rows_.first);
      const std::uint64_t to = std::min(next_row_, rows_.last);
      if (from >= to) continue;
      const auto some = bytes.subspan((from - begin) * size, (to - from) * size);
      block.bytes.assign(reinterpret_cast<const char*>(some.data()), some.size());
      block.count = to - from;
      return true;
    }
    return false;
  }

  void parse(const data::Block& block, data::Chunk& chunk) const override {
    data::parse_array(block.bytes, {.dtype = dtype_}, chunk);
  }

  const io::InputFile* file() const override { return reader_->file(); }
  std::uint64_t bad_values() const override { return reader_->bad_values(); }
  std::string last_note() const override { return reader_->last_note(); }

 private:
  const std::unique_ptr<data::Reader> reader_;
  const DType dtype_;
  const Rows rows_;
  data::Block read_;
  data::Chunk chunk_;
  std::uint64_t next_row_ = 0;  // of reader_
};

}  // namespace

std::optional<Part> parse_part(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return {};
  const auto index = parse_whole(text.substr(0, slash));
  const auto of = parse_whole(text.substr(slash + 1));
  if (!index || !of || *index < 1 || *index > *of) return {};
  return Part{*index, *of};
}

Rows rows_of(const Part& part, std::uint64_t count) {
  __extension__ using Wide = unsigned __int128;
  const auto end = [&](std::uint64_t index) {
    return static_cast<std::uint64_t>(Wide{index} * count / part.of);
  };
  return {end(part.index - 1), end(part.index)};
}

std::uint64_t count_values(data::Reader& reader) {
  std::uint64_t count = 0;
  data::Block block;
  auto chunk = data::make_chunk(DType::kFloat64);
  while (reader.next(block)) {
    reader.parse(block, chunk);
    count += data::bytes_of(chunk).size() / sizeof(double);
  }
  return count;
}

std::unique_ptr<data::Reader> make_rows_reader(std::unique_ptr<data::Reader> reader, DType dtype,
                                               const Rows& rows) {
  return std::make_unique<RowsReader>(std::move(reader), dtype, rows);
}

}  // namespace silu::check
