#pragma once

#include <algorithm>
#include <atomic>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "data/reader.h"
#include "io/input_file.h"
#include "text/number.h"
#include "text/short_decimal.h"

namespace silu::data {

/// Reads text in blocks of whole rows. What a row is and what it holds is for the formats of text
/// to say: they cut, cheaply and in order, and parse, in parallel.
class RowReader : public Reader {
 public:
  bool next(Block& block) override;
  Preview preview() override;
  const io::InputFile* file() const override { return &file_; }
  std::uint64_t bad_values() const override { return bad_values_; }

 protected:
  /// What has no end must not be gathered in memory in the hope of one.
  struct Longest {
    std::size_t bytes;
    std::string_view what;  ///< "number"
  };

  RowReader(const Source& source, Longest longest);

  /// Where the last row ends that ends in bytes[from, ...); 0 if none does. bytes begins with a
  /// row; calls come in order and pass every byte once beyond `from`. A CR that bytes ends with
  /// ends no row yet, because an LF may belong to it.
  virtual std::size_t last_row_end(std::string_view bytes, std::size_t from) = 0;

  /// Makes a block that was cut out of the text one that can be parsed.
  virtual void complete(Block&) const {}

  /// Reads until there are whole rows in front(), or all there is.
  void fill_front();
  /// What is read, but not yet handed out.
  std::string_view front() const { return rest_; }
  /// Passes over bytes of front() that are not to be handed out.
  void drop_front(std::size_t count);

  /// Does with a value that is none as on_error says: throws, with message() and its place in the
  /// block, appends NaN or skips it.
  template <class T, class Message>
  void take_bad(std::vector<T>& x, const Block& block, std::size_t offset, Message message) const {
    if (on_error_ == OnError::kStop) fail(block, offset, message());
    bad_values_.fetch_add(1, std::memory_order_relaxed);
    if (on_error_ == OnError::kNaN) x.push_back(std::numeric_limits<T>::quiet_NaN());
  }

  /// The same for a row that no x can stand for: throws, or skips it.
  template <class Message>
  void skip_bad(const Block& block, std::size_t offset, Message message) const {
    if (on_error_ != OnError::kSkip) fail(block, offset, message());
    bad_values_.fetch_add(1, std::memory_order_relaxed);
  }

  /// Throws Error with the place of a byte of the block.
  [[noreturn]] void fail(const Block& block, std::size_t offset, const std::string& message) const;
  /// The same with the place where front() begins.
  [[noreturn]] void fail_front(const std::string& message) const { fail(place_, message); }
  /// The message about a text of more than the longest row's bytes.
  std::string too_long(std::string_view text) const;
  /// What take_bad's message is in most cases.
  std::string not_a_number(std::string_view text) const;

  /// The decimal mark of numbers, '.' or ','.
  char decimal() const { return decimal_; }

  /// Reads the number that a text begins with; its end, or nullptr if the quick way cannot.
  template <class T>
  const char* read_quickly(const char* text, const char* end, T& value) const {
    if constexpr (std::is_floating_point_v<T>) {
      if (decimal_ == '.') return text::read_short_decimal(text, end, value);
    }
    return nullptr;
  }

  /// text::parse_number for numbers with this decimal mark.
  template <class T>
  std::optional<T> parse_number(std::string_view text) const {
    return decimal_ == '.' ? text::parse_number<T>(text) : parse_comma_number<T>(text);
  }

  /// The value of a text with a decimal comma, "-1,5".
  template <class T>
  static std::optional<T> parse_comma_number(std::string_view text);

  /// Whether a CR that no LF follows ends a line.
  static bool has_lone_cr(std::string_view text);

  const std::string& file_name() const { return file_.name(); }

 private:
  struct Place {
    std::uint64_t line = 1;
    std::uint64_t column = 1;
    bool after_cr = false;  // an LF that comes now belongs to it
  };

  /// A line ends with LF, CR LF or CR, and CR LF may come in two pieces.
  static Place after(Place place, std::string_view passed);
  [[noreturn]] void fail(Place place, const std::string& message) const;
  bool read_more(std::string& bytes);
  void scan(std::string_view bytes);
  void require_end(std::string_view bytes) const;
  void advance(std::string_view bytes);

  const std::shared_ptr<io::InputFile> opened_;
  io::InputFile& file_ = *opened_;
  const OnError on_error_;
  const char decimal_;
  const Longest longest_;
  std::string rest_;         // read, but not yet handed out
  std::size_t scanned_ = 0;  // so much of it has passed last_row_end
  std::size_t whole_ = 0;    // so much of it is whole rows
  bool at_start_ = true;
  bool ended_ = false;
  Place place_;  // where rest_ begins
  mutable std::atomic<std::uint64_t> bad_values_ = 0;
};

template <class T>
std::optional<T> RowReader::parse_comma_number(std::string_view text) {
  if (text.find('.') != text.npos) return {};
  std::string pointed(text);
  std::ranges::replace(pointed, ',', '.');
  if constexpr (std::is_floating_point_v<T>) {
    T value;
    const char* const end = pointed.data() + pointed.size();
    if (text::read_short_decimal(pointed.data(), end, value) == end) return value;
  }
  return text::parse_number<T>(pointed);
}

}  // namespace silu::data
