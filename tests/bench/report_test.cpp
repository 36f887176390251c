#include "bench/report.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace silu::bench;

namespace {

std::string write(std::string_view format, bool ascii = false) {
  const Report report = {
      "float32",
      "AVX3",
      2,
      "relu",
      {{"L1", 3072, "memcpy", {0.0171, 0.012, 50, 0.0169}, 467.8, 0.57, 1},
       {"L1", 3072, "relu", {0.03, 0.02, 50, 0.029}, 266.7, 1, 1.754},
       {"memory", 33554432, "softplus(2,5)", {12.5, 0.5, 5, 10}, 0.64, 416.7, 731}},
      {"busy"}};
  return std::ranges::find(formats(), format, &Format::name)->write(report, ascii);
}

}  // namespace

TEST_CASE("the table has columns of one width, and bars") {
  CHECK(write("table") == R"(float32 on AVX3, 2 threads, x from N(0, 4²)

memory    values  function       ns/value   least  spread   GB/s  × relu  × memcpy

L1          3072  memcpy           0.0171  0.0169      1%    468   0.570      1.00  ▏
L1          3072  relu             0.0300  0.0290      2%    267    1.00      1.75  ▏

memory  33554432  softplus(2,5)      12.5    10.0     50%  0.640     417       731  ████████████████████
)");
}

TEST_CASE("the table in ASCII") {
  const auto text = write("table", true);
  CHECK(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  CHECK(text.find("x relu  x memcpy") != std::string::npos);
  CHECK(text.find("731  ####################\n") != std::string::npos);
}

TEST_CASE("markdown") {
  CHECK(write("markdown") ==
        R"(float32 on AVX3, 2 threads, x from N(0, 4²)

| memory | values | function | ns/value | least | spread | GB/s | × relu | × memcpy |
|---|---:|---|---:|---:|---:|---:|---:|---:|
| L1 | 3072 | memcpy | 0.0171 | 0.0169 | 1% | 468 | 0.570 | 1.00 |
| L1 | 3072 | relu | 0.0300 | 0.0290 | 2% | 267 | 1.00 | 1.75 |
| memory | 33554432 | softplus(2,5) | 12.5 | 10.0 | 50% | 0.640 | 417 | 731 |
)");
}

TEST_CASE("csv quotes what has a comma") {
  CHECK(write("csv") ==
        "dtype,target,threads,memory,values,function,nanoseconds,spread,samples,"
        "gigabytes_per_second,times_relu,times_memcpy,least_nanoseconds\n"
        "float32,AVX3,2,L1,3072,memcpy,0.0171,0.012,50,467.8,0.57,1,0.0169\n"
        "float32,AVX3,2,L1,3072,relu,0.03,0.02,50,266.7,1,1.754,0.029\n"
        "float32,AVX3,2,memory,33554432,\"softplus(2,5)\",12.5,0.5,5,0.64,416.7,731,10\n");
}

TEST_CASE("json") {
  const auto json = nlohmann::json::parse(write("json"));
  CHECK(json["dtype"] == "float32");
  CHECK(json["target"] == "AVX3");
  CHECK(json["threads"] == 2);
  CHECK(json["warnings"] == nlohmann::json({"busy"}));
  REQUIRE(json["results"].size() == 3);
  const auto& last = json["results"][2];
  CHECK(last["memory"] == "memory");
  CHECK(last["values"] == 33554432);
  CHECK(last["function"] == "softplus(2,5)");
  CHECK(last["nanoseconds"] == 12.5);
  CHECK(last["least_nanoseconds"] == 10);
  CHECK(last["spread"] == 0.5);
  CHECK(last["samples"] == 5);
  CHECK(last["times_relu"] == 416.7);
  CHECK(last["times_memcpy"] == 731);
}
