#include <algorithm>
#include <array>
#include <climits>

#include "data/readers/readers.h"
#include "data/readers/row_reader.h"
#include "data/separators.h"

namespace silu::data {
namespace {

constexpr std::size_t kLongestNumber = 4096;

// A row is a number.
class TextReader : public RowReader {
 public:
  explicit TextReader(const Source& source)
      : RowReader(source, {kLongestNumber, "number"}),
        separators_(decimal() == ',' ? kWhitespace : kSeparators) {
    for (const char c : separators_) is_separator_[static_cast<unsigned char>(c)] = true;
  }

  void parse(const Block& block, Chunk& chunk) const override {
    std::visit([&](auto& columns) { parse_into(columns.x.own(), block); }, chunk);
  }

 private:
  bool is_separator(char c) const { return is_separator_[static_cast<unsigned char>(c)]; }

  std::size_t last_row_end(std::string_view bytes, std::size_t from) override {
    if (from > 0 && bytes[from - 1] == '\r') --from;
    if (bytes.ends_with('\r')) bytes.remove_suffix(1);
    const std::size_t last = bytes.substr(std::min(from, bytes.size())).find_last_of(separators_);
    return last == bytes.npos ? 0 : from + last + 1;
  }

  template <class T>
  void parse_into(std::vector<T>& x, const Block& block) const {
    const char* const begin = block.bytes.data();
    const char* const end = begin + block.bytes.size();
    x.clear();
    for (const char* p = begin; p != end;) {
      if (is_separator(*p)) {
        ++p;
        continue;
      }
      T value;
      const char* stop = read_quickly(p, end, value);
      if (stop == nullptr || (stop != end && !is_separator(*stop))) {
        stop = std::find_if(p, end, [this](char c) { return is_separator(c); });
        take(x, block, {p, stop});
      } else {
        x.push_back(value);
      }
      p = stop;
    }
  }

  template <class T>
  void take(std::vector<T>& x, const Block& block, std::string_view text) const {
    const auto offset = static_cast<std::size_t>(text.data() - block.bytes.data());
    if (text.size() > kLongestNumber) {
      fail(block, offset, too_long(text));
    }
    if (const auto value = parse_number<T>(text)) {
      x.push_back(*value);
    } else {
      take_bad(x, block, offset, [&] {
        const bool may_be_header = block.line == 1 && block.column == 1 && offset == 0;
        return not_a_number(text) + (may_be_header ? "; is it CSV? (--input-format csv)" : "");
      });
    }
  }

  const std::string_view separators_;
  std::array<bool, UCHAR_MAX + 1> is_separator_{};
};

}  // namespace

std::unique_ptr<Reader> make_text_reader(const Source& source) {
  return std::make_unique<TextReader>(source);
}

}  // namespace silu::data
