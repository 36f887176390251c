#include "data/readers/row_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/error.h"

namespace silu::data {
namespace {

// A block, and what becomes of it, fits a core's second-level cache.
constexpr std::size_t kReadBytes = 1 << 18;
// So much of the input is in a preview.
constexpr std::size_t kPrefixBytes = 1 << 16;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

RowReader::RowReader(const Source& source, Longest longest)
    : opened_(source.open()), on_error_(source.on_error), longest_(longest) {
  description_.extent = {.total = file_.bytes_left(), .in_bytes = true};
}

// A block is what is there to read, so that a slow pipe is answered line by line, less the row at
// its end that more may be coming of.
bool RowReader::next(Block& block) {
  block.bytes.assign(rest_);
  block.line = place_.line;
  block.column = place_.column;
  scan(block.bytes);
  while (!ended_) {
    const bool full = block.bytes.size() >= kReadBytes;
    if (whole_ > 0 && (full || !file_.has_more())) break;
    ended_ = !read_more(block.bytes);
    scan(block.bytes);
    require_end(block.bytes);
  }
  if (ended_) whole_ = scanned_ = block.bytes.size();
  rest_.assign(block.bytes, whole_);
  block.bytes.resize(whole_);
  block.last = ended_;
  advance(block.bytes);
  if (block.bytes.empty()) return false;
  complete(block);
  return true;
}

// Known from a prefix only: all the input if it is short, and the same for every pace of a pipe.
Preview RowReader::preview() {
  while (rest_.size() < kPrefixBytes && !ended_) ended_ = !read_more(rest_);
  const auto prefix = std::string_view(rest_).substr(0, kPrefixBytes);
  scan(prefix);
  Block block;
  block.last = ended_ && prefix.size() == rest_.size();
  block.bytes = prefix.substr(0, block.last ? prefix.size() : whole_);
  Chunk chunk = Columns<double>{};
  try {
    if (!block.bytes.empty()) {
      complete(block);
      parse(block, chunk);
    }
  } catch (const io::Error&) {
    // Comes again when the block's turn does.
  }
  bad_values_ = 0;
  const auto& x = std::get<Columns<double>>(chunk).x;
  return {.x = {x.begin(), x.end()}};
}

void RowReader::fill_front() {
  while (whole_ == 0 && !ended_) {
    ended_ = !read_more(rest_);
    scan(rest_);
    require_end(rest_);
  }
}

void RowReader::drop_front(std::size_t count) {
  advance(std::string_view(rest_).substr(0, count));
  rest_.erase(0, count);
}

// Appends what one read brings; false at the end of the input.
bool RowReader::read_more(std::string& bytes) {
  bool any = file_.read_some(bytes, kReadBytes);
  if (!at_start_) return any;
  while (any && bytes.size() < kByteOrderMark.size() && kByteOrderMark.starts_with(bytes)) {
    any = file_.read_some(bytes, kReadBytes);
  }
  if (bytes.starts_with(kByteOrderMark)) bytes.erase(0, kByteOrderMark.size());
  at_start_ = false;
  return any;
}

void RowReader::scan(std::string_view bytes) {
  if (bytes.size() <= scanned_) return;
  if (const std::size_t end = last_row_end(bytes, scanned_); end > 0) whole_ = end;
  scanned_ = bytes.size();
}

void RowReader::require_end(std::string_view bytes) const {
  if (bytes.size() - whole_ <= longest_.bytes) return;
  fail(after(place_, bytes.substr(0, whole_)), too_long(bytes.substr(whole_)));
}

std::string RowReader::too_long(std::string_view text) const {
  return fmt::format("{} is too long for a {} (limit: {} bytes)", text::quote(text), longest_.what,
                     longest_.bytes);
}

void RowReader::advance(std::string_view bytes) {
  place_ = after(place_, bytes);
  scanned_ -= std::min(scanned_, bytes.size());
  whole_ -= std::min(whole_, bytes.size());
}

RowReader::Place RowReader::after(Place place, std::string_view passed) {
  const std::size_t newline = passed.rfind('\n');
  if (newline == std::string_view::npos) return {place.line, place.column + passed.size()};
  const auto lines = std::count(passed.begin(), passed.end(), '\n');
  return {place.line + static_cast<std::uint64_t>(lines), passed.size() - newline};
}

void RowReader::fail(const Block& block, std::size_t offset, const std::string& message) const {
  const auto passed = std::string_view(block.bytes).substr(0, offset);
  fail(after({block.line, block.column}, passed), message);
}

void RowReader::fail(Place place, const std::string& message) const {
  throw io::Error(fmt::format("{}:{}:{}: {}", file_.name(), place.line, place.column, message));
}

}  // namespace silu::data
