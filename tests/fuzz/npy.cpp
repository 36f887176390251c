#include "binary.h"
#include "data/readers/readers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_binary(silu::data::make_npy_reader, {}, data, size);
  return 0;
}
