#include "data/readers/readers.h"

namespace silu::data {

std::span<const InputFormat> input_formats() {
  static const InputFormat kFormats[] = {
      {"text", {".txt"}, make_text_reader},
  };
  return kFormats;
}

}  // namespace silu::data
