#include "data/readers/readers.h"

namespace silu::data {

std::span<const InputFormat> input_formats() {
  static const InputFormat kFormats[] = {
      {"text", {".txt"}, make_text_reader, true},
      {"csv", {".csv"}, make_csv_reader, true, true, true},
      {"tsv", {".tsv"}, make_tsv_reader, true, true, true},
      {"json", {".json"}, make_json_reader, true, true},
      {"jsonl", {".jsonl", ".ndjson"}, make_jsonl_reader, true, true},
      {"npy", {".npy"}, make_npy_reader},
      {"safetensors", {".safetensors"}, make_safetensors_reader, false, false, false, true},
      {"raw", {".raw"}, make_raw_reader, false, false, false, false, true},
  };
  return kFormats;
}

}  // namespace silu::data
