#include "block/report.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tensors.h"

using namespace silu::block;

namespace {

std::string written(const Report& report, std::string_view format) {
  return std::ranges::find(formats(), format, &Format::name)->write(report);
}

Report example() {
  Cost cost;
  cost.layers = {{"Conv2d(3, 32)", {0.75, 0.05, 9, 0.7}, 1'000'000},
                 {"SiLU", {0.25, 0.123, 9, 0.2}, 0}};
  cost.blocks = {{.mode = Mode::kTrain,
                  .fusion = Fusion::kSeparate,
                  .activation = activation("silu"),
                  .timing = {1.5, 0.01, 9, 1.25},
                  .bytes = 1'500'000,
                  .times_relu = 1.25,
                  .times_none = 1.5},
                 {.mode = Mode::kEval,
                  .fusion = Fusion::kFused,
                  .activation = {},
                  .timing = {12, 0.01, 7, 11},
                  .bytes = 1'000'000}};
  return {.plan = {.input = {1, 3, 224, 224}, .activation = activation("silu"), .threads = 2},
          .backend = "oneDNN 1.2.3",
          .target = "AVX2",
          .cost = cost,
          .warnings = {"busy"}};
}

}  // namespace

TEST_CASE("the text is the article's two lines, and nothing else without times") {
  Report report = example();
  report.cost.reset();
  CHECK(written(report, "text") ==
        "Input shape:  torch.Size([1, 3, 224, 224])\n"
        "Output shape: torch.Size([1, 64, 112, 112])\n");
}

TEST_CASE("tables of layers and of blocks") {
  CHECK(written(example(), "text") == R"(Input shape:  torch.Size([1, 3, 224, 224])
Output shape: torch.Size([1, 64, 112, 112])

float32, 2 threads, oneDNN 1.2.3, libsilu on AVX2

Training mode, layer by layer

layer             ms  least  spread  share    MB
------------------------------------------------
Conv2d(3, 32)  0.750  0.700      5%    75%  1.00
SiLU           0.250  0.200     12%    25%     0
all             1.00                  100%  1.00

The whole block

mode   fusion    activation    ms  least  spread  times ReLU  times none    MB
------------------------------------------------------------------------------
train  separate  SiLU        1.50   1.25      1%        1.25        1.50  1.50
eval   fused     none        12.0   11.0      1%        1.00        1.00  1.00
)");
}

TEST_CASE("JSON has the same, and null for no activation") {
  const auto json = nlohmann::json::parse(written(example(), "json"));
  CHECK(json["input_shape"] == nlohmann::json({1, 3, 224, 224}));
  CHECK(json["output_shape"] == nlohmann::json({1, 64, 112, 112}));
  CHECK(json["mode"] == "train");
  CHECK(json["activation"] == "silu");
  CHECK(json["threads"] == 2);
  CHECK(json["layers"][0]["layer"] == "Conv2d(3, 32)");
  CHECK(json["layers"][0]["milliseconds"] == 0.75);
  CHECK(json["layers"][0]["least_milliseconds"] == 0.7);
  CHECK(json["layers"][0]["samples"] == 9);
  CHECK(json["layers"][1]["bytes"] == 0);
  CHECK(json["blocks"][0]["times_none"] == 1.5);
  CHECK(json["blocks"][1]["activation"].is_null());
  CHECK(json["warnings"] == nlohmann::json({"busy"}));
  CHECK(json["blocks"][1]["fusion"] == "fused");
  Report report = example();
  report.cost.reset();
  CHECK(!nlohmann::json::parse(written(report, "json")).contains("layers"));
  CHECK(!nlohmann::json::parse(written(report, "json")).contains("warnings"));
}

TEST_CASE("the times of a report have names") {
  std::vector<std::string> names;
  for (const auto& each : named_timings(*example().cost)) names.push_back(each.name);
  CHECK(names == std::vector<std::string>{"layer Conv2d(3, 32)", "layer SiLU",
                                          "train separate SiLU", "eval fused none"});
}
