#include "data/readers/binary.h"
#include "data/readers/readers.h"

namespace silu::data {

std::unique_ptr<Reader> make_raw_reader(const Source& source) {
  return make_binary_reader(std::make_unique<io::BinaryFile>(source.open()),
                            {.dtype = source.dtype});
}

}  // namespace silu::data
