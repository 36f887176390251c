#include <fmt/ranges.h>

#include <algorithm>

#include "data/writers/array_writer.h"
#include "io/error.h"

// https://huggingface.co/docs/safetensors
namespace silu::data {
namespace {

// Whether the values lie otherwise than with the last index varying fastest.
bool is_transposed(const Shape& shape) {
  const auto is_long = [](std::uint64_t size) { return size > 1; };
  return shape.fortran_order && std::ranges::count_if(shape.sizes, is_long) > 1;
}

// One tensor per function.
class SafetensorsWriter : public ArrayWriter {
 public:
  explicit SafetensorsWriter(const Names& names) : ArrayWriter(names.size()), names_(names) {}

  void expect(DType dtype, const std::optional<Shape>& shape) override {
    if (shape && is_transposed(*shape)) {
      throw io::Error("safetensors does not support the input's Fortran order; use npy");
    }
    ArrayWriter::expect(dtype, shape);
  }

 private:
  // Its length, then JSON, padded so that the values begin at a multiple of 8. The names are plain
  // words, so nothing ever needs escapes.
  std::string header(DType dtype, const Shape& shape) const override {
    const std::uint64_t size = *count_values(shape.sizes) * size_of(dtype);
    std::vector<std::string> tensors;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      tensors.push_back(fmt::format(R"("{}":{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                                    names_[i].name, info_of(dtype).safetensors,
                                    fmt::join(shape.sizes, ","), i * size, (i + 1) * size));
    }
    std::string text = fmt::format("{{{}}}", fmt::join(tensors, ","));
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const std::uint64_t length = text.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length) + text;
  }

  const Names names_;
};

}  // namespace

std::unique_ptr<Writer> make_safetensors_writer(const Names& names, const NumberStyle&) {
  return std::make_unique<SafetensorsWriter>(names);
}

}  // namespace silu::data
