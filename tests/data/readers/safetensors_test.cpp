#include <doctest/doctest.h>
#include <fmt/format.h>

#include "data/binary_files.h"
#include "data/readers/readers.h"

using namespace silu;
using namespace silu::data;

namespace {

// A safetensors file with any header, right or wrong.
std::string safetensors(const std::string& header, const std::string& data) {
  return little_endian<std::uint64_t>(header.size()) + header + data;
}

std::string tensor(const std::string& name, const std::string& dtype, const std::string& shape,
                   const std::string& offsets) {
  return fmt::format(R"("{}":{{"dtype":"{}","shape":[{}],"data_offsets":[{}]}})", name, dtype,
                     shape, offsets);
}

std::string object(const std::string& members) {
  return fmt::format("{{{}}}", members);
}

const std::string kTwoFloats = bytes_of_values({1.5F, -2.0F});
const std::string kEightBytes = tensor("a", "F32", "2", "0,8");

std::string error(const std::string& header, const std::string& data = kTwoFloats,
                  std::optional<std::string> name = {}) {
  return error_of(make_safetensors_reader, safetensors(header, data), {.tensor = std::move(name)});
}

std::string error_of_tensors(const std::string& tensors) {
  return error(object(tensors));
}

}  // namespace

TEST_CASE("safetensors: the only tensor need not be named") {
  const auto read = [](const std::string& header, const std::string& data) {
    return read_file<float>(make_safetensors_reader, safetensors(header, data));
  };
  const std::vector expected = {1.5F, -2.0F};
  const std::string metadata = R"("__metadata__":{"dtype":"x"},)";
  CHECK(read(object(kEightBytes), kTwoFloats) == expected);
  CHECK(read(object(metadata + kEightBytes) + "   ", kTwoFloats) == expected);
  CHECK(read(object(tensor("a", "F64", "2,1", "0,16")), bytes_of_values({1.5, -2.0})) == expected);
  CHECK(read(object(tensor("a", "F16", "2", "0,4")), std::string("\0\x3e\0\xc0", 4)) == expected);
  CHECK(read(object(tensor("a", "BF16", "1,2", "0,4")), std::string("\xc0\x3f\0\xc0", 4)) ==
        expected);
  CHECK(read(object(tensor("a", "F32", "", "0,4")), bytes_of_values({7.0F})) == std::vector{7.0F});
  CHECK(read(object(tensor("a", "F32", "0,5", "0,0")), "").empty());
}

TEST_CASE("safetensors: one of several, whatever the others are, from a file and from a pipe") {
  const std::string header =
      object(tensor("ids", "I64", "1", "12,20") + "," + tensor("b.weight", "F32", "2", "4,12") +
             "," + tensor("a", "F32", "", "0,4"));
  const std::string data = bytes_of_values({7.0F}) + kTwoFloats + std::string(8, 'x');
  CHECK(read_file<float>(make_safetensors_reader, safetensors(header, data),
                         {.tensor = "b.weight"}) == std::vector{1.5F, -2.0F});
  CHECK(error(header, data) ==
        "holds several tensors; choose one with --tensor: 'ids', 'b.weight', 'a'");
  CHECK(error(header, data, "c") == "no tensor 'c'; the file has: 'ids', 'b.weight', 'a'");
  CHECK(error(header, data, "ids") ==
        "tensor 'ids' has dtype 'I64'; supported: F32, F64, F16, BF16, F8_E4M3, F8_E5M2");
  for (const char* name : {"a", "b.weight"}) {
    CHECK(error_of_pipe(make_safetensors_reader, safetensors(header, data), {.tensor = name}) ==
          "");
    CHECK(error_of_pipe(make_safetensors_reader, safetensors(header, data.substr(1)),
                        {.tensor = name}) ==
          "truncated: the header declares 20 bytes of data, found 19");
  }
}

TEST_CASE("safetensors: a long list of tensors is shortened") {
  std::string tensors = tensor("t0", "F32", "0", "0,0");
  for (int i = 1; i < 11; ++i) {
    tensors += fmt::format(",{}", tensor(fmt::format("t{}", i), "F32", "0", "0,0"));
  }
  CHECK(error(object(tensors), "") ==
        "holds several tensors; choose one with --tensor: 't0', 't1', 't2', 't3', 't4', 't5', "
        "'t6', 't7', 't8', 't9', …");
}

TEST_CASE("safetensors: headers that lie about their length") {
  const auto error_of_bytes = [](const std::string& bytes) {
    return error_of(make_safetensors_reader, bytes);
  };
  CHECK(error_of_bytes("") == "truncated safetensors header");
  CHECK(error_of_bytes(std::string("\x05\0\0", 3)) == "truncated safetensors header");
  CHECK(error_of_bytes(little_endian<std::uint64_t>(9) + "{}") == "truncated safetensors header");
  CHECK(error_of_bytes(little_endian<std::uint64_t>(100'000'000) + std::string(1000, ' ')) ==
        "safetensors header of 100000000 bytes is too long (limit: 8388608 bytes)");
  CHECK(error_of_bytes("\x93NUMPY\1\1" + kTwoFloats) ==
        "safetensors header of 72437270444330643 bytes is too long (limit: 8388608 bytes)");
}

TEST_CASE("safetensors: headers that are no such thing") {
  CHECK(error("") == "the safetensors header is not JSON at byte 1");
  CHECK(error("{\"a\":") == "the safetensors header is not JSON at byte 6");
  CHECK(error("{} {}") == "the safetensors header is not JSON at byte 4");
  CHECK(error("{\"\xff\":1}") == "the safetensors header is not JSON at byte 3");
  CHECK(error("{}") == "holds no tensors");
  for (const std::string value :
       {"[1]", "7", "\"x\"", "{\"a\":1}", "{\"a\":null}", "{\"a\":[]}", "{\"a\":{\"shape\":{}}}",
        "{\"a\":{\"shape\":[[]]}}", "{\"a\":{\"shape\":[-1]}}", "{\"a\":{\"shape\":[1.5]}}",
        "{\"a\":{\"shape\":[18446744073709551616]}}", "{\"a\":{\"shape\":[\"1\"]}}",
        "{\"a\":{\"dtype\":1}}", "{\"a\":{\"color\":\"red\"}}", "{\"a\":{\"dtype\":true}}",
        "{\"__metadata__\":{\"a\":1}}", "{\"__metadata__\":{\"a\":{}}}"}) {
    CAPTURE(value);
    CHECK(error(value).starts_with("unexpected "));
    CHECK(error(value).find(" in the safetensors header") != std::string::npos);
  }
  CHECK(error("{\"a\":{\"shape\":[-1]}}") ==
        "unexpected negative number in the safetensors header, in 'a'");
  CHECK(error("{\"a\":{}}") == "tensor 'a' must have 'dtype', 'shape' and 'data_offsets'");
  CHECK(error(std::string(100'000, '[')) == "unexpected array in the safetensors header");
}

TEST_CASE("safetensors: offsets and shapes that do not fit each other") {
  CHECK(error_of_tensors(tensor("a", "F32", "2", "8,0")) ==
        "tensor 'a' has invalid data_offsets: [8, 0]");
  CHECK(error_of_tensors(tensor("a", "F32", "2", "0")) ==
        "tensor 'a' has invalid data_offsets: [0]");
  CHECK(error_of_tensors(tensor("a", "F32", "2", "0,9223372036854775808")) ==
        "tensor 'a' has invalid data_offsets: [0, 9223372036854775808]");
  CHECK(error_of_tensors(tensor("a", "F32", "3", "0,8")) ==
        "tensor 'a' of shape [3] and dtype F32 does not fit its 8 bytes of data");
  CHECK(error_of_tensors(tensor("a", "F32", "2", "0,9")) ==
        "tensor 'a' of shape [2] and dtype F32 does not fit its 9 bytes of data");
  CHECK(error_of_tensors(tensor("a", "F32", "4611686018427387904,2", "0,8")) ==
        "tensor 'a' of shape [4611686018427387904, 2] and dtype F32 does not fit its 8 bytes of "
        "data");
  CHECK(error_of_tensors(tensor("a", "F32", "9223372036854775808", "0,0")) ==
        "tensor 'a' of shape [9223372036854775808] and dtype F32 does not fit its 0 bytes of data");
}

TEST_CASE("safetensors: a key that stands twice") {
  const std::string a = tensor("a", "F32", "1", "0,4");
  const std::string b = tensor("b", "F32", "1", "4,8");
  const std::string twice = object(a + "," + b + "," + tensor("a", "F32", "1", "4,8"));
  const std::string place = std::to_string(a.size() + b.size() + 4);
  for (const auto& name : {std::optional<std::string>(), std::optional<std::string>("a"),
                           std::optional<std::string>("b")}) {
    CHECK(error(twice, kTwoFloats, name) ==
          "key 'a' stands twice in the safetensors header, again at byte " + place);
  }
  CHECK(error(R"({ "a\"" :{"dtype":"F32","shape":[0],"data_offsets":[0,0]}, "a\u0022":1})", "") ==
        "key 'a\"' stands twice in the safetensors header, again at byte 60");
  CHECK(error(R"({"a":{"dtype":"F32","shape":[2],"dtype":"F16","data_offsets":[0,8]}})") ==
        "key 'dtype' stands twice in the safetensors header, in 'a', again at byte 33");
  CHECK(error(R"({"a":{"shape":[],"shape":[2]}})") ==
        "key 'shape' stands twice in the safetensors header, in 'a', again at byte 18");
  CHECK(error(R"({"a":{"data_offsets":[0,8],"data_offsets":[0,8]}})") ==
        "key 'data_offsets' stands twice in the safetensors header, in 'a', again at byte 28");
  CHECK(error(R"({"__metadata__":{},"__metadata__":{}})") ==
        "key '__metadata__' stands twice in the safetensors header, again at byte 20");
  // The same key of two tensors is none.
  CHECK(error(object(a + "," + b), kTwoFloats, "a").empty());
}

TEST_CASE("safetensors: tensors that overlap or leave gaps") {
  const std::string half = tensor("a", "F32", "1", "0,4");
  CHECK(error(object(half + "," + tensor("b", "F32", "2", "0,8")), kTwoFloats, "a") ==
        "tensors overlap at byte 0 of the data");
  CHECK(error(object(tensor("b", "I8", "6", "2,8") + "," + half), kTwoFloats, "a") ==
        "tensors overlap at byte 2 of the data");
  CHECK(error(object(half + "," + tensor("b", "F32", "0", "8,8")), kTwoFloats, "a") ==
        "byte 4 of the data belongs to no tensor");
}

TEST_CASE("safetensors: data that is shorter or longer than promised") {
  CHECK(error(object(kEightBytes), "1234567") ==
        "truncated: the header declares 8 bytes of data, found 7");
  CHECK(error(object(kEightBytes), kTwoFloats + "x") ==
        "more data than the 8 bytes that the header declares");
}

TEST_CASE("safetensors: a NUL byte in the header is an error wherever it stands") {
  const std::string header = object(R"("__metadata__":{"k":"v"},)" + kEightBytes) + "  ";
  for (std::size_t at = 0; at <= header.size(); ++at) {
    CAPTURE(at);
    auto with_nul = header;
    with_nul.insert(at, 1, '\0');
    CHECK(error(with_nul) == fmt::format("the safetensors header is not JSON at byte {}", at + 1));
  }
}
