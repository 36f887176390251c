#include "text.h"

#include "data/readers/readers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_text(silu::data::make_text_reader, {}, data, size);
  return 0;
}
