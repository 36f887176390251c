#pragma once

#include "data/reader.h"
#include "io/binary_file.h"

namespace silu::data {

/// Where the values lie in what is left of a file behind its header.
struct Array {
  DType dtype = kDefaultDType;
  bool big_endian = false;
  std::optional<Shape> shape = {};  ///< none if the values go on to the end of the file
  std::uint64_t before = 0;         ///< bytes to pass over
  std::uint64_t after = 0;          ///< bytes that follow; with before, less than 2^63
};

/// Makes chunk's x the values that lie as an array says, whose bytes live as long as the chunk: it
/// looks at them where they are if it can.
void parse_array(std::string_view bytes, const Array& array, Chunk& chunk);

/// The values of an array, in the order in which they lie. Throws Error unless the file, as far as
/// its size is known, is exactly as long as the array says.
std::unique_ptr<Reader> make_binary_reader(std::unique_ptr<io::BinaryFile> file,
                                           const Array& array);

}  // namespace silu::data
