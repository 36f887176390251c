#include "data/readers/readers.h"

namespace silu::data {

std::span<const InputFormat> input_formats() {
  static const InputFormat kFormats[] = {
      {.name = "text",
       .extensions = {".txt"},
       .make_reader = make_text_reader,
       .is_text = true,
       .has_decimal = true},
      {.name = "csv",
       .extensions = {".csv"},
       .make_reader = make_csv_reader,
       .is_text = true,
       .has_decimal = true,
       .has_columns = true,
       .has_rows = true},
      {.name = "tsv",
       .extensions = {".tsv"},
       .make_reader = make_tsv_reader,
       .is_text = true,
       .has_decimal = true,
       .has_columns = true,
       .has_rows = true},
      {.name = "json",
       .extensions = {".json"},
       .make_reader = make_json_reader,
       .is_text = true,
       .has_columns = true},
      {.name = "jsonl",
       .extensions = {".jsonl", ".ndjson"},
       .make_reader = make_jsonl_reader,
       .is_text = true,
       .has_columns = true},
      {.name = "npy", .extensions = {".npy"}, .make_reader = make_npy_reader},
      {.name = "safetensors",
       .extensions = {".safetensors"},
       .make_reader = make_safetensors_reader,
       .has_tensors = true},
      {.name = "raw", .extensions = {".raw"}, .make_reader = make_raw_reader, .is_bare = true},
  };
  return kFormats;
}

}  // namespace silu::data
