#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "data/writer.h"
#include "io/error.h"
#include "temporary_folder.h"

using namespace silu;
using namespace silu::data;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// What a format makes of chunks with one function.
std::string written(std::string_view name, const std::vector<Columns<float>>& chunks,
                    NumberStyle style = {}) {
  const auto format = std::ranges::find(formats(), name, &Format::name);
  REQUIRE(format != formats().end());
  const auto writer = format->make_writer({{"silu", "SiLU"}}, style);
  const TemporaryFolder folder;
  io::OutputFile output(folder.path / "out");
  Writer::Text text;
  writer->expect(DType::kFloat32, {});
  writer->begin(output);
  for (const auto& chunk : chunks) {
    writer->format(chunk, text);
    writer->append(chunk, text, output);
  }
  writer->end(output);
  output.commit();
  return contents(folder.path / "out");
}

const Columns<float> kRows = {{1, -kInfinity}, {{0.7310586F, -0.0F}}};
const Columns<float> kMoreRows = {{kNaN}, {{kNaN}}};
const Columns<float> kNoRows = {{}, {{}}};

}  // namespace

TEST_CASE("every form is the same however the rows are cut into chunks") {
  const Columns<float> together = {{1, -kInfinity, kNaN}, {{0.7310586F, -0.0F, kNaN}}};
  for (const auto& format : formats()) {
    CAPTURE(format.name);
    CHECK(written(format.name, {together}) ==
          written(format.name, {kNoRows, kRows, kNoRows, kMoreRows, kNoRows}));
  }
}

TEST_CASE("npy is one row, its length known only at the end") {
  const std::string npy = written("npy", {kRows, kMoreRows});
  CHECK(npy.substr(0, 128) == std::string("\x93NUMPY\1\0\x76\0", 10) +
                                  "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }" +
                                  std::string(60, ' ') + "\n");
  CHECK(npy.size() == 128 + 3 * sizeof(float));
}

TEST_CASE("safetensors begins with a header of whole eight bytes") {
  const std::string tensors = written("safetensors", {kRows, kMoreRows});
  REQUIRE(tensors.size() == 8 + 64 + 3 * sizeof(float));
  CHECK(tensors.substr(0, 8) == std::string("\x40\0\0\0\0\0\0\0", 8));
  const auto header = nlohmann::json::parse(tensors.substr(8, 64));
  CHECK(header ==
        nlohmann::json{{"silu", {{"dtype", "F32"}, {"shape", {3}}, {"data_offsets", {0, 12}}}}});
}

TEST_CASE("npy and safetensors refuse what they cannot hold") {
  const auto expect = [](std::string_view name, DType dtype, const Shape& shape) {
    const auto format = std::ranges::find(formats(), name, &Format::name);
    format->make_writer({{"silu", "SiLU"}}, {})->expect(dtype, shape);
  };
  CHECK_THROWS_WITH_AS(expect("npy", DType::kBFloat16, {{3}}),
                       "npy does not support bfloat16; use safetensors or raw, or another --dtype",
                       io::Error);
  CHECK_THROWS_WITH_AS(expect("safetensors", DType::kFloat32, {{3, 2}, true}),
                       "safetensors does not support the input's Fortran order; use npy",
                       io::Error);
  CHECK_NOTHROW(expect("safetensors", DType::kFloat32, {{3, 1}, true}));
}

TEST_CASE("csv and tsv") {
  CHECK(written("csv", {kRows, kMoreRows}) == "x,silu\n1,0.7310586\n-inf,-0\nnan,nan\n");
  CHECK(written("tsv", {kRows}) == "x\tsilu\n1\t0.7310586\n-inf\t-0\n");
}

TEST_CASE("csv quotes a name that holds a comma, tsv need not") {
  const auto header = [](std::string_view name) {
    const auto format = std::ranges::find(formats(), name, &Format::name);
    const TemporaryFolder folder;
    io::OutputFile output(folder.path / "out");
    format->make_writer({{"softplus(2,5)", "Softplus(2,5)"}, {"silu", "SiLU"}}, {})->begin(output);
    output.commit();
    return contents(folder.path / "out");
  };
  CHECK(header("csv") == "x,\"softplus(2,5)\",silu\n");
  CHECK(header("tsv") == "x\tsoftplus(2,5)\tsilu\n");
}

TEST_CASE("json is what a JSON parser reads back") {
  const auto parsed = nlohmann::json::parse(written("json", {kRows, kMoreRows}));
  REQUIRE(parsed.size() == 3);
  CHECK(parsed[0]["x"] == 1.0);
  CHECK(parsed[0]["silu"].get<float>() == 0.7310586F);
  CHECK(parsed[1]["x"].is_null());
  CHECK(std::signbit(parsed[1]["silu"].get<double>()));
  CHECK(parsed[2]["silu"].is_null());
  CHECK(nlohmann::json::parse(written("json", {})) == nlohmann::json::array());
}

TEST_CASE("jsonl is a row a line") {
  CHECK(written("jsonl", {kRows, kMoreRows}) ==
        "{\"x\": 1.0, \"silu\": 0.7310586}\n{\"x\": null, \"silu\": -0.0}\n"
        "{\"x\": null, \"silu\": null}\n");
  CHECK(written("jsonl", {}).empty());
}

TEST_CASE("list prints floats widened to double") {
  CHECK(written("list", {kRows, kMoreRows}) ==
        "Input:  [1.0, -inf, nan]\nOutput: [0.7310585975646973, -0.0, nan]\n");
}

TEST_CASE("table and markdown keep their columns under the titles") {
  CHECK(written("table", {kRows}, {.x_decimals = 2, .decimals = 6}) ==
        "     x |        SiLU\n"
        "-----------------------\n"
        "  1.00 |    0.731059\n"
        "  -inf |   -0.000000\n");
  CHECK(written("markdown", {kRows}) ==
        "|     x |      SiLU |\n"
        "|------:|----------:|\n"
        "|   1.0 |    0.7311 |\n"
        "|  -inf |   -0.0000 |\n");
}
