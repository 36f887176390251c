#include "data/readers/readers.h"

namespace silu::data {

std::span<const InputFormat> input_formats() {
  static const InputFormat kFormats[] = {
      {"text", {".txt"}, make_text_reader, true},
      {"csv", {".csv"}, make_csv_reader, true, true, true},
      {"tsv", {".tsv"}, make_tsv_reader, true, true, true},
  };
  return kFormats;
}

}  // namespace silu::data
