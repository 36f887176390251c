#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "data/error.h"
#include "data/input_file.h"
#include "data/number.h"
#include "data/readers/readers.h"

namespace silu::data {
namespace {

constexpr std::size_t kReadBytes = 1 << 16;
constexpr std::size_t kLongestNumber = 4096;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kSeparators = " \t\r\n\f\v,";

// Calls visit(number, offset) for every run of bytes between separators.
template <class Visit>
void for_each_number(std::string_view bytes, Visit visit) {
  std::size_t start = 0;
  while ((start = bytes.find_first_not_of(kSeparators, start)) != std::string_view::npos) {
    const std::size_t end = std::min(bytes.find_first_of(kSeparators, start), bytes.size());
    visit(bytes.substr(start, end - start), start);
    start = end;
  }
}

class TextReader : public Reader {
 public:
  explicit TextReader(const std::string& path) : file_(path) {}

  // A block is what is there to read, so that a slow pipe is answered line by line, less the number
  // at its end that more may be coming of.
  bool next(Block& block) override {
    block.bytes = std::exchange(rest_, {});
    block.line = line_;
    block.column = column_;
    while (!ended_) {
      ended_ = !read_more(block.bytes);
      if (block.bytes.size() < kReadBytes && !ended_ && file_.has_more()) continue;
      const std::size_t last = block.bytes.find_last_of(kSeparators);
      const std::size_t whole = ended_ ? block.bytes.size() : last + 1;
      require_short(block, whole, block.bytes.size() - whole);
      if (whole == 0) continue;
      rest_ = block.bytes.substr(whole);
      block.bytes.resize(whole);
      break;
    }
    advance(block.bytes);
    return !block.bytes.empty();
  }

  void parse(const Block& block, Chunk& chunk) const override {
    std::visit(
        [&](auto& columns) {
          using T = ValueOf<decltype(columns)>;
          auto& x = columns.x.own();
          x.clear();
          for_each_number(block.bytes, [&](std::string_view text, std::size_t offset) {
            require_short(block, offset, text.size());
            const auto value = parse_number<T>(text);
            if (!value) throw Error(place(block, offset) + quote(text) + " is not a number");
            x.push_back(*value);
          });
        },
        chunk);
  }

  // Known from a prefix only: all the input if it is short, and the same for every pace of a pipe.
  int decimals() override {
    while (rest_.size() < kReadBytes && !ended_) ended_ = !read_more(rest_);
    std::vector<double> xs;
    const auto prefix = std::string_view(rest_).substr(0, kReadBytes);
    const std::size_t whole =
        prefix.size() < rest_.size() ? prefix.find_last_of(kSeparators) + 1 : prefix.size();
    for_each_number(prefix.substr(0, whole), [&](std::string_view text, std::size_t) {
      if (const auto x = parse_number<double>(text)) xs.push_back(*x);
    });
    return decimals_in_full(xs);
  }

 private:
  // Appends what one read brings; false at the end of the input.
  bool read_more(std::string& bytes) {
    const bool any = file_.read_some(bytes, kReadBytes);
    if (at_start_ && bytes.starts_with(kByteOrderMark)) bytes.erase(0, kByteOrderMark.size());
    at_start_ = false;
    return any;
  }

  // What has no end is no number, and must not be gathered in memory in the hope of one.
  void require_short(const Block& block, std::size_t offset, std::size_t size) const {
    if (size <= kLongestNumber) return;
    throw Error(place(block, offset) + quote(block.bytes.substr(offset, size)) +
                " is too long for a number");
  }

  void advance(std::string_view bytes) {
    std::tie(line_, column_) = position(line_, column_, bytes);
  }

  static std::pair<std::uint64_t, std::uint64_t> position(std::uint64_t line, std::uint64_t column,
                                                          std::string_view passed) {
    const std::size_t newline = passed.rfind('\n');
    if (newline == std::string_view::npos) return {line, column + passed.size()};
    const auto lines = std::count(passed.begin(), passed.end(), '\n');
    return {line + static_cast<std::uint64_t>(lines), passed.size() - newline};
  }

  std::string place(const Block& block, std::size_t offset) const {
    const auto [line, column] =
        position(block.line, block.column, std::string_view(block.bytes).substr(0, offset));
    return fmt::format("{}:{}:{}: ", file_.name(), line, column);
  }

  InputFile file_;
  std::string rest_;  // read, but not yet handed out
  bool at_start_ = true;
  bool ended_ = false;
  std::uint64_t line_ = 1;
  std::uint64_t column_ = 1;
};

}  // namespace

std::unique_ptr<Reader> make_text_reader(const Source& source) {
  return std::make_unique<TextReader>(source.file);
}

}  // namespace silu::data
