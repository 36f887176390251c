#include "data/readers/readers.h"
#include "text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_text(silu::data::make_json_reader, {}, data, size);
  fuzz_text(silu::data::make_json_reader, {.column = "x"}, data, size);
  fuzz_text(silu::data::make_jsonl_reader, {}, data, size);
  fuzz_text(silu::data::make_jsonl_reader, {.column = "x"}, data, size);
  return 0;
}
