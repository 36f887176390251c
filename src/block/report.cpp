#include "block/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "text/align.h"

namespace silu::block {
namespace {

std::string_view name_of(Mode mode) {
  return mode == Mode::kTrain ? "train" : "eval";
}

std::string_view name_of(Fusion fusion) {
  switch (fusion) {
    case Fusion::kSeparate:
      return "separate";
    case Fusion::kFolded:
      return "folded";
    case Fusion::kFused:
      return "fused";
  }
  return {};
}

std::string megabytes(std::size_t bytes) {
  return bench::three_digits(static_cast<double>(bytes) / 1e6);
}

// With a rule under the head.
std::string table(const std::vector<text::Cells>& rows, std::initializer_list<std::size_t> left) {
  const auto lines = text::align(rows, "  ", left);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += lines[i] + '\n';
    if (i == 0) text += std::string(lines[0].size(), '-') + '\n';
  }
  return text;
}

std::string layers_table(const std::vector<LayerTime>& layers) {
  double all = 0;
  std::size_t bytes = 0;
  for (const auto& layer : layers) {
    all += layer.timing.median;
    bytes += layer.bytes;
  }
  std::vector<text::Cells> rows = {{"layer", "ms", "least", "spread", "share", "MB"}};
  for (const auto& layer : layers) {
    rows.push_back({layer.name, bench::three_digits(layer.timing.median),
                    bench::three_digits(layer.timing.least), bench::percent(layer.timing.spread),
                    bench::percent(layer.timing.median / all), megabytes(layer.bytes)});
  }
  rows.push_back({"all", bench::three_digits(all), "", "", "100%", megabytes(bytes)});
  return table(rows, {0});
}

std::string title_of(const BlockTime& block) {
  return block.activation ? block.activation->title : "none";
}

std::string blocks_table(const std::vector<BlockTime>& blocks) {
  std::vector<text::Cells> rows = {
      {"mode", "fusion", "activation", "ms", "least", "spread", "times ReLU", "times none", "MB"}};
  for (const auto& block : blocks) {
    rows.push_back({std::string(name_of(block.mode)), std::string(name_of(block.fusion)),
                    title_of(block), bench::three_digits(block.timing.median),
                    bench::three_digits(block.timing.least), bench::percent(block.timing.spread),
                    bench::three_digits(block.times_relu), bench::three_digits(block.times_none),
                    megabytes(block.bytes)});
  }
  return table(rows, {0, 1, 2});
}

std::string write_text(const Report& report) {
  const Plan& plan = report.plan;
  std::string text =
      fmt::format("Input shape:  torch.Size([{}])\nOutput shape: torch.Size([{}])\n",
                  fmt::join(plan.input, ", "), fmt::join(output_shape(plan.input), ", "));
  if (!report.cost) return text;
  return text + fmt::format(
                    "\nfloat32, {} thread{}, {}, libsilu on {}{}\n\n{} mode, layer by layer\n\n{}\n"
                    "The whole block\n\n{}",
                    plan.threads, plan.threads == 1 ? "" : "s", report.backend, report.target,
                    plan.inplace ? ", in place" : "",
                    plan.mode == Mode::kTrain ? "Training" : "Eval",
                    layers_table(report.cost->layers), blocks_table(report.cost->blocks));
}

using Json = nlohmann::ordered_json;

Json to_json(const bench::Timing& timing) {
  return {{"milliseconds", timing.median},
          {"least_milliseconds", timing.least},
          {"spread", timing.spread},
          {"samples", timing.samples}};
}

Json to_json(const LayerTime& layer) {
  Json json = {{"layer", layer.name}};
  json.update(to_json(layer.timing));
  json["bytes"] = layer.bytes;
  return json;
}

Json to_json(const BlockTime& block) {
  Json json = {
      {"mode", name_of(block.mode)}, {"fusion", name_of(block.fusion)}, {"activation", nullptr}};
  if (block.activation) json["activation"] = block.activation->name;
  json.update(to_json(block.timing));
  json["times_relu"] = block.times_relu;
  json["times_none"] = block.times_none;
  json["bytes"] = block.bytes;
  return json;
}

template <class T>
Json to_json(const std::vector<T>& rows) {
  Json json = Json::array();
  for (const auto& row : rows) json.push_back(to_json(row));
  return json;
}

std::string write_json(const Report& report) {
  const Plan& plan = report.plan;
  Json json = {{"input_shape", plan.input},  {"output_shape", output_shape(plan.input)},
               {"mode", name_of(plan.mode)}, {"activation", plan.activation->name},
               {"inplace", plan.inplace},    {"threads", plan.threads},
               {"backend", report.backend},  {"target", report.target}};
  if (report.cost) {
    json["warnings"] = report.warnings;
    json["layers"] = to_json(report.cost->layers);
    json["blocks"] = to_json(report.cost->blocks);
  }
  return json.dump(2) + '\n';
}

}  // namespace

std::vector<bench::NamedTiming> named_timings(const Cost& cost) {
  std::vector<bench::NamedTiming> timings;
  for (const auto& layer : cost.layers) timings.push_back({"layer " + layer.name, layer.timing});
  for (const auto& block : cost.blocks) {
    timings.push_back(
        {fmt::format("{} {} {}", name_of(block.mode), name_of(block.fusion), title_of(block)),
         block.timing});
  }
  return timings;
}

std::span<const Format> formats() {
  static constexpr Format kFormats[] = {{"text", write_text}, {"json", write_json}};
  return kFormats;
}

}  // namespace silu::block
