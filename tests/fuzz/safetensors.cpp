#include "binary.h"
#include "data/readers/readers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_binary(silu::data::make_safetensors_reader, {}, data, size);
  fuzz_binary(silu::data::make_safetensors_reader, {.tensor = "a"}, data, size);
  return 0;
}
