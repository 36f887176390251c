#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>

#include "data/readers/json_characters.h"
#include "data/readers/readers.h"
#include "data/readers/row_reader.h"
#include "io/error.h"

namespace silu::data {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestValue = 1 << 20;
constexpr std::size_t kMostKeys = 20;
constexpr std::string_view kBlanks = " \t\r\n";
constexpr const char* kNul = "unexpected NUL byte";

// What nlohmann's message says beyond its own name and the place that we know better, and without
// all that it has read, which it quotes in full.
std::string reason(const std::string& message) {
  const std::size_t place = message.find(", column ");
  std::size_t start = place == std::string::npos ? message.find("] ") : message.find(": ", place);
  start = start == std::string::npos ? 0 : start + 2;
  for (const std::string_view before : {"last read: ", "overflow parsing "}) {
    const std::size_t found = message.find(before, start);
    if (found == std::string::npos) continue;
    const std::size_t open = found + before.size();
    const std::size_t close = std::min(message.rfind("'; expected "), message.rfind('\''));
    const auto read = std::string_view(message).substr(open + 1, close - open - 1);
    return message.substr(start, open - start) + text::quote(read) + message.substr(close + 1);
  }
  return message.substr(start);
}

// Where the number starts that ends before p, or just before the character there: the parser has to
// look at what comes after it.
const char* number_start(const char* begin, const char* p) {
  const auto in_number = [](char c) { return std::strchr("+-.0123456789eE", c) != nullptr; };
  if (!in_number(p[-1])) --p;
  while (p != begin && in_number(p[-1])) --p;
  return p;
}

// "no key 'y'; the object has: 'a', 'b'"
std::string missing(const std::string& key, std::string_view object) {
  std::vector<std::string> keys;
  bool more = false;
  const auto take_key = [&](int depth, Json::parse_event_t event, const Json& parsed) {
    if (event != Json::parse_event_t::key || depth != 1) return false;
    const auto name = text::quote(parsed.get_ref<const std::string&>());
    if (std::ranges::count(keys, name) > 0) return false;
    more = keys.size() == kMostKeys;
    if (!more) keys.push_back(name);
    return false;  // keeps nothing: the object may be large
  };
  std::ignore = Json::parse(object, take_key);
  if (keys.empty()) keys.emplace_back("none");
  return fmt::format("no key {}; the object has: {}{}", text::quote(key), fmt::join(keys, ", "),
                     more ? ", …" : "");
}

// Finds the rows in a JSON text: numbers, or objects with a number under a key, of which the first
// counts. The sink is told: number(text), null(), and bad(where, message) for a row without.
template <class Sink>
class Rows : public nlohmann::json_sax<Json> {
 public:
  // Rows are nested `depth` deep in the text.
  Rows(std::string_view text, int depth, const std::optional<std::string>& key, Sink sink)
      : begin_(text.data()),
        end_(begin_ + text.size()),
        rows_depth_(depth),
        key_(key),
        sink_(sink) {}

  // Whether the text is well formed; else error() and error_at() say why not and where.
  bool parse() {
    if (!Json::sax_parse(Characters(begin_, &position_), Characters(end_, &position_), this)) {
      return false;
    }
    // nlohmann's parser takes NUL for the end of the text.
    if (position_ == begin_ || position_[-1] != '\0') return true;
    error_ = kNul;
    error_at_ = position_ - 1;
    return false;
  }
  const std::string& error() const { return error_; }
  const char* error_at() const { return error_at_; }
  // Whether the sink was told of a row without a number.
  bool any_bad() const { return any_bad_; }

  bool null() override {
    if (takes_value(4)) sink_.null();
    return true;
  }
  bool boolean(bool value) override { return take_bad(value ? 4 : 5); }
  bool number_integer(std::int64_t value) override {
    // Only numbers with a minus come here, so that 0 was "-0".
    return take_number([&] { return value == 0 ? "-0" : fmt::to_string(value); });
  }
  bool number_unsigned(std::uint64_t value) override {
    return take_number([&] { return fmt::to_string(value); });
  }
  bool number_float(double, const std::string& text) override {
    return take_number([&]() -> const std::string& { return text; });
  }
  bool string(std::string&) override {
    return take_bad(static_cast<std::size_t>(position_ - string_start(begin_, position_)));
  }
  bool binary(Json::binary_t&) override { return true; }

  bool start_object(std::size_t) override {
    if (depth_ == rows_depth_ && key_) {
      row_ = position_ - 1;
      found_ = false;
    } else if (takes_value(1)) {
      bad(1, "an object is not a number; select one of its values with --column KEY");
    }
    ++depth_;
    return true;
  }
  bool key(std::string& key) override {
    wanted_ = depth_ == rows_depth_ + 1 && row_ != nullptr && !found_ && key == *key_;
    return true;
  }
  bool end_object() override {
    if (--depth_ != rows_depth_ || row_ == nullptr) return true;
    if (!found_) {
      any_bad_ = true;
      sink_.bad(row_, [&] {
        return missing(*key_, {row_, static_cast<std::size_t>(position_ - row_)});
      });
    }
    row_ = nullptr;
    return true;
  }

  bool start_array(std::size_t) override {
    if (takes_value(1)) bad(1, "an array is not a number");
    ++depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }

  bool parse_error(std::size_t at, const std::string&, const Json::exception& error) override {
    error_at_ = begin_ + std::min(at > 0 ? at - 1 : 0, static_cast<std::size_t>(end_ - begin_));
    error_ = error_at_ != end_ && *error_at_ == '\0' ? kNul : reason(error.what());
    return false;
  }

 private:
  // Whether the value that was just read, or begins, is that of a row.
  bool takes_value(std::size_t size) {
    if (depth_ == rows_depth_ && key_) {
      bad(size, fmt::format("expected an object with the key {}", text::quote(*key_)));
      return false;
    }
    if (depth_ == rows_depth_) return true;
    if (!wanted_ || depth_ != rows_depth_ + 1) return false;
    wanted_ = false;
    found_ = true;
    return true;
  }

  template <class Text>
  bool take_number(Text text) {
    if (depth_ > rows_depth_ + 1) return true;
    const char* const start = number_start(begin_, position_);
    if (takes_value(static_cast<std::size_t>(position_ - start))) sink_.number(text());
    return true;
  }

  bool take_bad(std::size_t size) {
    if (takes_value(size)) bad(size, text::quote({position_ - size, size}) + " is not a number");
    return true;
  }

  void bad(std::size_t size, const std::string& message) {
    any_bad_ = true;
    sink_.bad(position_ - size, [&] { return message; });
  }

  const char* const begin_;
  const char* const end_;
  const int rows_depth_;
  const std::optional<std::string>& key_;
  Sink sink_;
  const char* position_ = begin_;  // behind what is read
  int depth_ = 0;
  const char* row_ = nullptr;  // the object that is a row and being read
  bool found_ = false;         // whether it had the key
  bool wanted_ = false;        // whether the value that comes is that of the key
  bool any_bad_ = false;
  std::string error_;
  const char* error_at_ = begin_;
};

// What JSON and JSON Lines have in common: what they do with a row.
class JsonRows : public RowReader {
 public:
  explicit JsonRows(const Source& source)
      : RowReader(source, {kLongestValue, "JSON value"}), key_(source.column) {}

 protected:
  template <class T>
  struct Sink {
    void number(const std::string& text) { x.push_back(text::parse_number<T>(text).value()); }
    void null() { x.push_back(std::numeric_limits<T>::quiet_NaN()); }
    template <class Message>
    void bad(const char* at, Message message) {
      reader.take_bad(x, block, reader.offset(block, at), [&] {
        const bool is_array = *at == '[' && is_first(block, at);
        return message() + (is_array ? "; is the file one array? (--input-format json)" : "");
      });
    }

    const JsonRows& reader;
    const Block& block;
    std::vector<T>& x;
  };

  template <class T>
  Rows<Sink<T>> rows(const Block& block, std::string_view text, int depth,
                     std::vector<T>& x) const {
    return {text, depth, key_, Sink<T>{*this, block, x}};
  }

  // Whether only blanks come before it.
  static bool is_first(const Block& block, const char* at) {
    const auto before = std::string_view(block.bytes).substr(0, offset(block, at));
    return block.line == 1 && block.column == 1 && before.find_first_not_of(kBlanks) == before.npos;
  }

  static std::size_t offset(const Block& block, const char* at) {
    return static_cast<std::size_t>(at - block.bytes.data());
  }

 private:
  const std::optional<std::string> key_;
};

// A line is a JSON text of its own, so that one that is none need not stop the others.
class JsonlReader : public JsonRows {
 public:
  using JsonRows::JsonRows;

  void parse(const Block& block, Chunk& chunk) const override {
    std::visit(
        [&](auto& columns) {
          columns.x.own().clear();
          std::string_view text = block.bytes;
          while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
            parse_line(block, text.substr(0, end), columns.x.own());
            text.remove_prefix(end);
          }
        },
        chunk);
  }

 private:
  std::size_t last_row_end(std::string_view bytes, std::size_t from) override {
    const std::size_t last = bytes.substr(from).rfind('\n');
    return last == std::string_view::npos ? 0 : from + last + 1;
  }

  template <class T>
  void parse_line(const Block& block, std::string_view line, std::vector<T>& x) const {
    const std::size_t stop = line.find_last_not_of(kBlanks);
    if (stop == std::string_view::npos) return;
    const std::size_t before = x.size();
    auto found = rows(block, line.substr(0, stop + 1), 0, x);
    if (found.parse() || found.any_bad()) return;
    x.resize(before);
    take_bad(x, block, offset(block, found.error_at()), [&] {
      const bool goes_on = is_first(block, line.data()) &&
                           found.error().find("unexpected end of input") != std::string::npos;
      return found.error() +
             (goes_on ? "; in JSON Lines, a value is on one line (jq -c . writes it so)" : "");
    });
  }
};

// One array, cut at the commas between its elements. Each block is an array again: its first
// character, a bracket or a comma, becomes a bracket, and another is appended.
class JsonReader : public JsonRows {
 public:
  explicit JsonReader(const Source& source) : JsonRows(source) {
    fill_front();
    while (true) {
      const std::size_t blanks = std::min(front().find_first_not_of(kBlanks), front().size());
      if (blanks == 0) break;
      drop_front(blanks);
      fill_front();
    }
    if (front().empty()) throw io::Error(file_name() + ": an empty file is not JSON");
    if (front()[0] == '\0') fail_front(kNul);
    if (front()[0] != '[') {
      fail_front("expected a JSON array, '[...]'; for JSON Lines, use --input-format jsonl");
    }
  }

  void parse(const Block& block, Chunk& chunk) const override {
    std::visit(
        [&](auto& columns) {
          columns.x.own().clear();
          auto found = rows(block, block.bytes, 1, columns.x.own());
          if (!found.parse()) fail(block, offset(block, found.error_at()), found.error());
        },
        chunk);
  }

 private:
  std::size_t last_row_end(std::string_view bytes, std::size_t from) override {
    std::size_t last = 0;
    for (std::size_t i = from; i < bytes.size(); ++i) {
      const char c = bytes[i];
      if (in_string_) {
        if (escaped_) {
          escaped_ = false;
        } else if (c == '\\') {
          escaped_ = true;
        } else {
          in_string_ = c != '"';
        }
      } else if (c == '"') {
        in_string_ = true;
      } else if (c == '[' || c == '{') {
        ++depth_;
      } else if (c == ']' || c == '}') {
        --depth_;
      } else if (c == ',' && depth_ == 1 && i > 0) {
        last = i;
      }
    }
    return last;
  }

  void complete(Block& block) const override {
    // An array that was cut has something on either side of every comma.
    const bool cut = block.bytes[0] == ',' || !block.last;
    block.bytes[0] = '[';
    if (!block.last) block.bytes += ']';
    const std::size_t first = block.bytes.find_first_not_of(kBlanks, 1);
    if (cut && first != std::string::npos && block.bytes[first] == ']') {
      fail(block, first, "missing value");
    }
  }

  bool in_string_ = false;
  bool escaped_ = false;
  std::int64_t depth_ = 0;
};

}  // namespace

std::unique_ptr<Reader> make_json_reader(const Source& source) {
  return std::make_unique<JsonReader>(source);
}

std::unique_ptr<Reader> make_jsonl_reader(const Source& source) {
  return std::make_unique<JsonlReader>(source);
}

}  // namespace silu::data
