#include <fmt/ranges.h>

#include <bit>

#include "data/error.h"
#include "data/spool.h"
#include "data/writers/writers.h"

// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
namespace silu::data {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie");

std::string_view descr(DType dtype) {
  switch (dtype) {
    case DType::kFloat32:
      return "<f4";
    case DType::kFloat64:
      return "<f8";
    case DType::kFloat16:
      return "<f2";
    case DType::kBFloat16:
      throw Error("npy has no bfloat16; write safetensors or raw, or choose another --dtype");
  }
  return {};
}

// (), (3,), (2, 3)
std::string tuple(std::span<const std::uint64_t> sizes) {
  return fmt::format("({}{})", fmt::join(sizes, ", "), sizes.size() == 1 ? "," : "");
}

// Padded so that the values begin at a multiple of 64. So few dimensions always fit version 1.0.
std::string header(DType dtype, const Shape& shape) {
  constexpr std::size_t kAlignment = 64;
  constexpr std::size_t kBefore = 10;
  std::string text =
      fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", descr(dtype),
                  shape.fortran_order ? "True" : "False", tuple(shape.sizes));
  text.resize((kBefore + text.size()) / kAlignment * kAlignment + kAlignment - kBefore, ' ');
  text.back() = '\n';
  const auto length = static_cast<std::uint16_t>(text.size());
  std::string start("\x93NUMPY\1\0", 8);
  start.append(reinterpret_cast<const char*>(&length), sizeof length);
  return start + text;
}

// The shape of the input if it has one, else that of a plain row, for whose length the values wait.
class NpyWriter : public Writer {
 public:
  void expect(DType dtype, const std::optional<Shape>& shape) override {
    dtype_ = dtype;
    shape_ = shape;
    descr(dtype);
  }

  void begin(OutputFile& output) override {
    if (shape_) output.write(header(dtype_, *shape_));
  }

  void format(const Chunk&, Text&) const override {}

  void append(const Chunk& chunk, const Text&, OutputFile& output) override {
    const std::string_view bytes = bytes_of(chunk, 0);
    if (shape_) return output.write(bytes);
    values_.write(bytes);
    size_ += bytes.size();
  }

  void end(OutputFile& output) override {
    if (shape_) return;
    output.write(header(dtype_, Shape{{size_ / size_of(dtype_)}}));
    values_.copy_to(output);
  }

 private:
  DType dtype_ = DType::kFloat32;
  std::optional<Shape> shape_;
  Spool values_;
  std::uint64_t size_ = 0;
};

}  // namespace

std::unique_ptr<Writer> make_npy_writer(const Names& names, const NumberStyle&) {
  if (names.size() != 1) throw Error("npy holds the values of one function; name one with -f");
  return std::make_unique<NpyWriter>();
}

}  // namespace silu::data
