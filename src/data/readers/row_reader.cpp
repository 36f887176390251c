#include "data/readers/row_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <climits>

#include "data/separators.h"
#include "io/error.h"

namespace silu::data {
namespace {

// A block, and what becomes of it, fits a core's second-level cache.
constexpr std::size_t kReadBytes = 1 << 18;
// So much of the input is in a preview.
constexpr std::size_t kPrefixBytes = 1 << 16;

// How many characters, with the one behind, the test is 1 for; there is a 0 behind the last. So few
// at a time that a byte can count them, which compilers make fast vector code of.
template <class Test>
std::uint64_t count_pairs(std::string_view text, Test test) {
  constexpr std::size_t kMost = UCHAR_MAX;
  if (text.empty()) return 0;
  std::uint64_t result = test(text.back(), '\0');
  for (; text.size() > 1; text.remove_prefix(std::min(text.size() - 1, kMost))) {
    const std::size_t pairs = std::min(text.size() - 1, kMost);
    unsigned char count = 0;
    for (std::size_t i = 0; i < pairs; ++i) {
      count = static_cast<unsigned char>(count + test(text[i], text[i + 1]));
    }
    result += count;
  }
  return result;
}

}  // namespace

RowReader::RowReader(const Source& source, Longest longest)
    : opened_(source.open()),
      on_error_(source.on_error),
      decimal_(source.decimal),
      longest_(longest) {
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

std::string RowReader::not_a_number(std::string_view text) const {
  const bool points = decimal_ == ',' && text::parse_number<double>(text);
  return fmt::format("{} is not a number{}", text::quote(text),
                     points ? "; the decimal mark is ','" : "");
}

void RowReader::advance(std::string_view bytes) {
  place_ = after(place_, bytes);
  scanned_ -= std::min(scanned_, bytes.size());
  whole_ -= std::min(whole_, bytes.size());
}

RowReader::Place RowReader::after(Place place, std::string_view passed) {
  if (passed.empty()) return place;
  if (place.after_cr && passed[0] == '\n') passed.remove_prefix(1);
  const auto lines = count_pairs(passed, [](char c, char next) {
    return unsigned{c == '\n'} | (unsigned{c == '\r'} & unsigned{next != '\n'});
  });
  std::size_t last = 0;
  if (lines > 0) {
    last = passed.rfind('\n') + 1;  // npos + 1 is 0
    last += passed.substr(last).rfind('\r') + 1;
  }
  place.line += lines;
  place.column = (last > 0 ? 1 : place.column) + passed.size() - last;
  place.after_cr = passed.ends_with('\r');
  return place;
}

bool RowReader::has_lone_cr(std::string_view text) {
  return text.find('\r') != text.npos && count_pairs(text, [](char c, char next) {
                                           return unsigned{c == '\r'} & unsigned{next != '\n'};
                                         }) > 0;
}

void RowReader::fail(const Block& block, std::size_t offset, const std::string& message) const {
  const auto passed = std::string_view(block.bytes).substr(0, offset);
  fail(after({block.line, block.column}, passed), message);
}

void RowReader::fail(Place place, const std::string& message) const {
  throw io::Error(fmt::format("{}:{}:{}: {}", file_.name(), place.line, place.column, message));
}

}  // namespace silu::data
