#include "data/readers/readers.h"
#include "text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_text(silu::data::make_csv_reader, {}, data, size);
  fuzz_text(silu::data::make_csv_reader, {.column = "2", .keep = true}, data, size);
  fuzz_text(silu::data::make_csv_reader, {.delimiter = ';', .header = true, .decimal = ','}, data,
            size);
  fuzz_text(silu::data::make_tsv_reader, {.column = "x"}, data, size);
  return 0;
}
