#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <utility>

#include "data/readers/binary.h"
#include "data/readers/readers.h"
#include "io/error.h"
#include "text/number.h"

// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
namespace silu::data {
namespace {

static_assert(std::endian::native == std::endian::little, "as headers and values are");

constexpr std::string_view kMagic = "\x93NUMPY";
// NumPy's own headers for numbers take 128 bytes; what is longer than this describes something
// else.
constexpr std::uint64_t kLongestHeader = 1 << 20;
constexpr std::string_view kBlanks = " \t\n\r\f";

// "f4, f8, f2 (float32, float64, float16)"
std::string supported_descr() {
  std::vector<std::string_view> types;
  std::vector<std::string_view> names;
  for (const DTypeInfo& each : dtypes()) {
    if (each.npy.empty()) continue;
    types.push_back(each.npy);
    names.push_back(each.name);
  }
  return fmt::format("{} ({})", fmt::join(types, ", "), fmt::join(names, ", "));
}

// Takes a header apart, {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }: the little of
// Python that repr() writes there.
class Literal {
 public:
  Literal(const std::string& file, std::string_view text) : file_(file), text_(text) {}

  /// Passes over blanks and then over a text, if it comes next.
  bool take(std::string_view expected) {
    text_.remove_prefix(std::min(text_.find_first_not_of(kBlanks), text_.size()));
    if (!text_.starts_with(expected)) return false;
    text_.remove_prefix(expected.size());
    return true;
  }

  void require(std::string_view expected) {
    if (!take(expected)) fail();
  }

  /// The text between quotes, single or double; nothing else begins with them here.
  std::string_view string() {
    const std::string_view quote = take("'") ? "'" : "\"";
    if (quote == "\"") require(quote);
    const std::size_t size = text_.find(quote);
    if (size == std::string_view::npos) fail();
    const auto content = text_.substr(0, size);
    text_.remove_prefix(size + 1);
    return content;
  }

  bool boolean() {
    if (take("True")) return true;
    require("False");
    return false;
  }

  /// A tuple of sizes: (), (3,), (2, 3). Python 2 wrote 3L for some.
  std::vector<std::uint64_t> sizes() {
    std::vector<std::uint64_t> sizes;
    require("(");
    while (!take(")")) {
      sizes.push_back(size());
      take("L");
      const bool comma = take(",");
      // (3) is no tuple, and (2 3) nothing at all.
      if (!comma && (sizes.size() == 1 || !text_.starts_with(")"))) fail();
      if (sizes.size() > kMostDimensions) fail();
    }
    return sizes;
  }

  /// Whether nothing but blanks is left.
  bool ended() { return take("") && text_.empty(); }

  [[noreturn]] void fail() const {
    if (text_.empty()) throw io::Error(file_ + ": incomplete npy header");
    throw io::Error(
        fmt::format("{}: the npy header is malformed at {}", file_, text::quote(text_)));
  }

 private:
  std::uint64_t size() {
    take("");
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text_.begin(), text_.end(), value);
    if (error != std::errc()) fail();
    text_.remove_prefix(static_cast<std::size_t>(end - text_.begin()));
    return value;
  }

  const std::string& file_;
  std::string_view text_;  // what is left of it
};

// What a header says; all three keys are required.
struct Header {
  std::optional<std::string_view> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::uint64_t>> sizes;
};

Header parse_dictionary(const std::string& file, Literal literal) {
  Header header;
  literal.require("{");
  while (!literal.take("}")) {
    const auto key = literal.string();
    literal.require(":");
    if (key == "descr") {
      if (literal.take("["))
        throw io::Error(file + ": holds records; supported: " + supported_descr());
      header.descr = literal.string();
    } else if (key == "fortran_order") {
      header.fortran_order = literal.boolean();
    } else if (key == "shape") {
      header.sizes = literal.sizes();
    } else {
      throw io::Error(fmt::format("{}: unknown key {} in the npy header", file, text::quote(key)));
    }
    if (!literal.take(",")) {
      literal.require("}");
      break;
    }
  }
  if (!literal.ended()) literal.fail();
  return header;
}

// "<f4": the byte order, where "=", "|" and none mean that of the machine, and the type.
void parse_descr(const std::string& file, std::string_view descr, Array& array) {
  array.big_endian = descr.starts_with('>');
  const std::size_t order = descr.find_first_of("<>=|") == 0 ? 1 : 0;
  const std::string_view type = descr.substr(order);
  const auto found = std::ranges::find(dtypes(), type, &DTypeInfo::npy);
  if (type.empty() || found == dtypes().end()) {
    throw io::Error(
        fmt::format("{}: holds {}; supported: {}", file, text::quote(descr), supported_descr()));
  }
  array.dtype = found->dtype;
}

Array parse_header(const std::string& file, std::string_view text) {
  const Header header = parse_dictionary(file, Literal(file, text));
  if (!header.descr || !header.fortran_order || !header.sizes) {
    throw io::Error(file + ": the npy header must have 'descr', 'fortran_order' and 'shape'");
  }
  Array array;
  parse_descr(file, *header.descr, array);
  array.shape = Shape{*header.sizes, *header.fortran_order};
  return array;
}

// The length of the header stands before it in two bytes or, since version 2.0, in four.
std::string take_header(io::BinaryFile& file) {
  const std::string start = file.take(kMagic.size() + 2);
  if (!start.starts_with(kMagic)) throw io::Error(file.name() + ": not an npy file");
  const char version = start.size() > kMagic.size() ? start[kMagic.size()] : '\0';
  if (version < 1 || version > 3) {
    throw io::Error(file.name() + ": unsupported npy version; supported: 1, 2, 3");
  }
  const std::size_t width = version == 1 ? 2 : 4;
  const std::string bytes = file.take(width);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), bytes.size());
  if (length > kLongestHeader) {
    throw io::Error(fmt::format("{}: npy header of {} bytes is too long (limit: {} bytes)",
                                file.name(), length, kLongestHeader));
  }
  std::string header = file.take(length);
  if (bytes.size() < width || header.size() < length) {
    throw io::Error(file.name() + ": truncated npy header");
  }
  return header;
}

}  // namespace

std::unique_ptr<Reader> make_npy_reader(const Source& source) {
  auto file = std::make_unique<io::BinaryFile>(source.open());
  const Array array = parse_header(file->name(), take_header(*file));
  return make_binary_reader(std::move(file), array);
}

}  // namespace silu::data
