#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "data/binary_files.h"
#include "data/readers/readers.h"
#include "data/writer.h"
#include "io/error.h"

using namespace silu;
using namespace silu::data;

namespace {

// An npy file of version 1.0 with any dictionary, right or wrong.
std::string npy(const std::string& dictionary, const std::string& values) {
  return std::string("\x93NUMPY\1\0", 8) + little_endian<std::uint16_t>(dictionary.size()) +
         dictionary + values;
}

std::string dictionary(const std::string& descr, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
}

const std::string kTwoFloats = bytes_of_values({1.5F, -2.0F});

// What the error is when a file of these bytes is opened or read, less the name of the file.
std::string error(const std::string& bytes) {
  return error_of(make_npy_reader, bytes);
}

}  // namespace

TEST_CASE("npy: dtypes, byte orders and what stands for them") {
  const auto read = [](const std::string& descr, const std::string& values) {
    return read_file<double>(make_npy_reader, npy(dictionary(descr, "(2,)"), values));
  };
  const std::vector expected = {1.5, -2.0};
  for (const char* descr : {"<f4", "=f4", "|f4", "f4"}) CHECK(read(descr, kTwoFloats) == expected);
  CHECK(read(">f4", std::string("\x3f\xc0\0\0\xc0\0\0\0", 8)) == expected);
  CHECK(read("<f2", std::string("\0\x3e\0\xc0", 4)) == expected);
  CHECK(read(">f2", std::string("\x3e\0\xc0\0", 4)) == expected);
  CHECK(read("<f8", bytes_of_values({1.5, -2.0})) == expected);
}

TEST_CASE("npy: another dtype than the file's takes one rounding") {
  // Rounded to float32 first, it would be a tie of float16 and go to 1.
  const double above_tie = 1 + 0x1p-11 + 0x1p-40;
  const auto values = read_file<Float16>(
      make_npy_reader, npy(dictionary("<f8", "(1,)"), bytes_of_values({above_tie})));
  REQUIRE(values.size() == 1);
  CHECK(static_cast<double>(values[0]) == 1 + 0x1p-10);
}

TEST_CASE("npy: shape and order") {
  const auto shape_of = [](const std::string& dictionary) {
    const TemporaryFile file(npy(dictionary, kTwoFloats));
    return *make_npy_reader({.file = file.name()})->description().shape;
  };
  CHECK(shape_of("{\"shape\":(1,2,1),\"fortran_order\":True,\"descr\":\"<f4\"}").fortran_order);
  CHECK(shape_of("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 1L)}").sizes ==
        std::vector<std::uint64_t>{2, 1});
  const auto scalar = npy(dictionary("<f4", "()"), bytes_of_values({7.0F}));
  CHECK(read_file<float>(make_npy_reader, scalar) == std::vector{7.0F});
  const auto empty = npy(dictionary("<f4", "(3, 0, 18446744073709551615)"), "");
  CHECK(read_file<float>(make_npy_reader, empty).empty());
}

TEST_CASE("npy: values that are not aligned are read as well") {
  const std::string odd = dictionary("<f4", "(2,)") + " ";
  for (const auto& header : {dictionary("<f4", "(2,)"), odd, odd + " ", odd + "  "}) {
    CHECK(read_file<float>(make_npy_reader, npy(header, kTwoFloats)) == std::vector{1.5F, -2.0F});
  }
}

TEST_CASE("npy: headers of versions 2.0 and 3.0 have four bytes of length") {
  const std::string text = dictionary("<f4", "(2,)");
  for (const char version : {'\2', '\3'}) {
    const auto bytes = std::string("\x93NUMPY") + version + '\0' +
                       little_endian<std::uint32_t>(text.size()) + text + kTwoFloats;
    CHECK(read_file<float>(make_npy_reader, bytes) == std::vector{1.5F, -2.0F});
  }
}

TEST_CASE("npy: what is no npy file") {
  CHECK(error("") == "not an npy file");
  CHECK(error("\x93NUMPZ\1") == "not an npy file");
  CHECK(error("\x93NUMPY") == "unsupported npy version; supported: 1, 2, 3");
  CHECK(error(std::string("\x93NUMPY\4\0", 8)) == "unsupported npy version; supported: 1, 2, 3");
}

TEST_CASE("npy: headers that lie about their length") {
  CHECK(error(std::string("\x93NUMPY\1\0", 8)) == "truncated npy header");
  CHECK(error(std::string("\x93NUMPY\1\0\x76", 9)) == "truncated npy header");
  CHECK(error(std::string("\x93NUMPY\1\0\x76\0{", 11)) == "truncated npy header");
  CHECK(error(std::string("\x93NUMPY\2\0\0\0\x40\x06", 12)) ==
        "npy header of 104857600 bytes is too long (limit: 1048576 bytes)");
}

TEST_CASE("npy: headers that are not what NumPy writes") {
  CHECK(error(npy("", "")) == "incomplete npy header");
  CHECK(error(npy("{'descr': <f4}", "")) == "the npy header is malformed at '<f4}'");
  CHECK(error(npy("{'descr': '<f4', 'fortran_order': 0}", "")) ==
        "the npy header is malformed at '0}'");
  CHECK(error(npy(dictionary("<f4", "(2)"), kTwoFloats)) ==
        "the npy header is malformed at '), }\\x0a'");
  CHECK(error(npy(dictionary("<f4", "(1 2)"), kTwoFloats)) ==
        "the npy header is malformed at '2), }\\x0a'");
  CHECK(error(npy(dictionary("<f4", "(-2,)"), kTwoFloats)) ==
        "the npy header is malformed at '-2,), }\\x0a'");
  CHECK(error(npy(dictionary("<f4", "(2,)") + "x", kTwoFloats)) ==
        "the npy header is malformed at 'x'");
  CHECK(error(npy("{'descr': '<f4', 'shape': (2,)}", kTwoFloats)) ==
        "the npy header must have 'descr', 'fortran_order' and 'shape'");
  CHECK(error(npy("{'color': 'red'}", "")) == "unknown key 'color' in the npy header");
}

TEST_CASE("npy: dtypes that are not for us") {
  const auto supported = "; supported: f4, f8, f2 (float32, float64, float16)";
  for (const std::string descr : {"<i4", "<c8", "|V2", "<f16", "", "<>f4"}) {
    CHECK(error(npy(dictionary(descr, "(2,)"), kTwoFloats)) == "holds '" + descr + "'" + supported);
  }
  CHECK(error(npy("{'descr': [('a', '<f4')]}", "")) == std::string("holds records") + supported);
}

TEST_CASE("npy: shapes that the file does not hold") {
  const auto with_shape = [](const std::string& shape) {
    return error(npy(dictionary("<f4", shape), kTwoFloats));
  };
  CHECK(with_shape("(3,)") == "truncated: the header declares 12 bytes of data, found 8");
  CHECK(with_shape("(1,)") == "more data than the 4 bytes that the header declares");
  CHECK(with_shape("(0,)") == "more data than the 0 bytes that the header declares");
  CHECK(with_shape("(4611686018427387904, 2)") ==
        "the header declares 4611686018427387904 x 2 values, more than a file can hold");
  CHECK(with_shape("(9223372036854775808,)") ==
        "the header declares 9223372036854775808 values, more than a file can hold");
  CHECK(with_shape("(2305843009213693952,)") ==
        "the header declares 2305843009213693952 values, more than a file can hold");
  CHECK(with_shape("(2305843009213693951,)") ==
        "truncated: the header declares 9223372036854775804 bytes of data, found 8");
  CHECK(with_shape("(18446744073709551616,)") ==
        "the npy header is malformed at '18446744073709551616,), }\\x0a'");
}

TEST_CASE("npy: a pipe is checked as it comes") {
  const auto piped = [](const std::string& bytes) { return error_of_pipe(make_npy_reader, bytes); };
  CHECK(piped(npy(dictionary("<f4", "(2,)"), kTwoFloats)).empty());
  CHECK(piped(npy(dictionary("<f4", "(0,)"), "")).empty());
  CHECK(piped(npy(dictionary("<f4", "(3,)"), kTwoFloats)) ==
        "truncated: the header declares 12 bytes of data, found 8");
  CHECK(piped(npy(dictionary("<f4", "(2,)"), kTwoFloats.substr(1))) ==
        "truncated: the header declares 8 bytes of data, found 7");
  CHECK(piped(npy(dictionary("<f4", "(1,)"), kTwoFloats)) ==
        "more data than the 4 bytes that the header declares");
  CHECK(piped(npy(dictionary("<f4", "(2305843009213693951,)"), kTwoFloats)) ==
        "truncated: the header declares 9223372036854775804 bytes of data, found 8");
}

TEST_CASE("npy: a table has the decimals that its values need in their dtype") {
  const TemporaryFile file(npy(dictionary("<f4", "(2,)"), bytes_of_values({0.1F, 0.25F})));
  CHECK(style_of(make_npy_reader({.file = file.name()})->preview()).x_decimals == 2);
}
