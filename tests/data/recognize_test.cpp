#include "data/recognize.h"

#include <doctest/doctest.h>

#include <string>

using namespace silu::data;
using namespace std::string_literals;

namespace {

// What is recognized, and that each beginning of the bytes gives the same or needs more.
std::string recognized(const std::string& bytes) {
  const auto all = recognize_format({.bytes = bytes, .is_all = true});
  REQUIRE(all);
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    CAPTURE(bytes);
    CAPTURE(size);
    const auto some = recognize_format({.bytes = std::string_view(bytes).substr(0, size)});
    if (some) CHECK(*some == *all);
  }
  return std::string(*all);
}

// Whether more are not waited for.
bool are_enough(std::string_view bytes) {
  return recognize_format({.bytes = bytes}).has_value();
}

// How many bytes it takes, of the sizes 0, step, 2 step, ...
std::size_t bytes_needed(std::string_view bytes, std::size_t step = 1) {
  for (std::size_t size = 0; size <= bytes.size(); size += step) {
    if (are_enough(bytes.substr(0, size))) return size;
  }
  return bytes.size() + 1;
}

std::string foreign(const std::string& bytes) {
  const auto all = recognize_foreign({.bytes = bytes, .is_all = true});
  REQUIRE(all);
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    CAPTURE(bytes);
    CAPTURE(size);
    const auto some = recognize_foreign({.bytes = std::string_view(bytes).substr(0, size)});
    if (some) CHECK(*some == *all);
  }
  return *all == nullptr ? "" : std::string((*all)->name);
}

}  // namespace

TEST_CASE("recognize: numbers are text, whatever separates them") {
  for (const char* text : {"", "1", "1\n2\n", "1,2\n3,4\n", "1\t2\n", "  -1e5 x", ",1", "\n\n.5",
                           "nan", "inf,x\n1,2", "0x1p-3", "+1", "1;2\n3;4",
                           "\xef\xbb\xbf"
                           "1 2",
                           "\xef", " \t\n", "2020,2021\n1,2\n"}) {
    CAPTURE(text);
    CHECK(recognized(text) == "text");
  }
}

TEST_CASE("recognize: csv and tsv have a header, and a row of as many fields") {
  CHECK(recognized("x,y\n1,2\n") == "csv");
  CHECK(recognized("x,y\r\n1,2") == "csv");
  CHECK(recognized("x,y\r1,2\r") == "csv");
  CHECK(recognized("\xef\xbb\xbfx,y\n1,2\n") == "csv");
  CHECK(recognized("\n\nx,y\n\n1,2\n") == "csv");
  CHECK(recognized(",x\n0,1\n") == "csv");  // as pandas writes an index
  CHECK(recognized("\"x, \"\"1\"\"\n\", y\n\"a,b\",\"2\n\"\n") == "csv");
  CHECK(recognized("time of day,value\n12:30,5\n") == "csv");
  CHECK(recognized("x\ty\n1\t2\n") == "tsv");
  CHECK(recognized("x, z\ty\n1\t2\n") == "tsv");
  // A quote behind a blank does not open a field: cut as the reader of csv cuts.
  CHECK(recognized("a, \"b,c\"\n1,2,3\n") == "csv");
  CHECK(recognized("a,\"b,c\"\n1,2\n") == "csv");
}

TEST_CASE("recognize: what only resembles csv is text") {
  CHECK(recognized("x\n1\n2\n") == "text");
  CHECK(recognized("x,y\n") == "text");
  CHECK(recognized("x,y\n1\n") == "text");
  CHECK(recognized("x,1\n1,2\n") == "text");
  CHECK(recognized("n/a, n/a\n1, 2\n") == "text");
  CHECK(recognized("x;y\n1;2\n") == "text");
  CHECK(recognized("x y\n1 2\n") == "text");
  CHECK(recognized("a, \"b,c\"\n1,2\n") == "text");
  CHECK(recognized("\"x,y\n1,2\n") == "text");
}

TEST_CASE("recognize: json begins with a value, jsonl with an object") {
  for (const char* text : {"[]", "[1]", " [ 1.5e3 , 2", "[null, 1]", "[\"a\"]", "[{\"x\": 1}]",
                           "\xef\xbb\xbf[-1,", "[1]\n\n", "[[1]]"}) {
    CAPTURE(text);
    CHECK(recognized(text) == "json");
  }
  CHECK(recognized("{\"x\": 1}\n") == "jsonl");
  CHECK(recognized("\n{ \"x\": 1}") == "jsonl");
  CHECK(recognized("{}") == "jsonl");
  for (const char* text :
       {"[", "[1", "[1] 0.5 0.7\n", "[1 2]", "[INFO] 1", "[nul]", "{", "{x}", "{1}", "[1];2"}) {
    CAPTURE(text);
    CHECK(recognized(text) == "text");
  }
}

TEST_CASE("recognize: npy and safetensors") {
  CHECK(recognized("\x93NUMPY\1\0"s) == "npy");
  CHECK(recognized("\x93NUMP") == "text");
  for (const std::size_t size : {8UL, 0x30UL, 0x31UL, 0x5bUL, 0x2c78UL, 8UL << 20}) {
    std::string length(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(size >> (8 * i));
    CHECK(recognized(length + "{\"a\":") == "safetensors");
  }
  CHECK(recognized("\x30\0\0\0\0\0\0\0[]"s) == "text");
  CHECK(recognized("\x30\0\0\0\0\0\0\x01{}"s) == "text");
}

TEST_CASE("recognize: no more is waited for than it takes") {
  CHECK(bytes_needed("1\n2\n") == 2);
  CHECK(bytes_needed("1 2 3 4") == 4);
  CHECK(bytes_needed("abc def\n1") == 8);
  CHECK(bytes_needed("12345678 9") == 9);
  CHECK(bytes_needed("[1,2,3") == 4);
  CHECK(bytes_needed("{\"x\": 1}") == 4);
  CHECK(bytes_needed("x,y\n1,2\n3,4\n") == 8);
  for (const char byte : {'x', '\n'}) {
    const std::string bytes(1 << 17, byte);
    // Each size reads all bytes again, so not every size.
    CHECK(bytes_needed(bytes, 256) == 1 << 16);
    CHECK(!are_enough(std::string_view(bytes).substr(0, (1 << 16) - 1)));
  }
}

TEST_CASE("recognize: foreign formats by their first bytes") {
  CHECK(foreign("\x1f\x8b\x08") == "gzip-compressed");
  CHECK(foreign("\x28\xb5\x2f\xfd$") == "zstd-compressed");
  CHECK(foreign("BZh91AY&SY") == "bzip2-compressed");
  CHECK(foreign("\xfd\x37zXZ\0\0"s) == "xz-compressed");
  CHECK(foreign("\x04\x22\x4d\x18\x64") == "lz4-compressed");
  CHECK(foreign("PK\3\4") == "a zip archive");
  CHECK(foreign("PK\5\6"s + std::string(18, '\0')) == "an empty zip archive");
  CHECK(foreign("PAR1\x15\4") == "Parquet");
  CHECK(foreign("ARROW1\0\0"s) == "an Arrow file");
  CHECK(foreign("\xff\xff\xff\xff\x80\1\0\0"s) == "an Arrow stream");
  CHECK(foreign("Obj\1\4") == "Avro");
  CHECK(foreign("\x89HDF\r\n\x1a\n\0"s) == "HDF5");
  CHECK(foreign("SQLite format 3\0\x10"s) == "an SQLite database");
  CHECK(foreign("\xff\xfe"
                "1\0"s) == "UTF-16 text");
  CHECK(foreign("\xfe\xff\0"
                "1"s) == "UTF-16 text");
  CHECK(foreign("\xff\xfe\0\0"
                "1\0\0\0"s) == "UTF-32 text");
  for (const char* text : {"", "1", "PK", "Obj,x\n", "SQLite format 3,x\n", "PAR1,PAR2\n1,2\n",
                           "ARROW1,x\n", "BZh9,x\n", "x,y\n1,2",
                           "\xef\xbb\xbf"
                           "1",
                           "\xff"}) {
    CAPTURE(text);
    CHECK(foreign(text).empty());
  }
}

TEST_CASE("recognize: UTF-16 and UTF-32 without a byte order mark, where it is certain") {
  const auto command = [](const std::string& bytes) {
    CHECK(foreign(bytes).ends_with(" text"));
    return (*recognize_foreign({.bytes = bytes, .is_all = true}))->command;
  };
  CHECK(command("1\0,\0002\0\n\0"s) == "iconv -f UTF-16LE -t UTF-8");
  CHECK(command("1\0,\0"s) == "iconv -f UTF-16LE -t UTF-8");
  CHECK(command("\r\0\n\0x\0 \0"s) == "iconv -f UTF-16LE -t UTF-8");
  CHECK(command("x\0,\0y\0\xe4\0"s) == "iconv -f UTF-16LE -t UTF-8");
  CHECK(command("\0001\0,\0002\0\n"s) == "iconv -f UTF-16BE -t UTF-8");
  CHECK(command("\0x\0\n"s) == "iconv -f UTF-16BE -t UTF-8");
  CHECK(command("1\0\0\0,\0\0\0002\0\0\0"s) == "iconv -f UTF-32LE -t UTF-8");
  CHECK(command("1\0\0\0\n\0\0\0"s) == "iconv -f UTF-32LE -t UTF-8");
  CHECK(command("x\0\0\0,\0\0\0y\0\0\0\xe4\0\0\0"s) == "iconv -f UTF-32LE -t UTF-8");
  CHECK(command("\0\0\0001\0\0\0,\0\0\0002"s) == "iconv -f UTF-32BE -t UTF-8");
  CHECK(command("\0\0\0x\0\0\0\n"s) == "iconv -f UTF-32BE -t UTF-8");
  for (const std::string& text :
       {"1\0,\0\0\0\0\0{\"a\""s, "1\0\0\0\0\0\0\0{}"s, "\0x,\0\0\0\0\0{"s,
        "1\0\0\0,\0\0\0\0\0\x80?"s, "1\0\0\0,\0\0"s, "1\0\0\0"s, "\0\0\0001"s, "x\0y"s,
        "1\0002,3\n"s, "\0\0\0\0"s, "\1\0\2\0\3\0"s, "\1\0\0\0\2\0\0\0"s, "1,2\0"s, "\0"s, "\r\0"s,
        "\0x"s}) {
    CAPTURE(text);
    CHECK(foreign(text).empty());
  }
}

TEST_CASE("recognize: the first member of a zip archive") {
  const std::string header = "PK\3\4"s + std::string(22, '\0') + "\5\0\0\0"s + "a.npy" + "data";
  CHECK(first_zip_member(header) == "a.npy");
  for (std::size_t size = 0; size < 35; ++size)
    CHECK(first_zip_member(header.substr(0, size)).empty());
}
