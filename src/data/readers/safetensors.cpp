#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <compare>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

#include "data/readers/binary.h"
#include "data/readers/json_characters.h"
#include "data/readers/readers.h"
#include "io/error.h"
#include "text/number.h"

// https://huggingface.co/docs/safetensors: the length of the header, eight bytes; the header,
// {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}, which may hold a
// "__metadata__" of texts, too; the data, in which the tensors lie side by side without a gap.
namespace silu::data {
namespace {

static_assert(std::endian::native == std::endian::little, "as lengths and values are");

// Room for tens of thousands of tensors; a parser takes several times as much memory.
constexpr std::uint64_t kLongestHeader = 8 << 20;
constexpr std::size_t kMostListed = 10;
constexpr std::uint64_t kMostBytes = std::numeric_limits<std::int64_t>::max();

struct Tensor {
  std::string name = {};
  std::optional<std::string> dtype = {};
  std::optional<std::vector<std::uint64_t>> sizes = {};
  std::optional<std::vector<std::uint64_t>> offsets = {};  // where its bytes begin and end
};

struct Span {
  std::uint64_t begin;
  std::uint64_t end;
};

std::optional<DType> find_dtype(std::string_view name) {
  const auto found = std::ranges::find(dtypes(), name, &DTypeInfo::safetensors);
  return found == dtypes().end() ? std::nullopt : std::optional(found->dtype);
}

// "F32, F64"
std::string supported_dtypes() {
  std::vector<std::string_view> names;
  for (const DTypeInfo& each : dtypes()) names.push_back(each.safetensors);
  return fmt::format("{}", fmt::join(names, ", "));
}

// Hears the header as it is read, so that it never becomes a tree in memory. Of all tensors the
// names and places are kept, of the one that is wanted the rest, too.
class HeaderHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  HeaderHandler(const std::string& file, const std::optional<std::string>& wanted)
      : file_(file), wanted_(wanted) {}

  void parse(const std::string& header) {
    begin_ = position_ = header.data();
    const char* const end = begin_ + header.size();
    nlohmann::json::sax_parse(Characters(begin_, &position_), Characters(end, &position_), this);
    // That takes NUL for the end of the text.
    if (const auto nul = header.find('\0'); nul != header.npos) fail_syntax(nul + 1);
  }

  /// Where the values of the chosen tensor lie, once all is heard.
  Array array() {
    const Tensor& tensor = chosen();
    const auto dtype = find_dtype(*tensor.dtype);
    if (!dtype) {
      fail(fmt::format("tensor {} has dtype {}; supported: {}", text::quote(tensor.name),
                       text::quote(*tensor.dtype), supported_dtypes()));
    }
    return {.dtype = *dtype,
            .shape = Shape{*tensor.sizes},
            .before = (*tensor.offsets)[0],
            .after = require_side_by_side() - (*tensor.offsets)[1]};
  }

  bool start_object(std::size_t) override {
    if (++depth_ > 2 || numbers_ != nullptr) fail_at("object");
    tensor_ = {.name = name_};
    return true;
  }

  bool key(std::string& key) override {
    if (depth_ == 1 ? !all_names_.insert(key).second : is_known(key)) fail_twice(key);
    (depth_ == 1 ? name_ : key_) = key;
    return true;
  }

  bool end_object() override {
    if (depth_-- == 2 && !in_metadata()) add_tensor();
    return true;
  }

  bool string(std::string& text) override {
    if (depth_ == 2 && in_metadata()) return true;
    if (depth_ < 2 || key_ != "dtype" || numbers_ != nullptr) fail_at("string");
    tensor_.dtype = text;
    return true;
  }

  bool start_array(std::size_t) override {
    if (depth_ < 2 || in_metadata() || numbers_ != nullptr) fail_at("array");
    if (key_ == "shape") {
      numbers_ = &tensor_.sizes.emplace();
    } else if (key_ == "data_offsets") {
      numbers_ = &tensor_.offsets.emplace();
    } else {
      fail_at("array");
    }
    return true;
  }

  bool end_array() override {
    numbers_ = nullptr;
    return true;
  }

  bool number_unsigned(number_unsigned_t number) override {
    if (numbers_ == nullptr || numbers_->size() == kMostDimensions) fail_at("number");
    numbers_->push_back(number);
    return true;
  }

  bool number_integer(number_integer_t) override { fail_at("negative number"); }
  bool number_float(number_float_t, const std::string&) override {
    fail_at("floating-point number");
  }
  bool null() override { fail_at("null"); }
  bool boolean(bool) override { fail_at("boolean"); }
  bool binary(binary_t&) override { fail_at("binary data"); }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    fail_syntax(position);
  }

 private:
  bool in_metadata() const { return name_ == "__metadata__"; }

  // Whether the tensor being heard has a value under a key.
  bool is_known(std::string_view key) const {
    return (key == "dtype" && tensor_.dtype) || (key == "shape" && tensor_.sizes) ||
           (key == "data_offsets" && tensor_.offsets);
  }

  void add_tensor() {
    if (!tensor_.dtype || !tensor_.sizes || !tensor_.offsets) {
      fail(fmt::format("tensor {} must have 'dtype', 'shape' and 'data_offsets'",
                       text::quote(name_)));
    }
    require_size();
    spans_.push_back({(*tensor_.offsets)[0], (*tensor_.offsets)[1]});
    has_more_ = names_.size() == kMostListed;
    if (!has_more_) names_.push_back(text::quote(name_));
    if (wanted_ && name_ != *wanted_) return;
    chosen_ = tensor_;
  }

  // The offsets must leave the room that the shape takes.
  void require_size() const {
    const auto& offsets = *tensor_.offsets;
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > kMostBytes) {
      fail(fmt::format("tensor {} has invalid data_offsets: [{}]", text::quote(name_),
                       fmt::join(offsets, ", ")));
    }
    const auto dtype = find_dtype(*tensor_.dtype);
    if (!dtype) return;  // of no use to us, as long as it leaves others their room
    const std::uint64_t room = offsets[1] - offsets[0];
    const std::size_t size = size_of(*dtype);
    const auto count = count_values(*tensor_.sizes);
    if (count && room % size == 0 && room / size == *count) return;
    fail(fmt::format("tensor {} of shape [{}] and dtype {} does not fit its {} bytes of data",
                     text::quote(name_), fmt::join(*tensor_.sizes, ", "), *tensor_.dtype, room));
  }

  const Tensor& chosen() const {
    const std::string listed = fmt::format("{}{}", fmt::join(names_, ", "), has_more_ ? ", …" : "");
    if (names_.empty()) fail("holds no tensors");
    if (!chosen_) {
      fail(fmt::format("no tensor {}; the file has: {}", text::quote(*wanted_), listed));
    }
    if (wanted_ || names_.size() == 1) return *chosen_;
    fail(fmt::format("holds several tensors; choose one with --tensor: {}", listed));
  }

  // The end of the last one.
  std::uint64_t require_side_by_side() {
    // Of an empty tensor and another that begin together, the empty one is first.
    std::ranges::sort(spans_, {}, [](const Span& span) { return std::pair(span.begin, span.end); });
    std::uint64_t end = 0;
    for (const Span& span : spans_) {
      if (span.begin < end) fail(fmt::format("tensors overlap at byte {} of the data", span.begin));
      if (span.begin > end) fail(fmt::format("byte {} of the data belongs to no tensor", end));
      end = span.end;
    }
    return end;
  }

  [[noreturn]] void fail(const std::string& what) const { throw io::Error(file_ + ": " + what); }

  // With the place, counted from 1, of what is not JSON.
  [[noreturn]] void fail_syntax(std::size_t position) const {
    fail(fmt::format("the safetensors header is not JSON at byte {}", position));
  }

  [[noreturn]] void fail_at(std::string_view what) const {
    fail(fmt::format("unexpected {} in the safetensors header{}", what,
                     name_.empty() ? "" : ", in " + text::quote(name_)));
  }

  // Nobody can tell which of the two counts.
  [[noreturn]] void fail_twice(const std::string& key) const {
    const auto place = string_start(begin_, position_) - begin_ + 1;
    fail(fmt::format("key {} stands twice in the safetensors header{}, again at byte {}",
                     text::quote(key), depth_ == 1 ? "" : ", in " + text::quote(name_), place));
  }

  const std::string& file_;
  const std::optional<std::string>& wanted_;
  const char* begin_ = nullptr;
  const char* position_ = nullptr;  // behind what is read of the header
  int depth_ = 0;
  std::string name_;  // the last key of the outer object, and of the inner one
  std::string key_;
  Tensor tensor_;                                  // the one being heard
  std::vector<std::uint64_t>* numbers_ = nullptr;  // where those of an array in it go
  std::vector<Span> spans_;
  std::unordered_set<std::string> all_names_;
  std::vector<std::string> names_;  // as many as a message takes, in order
  bool has_more_ = false;
  std::optional<Tensor> chosen_;
};

std::string take_header(io::BinaryFile& file) {
  const std::string bytes = file.take(sizeof(std::uint64_t));
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), bytes.size());
  if (length > kLongestHeader) {
    throw io::Error(fmt::format("{}: safetensors header of {} bytes is too long (limit: {} bytes)",
                                file.name(), length, kLongestHeader));
  }
  std::string header = file.take(length);
  if (bytes.size() < sizeof length || header.size() < length) {
    throw io::Error(file.name() + ": truncated safetensors header");
  }
  return header;
}

}  // namespace

std::unique_ptr<Reader> make_safetensors_reader(const Source& source) {
  auto file = std::make_unique<io::BinaryFile>(source.open());
  const std::string header = take_header(*file);
  HeaderHandler handler(file->name(), source.tensor);
  handler.parse(header);
  return make_binary_reader(std::move(file), handler.array());
}

}  // namespace silu::data
