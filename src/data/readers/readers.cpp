#include "data/readers/readers.h"

namespace silu::data {

std::span<const InputFormat> input_formats() {
  static const InputFormat kFormats[] = {
      {"text", {".txt"}, make_text_reader},
      {"npy", {".npy"}, make_npy_reader},
      {"safetensors", {".safetensors"}, make_safetensors_reader},
      {"raw", {".raw"}, make_raw_reader},
  };
  return kFormats;
}

}  // namespace silu::data
