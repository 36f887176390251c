#include "data/recognize.h"

#include <algorithm>
#include <string>

#include "data/dialect.h"
#include "data/separators.h"
#include "text/number.h"

namespace silu::data {
namespace {

using namespace std::string_view_literals;
using Format = std::optional<std::string_view>;

// What is not recognized by then is text.
constexpr std::size_t kMostBytes = 1 << 16;

constexpr ForeignFormat encoded_text(std::string_view name, std::string_view command,
                                     std::string_view magic = {}) {
  return {.name = name, .advice = "convert it to UTF-8", .command = command, .magic = magic};
}

// Control characters and bytes that are not UTF-8 make sure that none of them is text; where a
// header of letters could be, as in "PAR1", more than the official magic is asked for.
constexpr ForeignFormat kForeignFormats[] = {
    {.name = "gzip-compressed",
     .advice = "decompress it",
     .command = "zcat",
     .is_compressed = true,
     .magic = "\x1f\x8b"},
    {.name = "zstd-compressed",
     .advice = "decompress it",
     .command = "zstdcat",
     .is_compressed = true,
     .magic = "\x28\xb5\x2f\xfd"},
    {.name = "bzip2-compressed",
     .advice = "decompress it",
     .command = "bzcat",
     .is_compressed = true,
     .magic = "BZh?1AY&SY"},
    {.name = "xz-compressed",
     .advice = "decompress it",
     .command = "xzcat",
     .is_compressed = true,
     .magic = "\xfd\x37zXZ\0"sv},
    {.name = "lz4-compressed",
     .advice = "decompress it",
     .command = "lz4cat",
     .is_compressed = true,
     .magic = "\x04\x22\x4d\x18"},
    {.name = "a zip archive",
     .advice = "extract a file from it",
     .command = "unzip -p",
     .is_archive = true,
     .magic = "PK\x03\x04"},
    {.name = "an empty zip archive",
     .advice = "there is no file in it to read",
     .magic = "PK\x05\x06"},
    {.name = "Parquet",
     .advice = "convert it to CSV",
     .command = "python3 -c 'import io, pandas, sys; pandas.read_parquet(io.BytesIO("
                "sys.stdin.buffer.read())).to_csv(sys.stdout, index=False)'",
     .takes_file = false,
     .result = "csv",
     .magic = "PAR1\x15"},
    {.name = "an Arrow file",
     .advice = "convert it to CSV",
     .command = "python3 -c 'import io, pandas, sys; pandas.read_feather(io.BytesIO("
                "sys.stdin.buffer.read())).to_csv(sys.stdout, index=False)'",
     .takes_file = false,
     .result = "csv",
     .magic = "ARROW1\0\0"sv},
    {.name = "an Arrow stream",
     .advice = "convert it to CSV",
     .command = "python3 -c 'import pyarrow, sys; pyarrow.ipc.open_stream("
                "sys.stdin.buffer).read_pandas().to_csv(sys.stdout, index=False)'",
     .takes_file = false,
     .result = "csv",
     .magic = "\xff\xff\xff\xff???\0"sv},
    {.name = "Avro",
     .advice = "convert it to JSON Lines",
     .command = "python3 -c 'import fastavro, json, sys; [print(json.dumps(row, default=str)) "
                "for row in fastavro.reader(sys.stdin.buffer)]'",
     .takes_file = false,
     .result = "jsonl",
     .magic = "Obj\x01"},
    {.name = "HDF5",
     .advice = "extract a dataset from it",
     .command = "python3 -c 'import h5py, io, numpy, sys; numpy.savetxt(sys.stdout, h5py.File("
                "io.BytesIO(sys.stdin.buffer.read()))[\"DATASET\"][()].ravel())'",
     .takes_file = false,
     .result = "text",
     .magic = "\x89HDF\r\n\x1a\n"},
    {.name = "an SQLite database",
     .advice = "export a table: sqlite3 -csv -header FILE 'SELECT * FROM TABLE' > TABLE.csv",
     .magic = "SQLite format 3\0"sv},
    encoded_text("UTF-32 text", "iconv -f UTF-32 -t UTF-8", "\xff\xfe\0\0"sv),
    encoded_text("UTF-32 text", "iconv -f UTF-32 -t UTF-8", "\0\0\xfe\xff"sv),
    encoded_text("UTF-16 text", "iconv -f UTF-16 -t UTF-8", "\xff\xfe"),
    encoded_text("UTF-16 text", "iconv -f UTF-16 -t UTF-8", "\xfe\xff"),
};

// UTF-16 or UTF-32 without a byte order mark, where iconv has to be told which byte comes first.
struct UnmarkedText {
  std::size_t width;  // bytes of a character
  std::size_t place;  // of the one that is not NUL, if the character is ASCII
  ForeignFormat format;
};
constexpr UnmarkedText kUnmarkedTexts[] = {
    {2, 0, encoded_text("UTF-16 text", "iconv -f UTF-16LE -t UTF-8")},
    {2, 1, encoded_text("UTF-16 text", "iconv -f UTF-16BE -t UTF-8")},
    {4, 0, encoded_text("UTF-32 text", "iconv -f UTF-32LE -t UTF-8")},
    {4, 3, encoded_text("UTF-32 text", "iconv -f UTF-32BE -t UTF-8")},
};

// Whether bytes begin like a magic, as far as they go.
bool agrees(std::string_view bytes, std::string_view magic) {
  const std::size_t size = std::min(bytes.size(), magic.size());
  return std::equal(bytes.begin(), bytes.begin() + size, magic.begin(),
                    [](char byte, char expected) { return expected == '?' || byte == expected; });
}

// Whether the bytes are characters of ASCII, as far as they go.
bool agrees(std::string_view bytes, const UnmarkedText& text) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    const bool is_ascii = (c >= ' ' && c <= '~') || c == '\t' || c == '\n' || c == '\r';
    if (i % text.width == text.place ? !is_ascii : c != '\0') return false;
  }
  return true;
}

// Three characters are enough: the length that a safetensors file begins with has no more than
// three bytes that are not NUL, and they come first. Where the input ends, two are enough; a single
// one could be anything.
std::optional<const ForeignFormat*> recognize_unmarked(Beginning beginning) {
  for (const auto& text : kUnmarkedTexts) {
    const std::size_t enough = 3 * text.width;
    const auto bytes = beginning.bytes.substr(0, enough);
    if (!agrees(bytes, text)) continue;
    if (bytes.size() < enough && !beginning.is_all) return {};
    if (bytes.size() < 2 * text.width || bytes.size() % text.width != 0) continue;
    return &text.format;
  }
  return nullptr;
}

// Eight bytes of the length of a header, of at most 8 MiB, and the header, an object.
bool agrees_with_safetensors(std::string_view bytes) {
  for (std::size_t i = 3; i < std::min<std::size_t>(bytes.size(), 8); ++i) {
    if (bytes[i] != '\0') return false;
  }
  return bytes.size() < 9 || bytes[8] == '{';
}

bool is_number(std::string_view text) {
  return text::parse_number<double>(text).has_value();
}

// Passes over a text and the blanks behind it; nothing if more of it may come.
std::optional<std::string_view> after(std::string_view text, std::size_t size, bool is_all) {
  const std::size_t next = text.find_first_not_of(kWhitespace, size);
  if (next != text.npos) return text.substr(next);
  return is_all ? std::optional(std::string_view()) : std::nullopt;
}

// A text that begins with a bracket: "[1] 2 3", as R prints numbers, is no JSON.
Format recognize_array(std::string_view text, bool is_all) {
  const auto element = after(text, 1, is_all);
  if (!element) return {};
  if (element->empty()) return "text";
  if (std::string_view("]\"{[").find(element->front()) != std::string_view::npos) return "json";
  const std::size_t end = element->find_first_of(std::string(kSeparators) + ']');
  if (end == element->npos && !is_all) return {};
  const auto word = element->substr(0, end);
  if (!is_number(word) && word != "null") return "text";
  const auto next = after(*element, word.size(), is_all);
  if (!next) return {};
  if (next->starts_with(',')) return "json";
  if (!next->starts_with(']')) return "text";
  const auto rest = after(*next, 1, is_all);
  if (!rest) return {};
  return rest->empty() ? "json" : "text";
}

Format recognize_object(std::string_view text, bool is_all) {
  const auto member = after(text, 1, is_all);
  if (!member) return {};
  return member->starts_with('"') || member->starts_with('}') ? "jsonl" : "text";
}

// The first row that is not empty, which it takes away from the text; nothing if there is none or
// it may go on.
std::optional<CutRow> take_row(std::string_view& text, const Dialect& dialect, bool is_all) {
  text = after_empty_lines(text);
  auto row = dialect.cut(text);
  if (text.empty() || (row.line_end.empty() && !is_all)) return {};
  text.remove_prefix(row.text.size());
  return row;
}

// Whether a row can be nothing but the names of columns.
bool is_header(const CutRow& row) {
  if (row.fields.size() < 2) return false;
  auto names = names_of(row.fields);
  if (std::ranges::any_of(names, is_number)) return false;
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) == names.end();
}

// A header, and a row of as many fields.
std::optional<bool> has_columns(std::string_view text, char delimiter, bool is_all) {
  const Dialect dialect(delimiter);
  const auto header = take_row(text, dialect, is_all);
  if (!header) return is_all ? std::optional(false) : std::nullopt;
  if (!is_header(*header)) return false;
  const auto row = take_row(text, dialect, is_all);
  if (!row) return is_all ? std::optional(false) : std::nullopt;
  return row->fields.size() == header->fields.size();
}

Format recognize_text(Beginning beginning) {
  auto [text, is_all] = beginning;
  if (text.size() < kByteOrderMark.size() && agrees(text, kByteOrderMark) && !is_all) return {};
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto start = after(text, 0, is_all);
  if (!start) return {};
  if (start->starts_with('[')) return recognize_array(*start, is_all);
  if (start->starts_with('{')) return recognize_object(*start, is_all);
  const std::size_t begin = std::min(start->find_first_not_of(kSeparators), start->size());
  const std::size_t end = start->find_first_of(kSeparators, begin);
  if (end == start->npos && !is_all) return {};
  if (is_number(start->substr(begin, end - begin))) return "text";
  const auto csv = has_columns(text, ',', is_all);
  if (!csv) return {};
  if (*csv) return "csv";
  const auto tsv = has_columns(text, '\t', is_all);
  if (!tsv) return {};
  return *tsv ? "tsv" : "text";
}

}  // namespace

std::optional<const ForeignFormat*> recognize_foreign(Beginning beginning) {
  for (const auto& format : kForeignFormats) {
    if (!agrees(beginning.bytes, format.magic)) continue;
    if (beginning.bytes.size() >= format.magic.size()) return &format;
    if (!beginning.is_all) return {};
  }
  return recognize_unmarked(beginning);
}

std::optional<std::string_view> recognize_format(Beginning beginning) {
  constexpr std::string_view kNpy = "\x93NUMPY";
  const std::string_view bytes = beginning.bytes;
  if (bytes.starts_with(kNpy)) return "npy";
  if (bytes.size() < kNpy.size() && agrees(bytes, kNpy) && !beginning.is_all) return {};
  if (bytes.size() > 8 && agrees_with_safetensors(bytes)) return "safetensors";
  // The first bytes of a length may look like anything. A line of text may be all there is for a
  // long time.
  const bool may_be_length =
      agrees_with_safetensors(bytes) && (bytes.size() > 3 || bytes.find('\n') == bytes.npos);
  if (may_be_length && !beginning.is_all) return {};
  beginning.is_all |= bytes.size() >= kMostBytes;
  return recognize_text(beginning);
}

std::string_view first_zip_member(std::string_view bytes) {
  constexpr std::size_t kNameAt = 30;
  if (bytes.size() < kNameAt) return {};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const std::size_t size = byte(26) + (std::size_t{byte(27)} << 8);
  return bytes.size() < kNameAt + size ? std::string_view() : bytes.substr(kNameAt, size);
}

}  // namespace silu::data
