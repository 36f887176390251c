#include "data/writers/writers.h"

#include "data/metrics.h"

namespace silu::data {

void Writer::append(const Chunk&, const Text& text, io::OutputFile& output) {
  for (const auto& part : text) output.write({part.data(), part.size()});
}

std::span<const Format> formats() {
  static constexpr MetricsFormat kTableMetrics = {"", table_metrics};
  static constexpr MetricsFormat kMarkdownMetrics = {"", markdown_metrics};
  static constexpr MetricsFormat kJsonMetrics = {"{\"rows\": ", json_metrics};
  static const Format kFormats[] = {
      {"list", {}, false, make_list_writer},
      {"table", {}, true, make_table_writer, &kTableMetrics},
      {"markdown", {".md"}, true, make_markdown_writer, &kMarkdownMetrics},
      {"csv", {".csv"}, false, make_csv_writer},
      {"tsv", {".tsv"}, false, make_tsv_writer},
      {"json", {".json"}, false, make_json_writer, &kJsonMetrics},
      {"jsonl", {".jsonl", ".ndjson"}, false, make_jsonl_writer},
      {"npy", {".npy"}, false, make_npy_writer},
      {"safetensors", {".safetensors"}, false, make_safetensors_writer},
      {"raw", {".raw"}, false, make_raw_writer},
  };
  return kFormats;
}

}  // namespace silu::data
