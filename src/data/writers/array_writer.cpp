#include "data/writers/array_writer.h"

#include <bit>

namespace silu::data {

static_assert(std::endian::native == std::endian::little, "values are written as they lie");

void ArrayWriter::expect(DType dtype, const std::optional<Shape>& shape) {
  dtype_ = dtype;
  shape_ = shape;
}

void ArrayWriter::begin(io::OutputFile& output) {
  if (shape_) output.write(header(dtype_, *shape_));
}

void ArrayWriter::append(const Chunk& chunk, const Text&, io::OutputFile& output) {
  for (std::size_t i = 0; i < functions_; ++i) {
    const std::string_view bytes = bytes_of(chunk, i);
    if (i == 0) size_ += bytes.size();
    if (i == 0 && shape_) {
      output.write(bytes);
    } else {
      waiting_.append(i, bytes);
    }
  }
}

void ArrayWriter::end(io::OutputFile& output) {
  if (!shape_) output.write(header(dtype_, Shape{{size_ / size_of(dtype_)}}));
  for (std::size_t i = 0; i < functions_; ++i) waiting_.copy_to(i, output);
}

}  // namespace silu::data
