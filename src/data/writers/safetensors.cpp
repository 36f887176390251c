#include <fmt/ranges.h>

#include <algorithm>
#include <bit>

#include "data/error.h"
#include "data/spool.h"
#include "data/writers/writers.h"

// https://huggingface.co/docs/safetensors
namespace silu::data {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie");

std::string_view dtype_name(DType dtype) {
  switch (dtype) {
    case DType::kFloat32:
      return "F32";
    case DType::kFloat64:
      return "F64";
    case DType::kFloat16:
      return "F16";
    case DType::kBFloat16:
      return "BF16";
  }
  return {};
}

// Whether the values lie otherwise than with the last index varying fastest.
bool is_transposed(const Shape& shape) {
  const auto is_long = [](std::uint64_t size) { return size > 1; };
  return shape.fortran_order && std::ranges::count_if(shape.sizes, is_long) > 1;
}

// A tensor a function. Those of the later functions wait until the first one is written; all wait
// if it takes the last row to know how many there are.
class SafetensorsWriter : public Writer {
 public:
  explicit SafetensorsWriter(const Names& names) : names_(names), waiting_(names.size()) {}

  void expect(DType dtype, const std::optional<Shape>& shape) override {
    if (shape && is_transposed(*shape)) {
      throw Error("safetensors has no Fortran order, as the input has; write npy");
    }
    dtype_ = dtype;
    shape_ = shape;
  }

  void begin(OutputFile& output) override {
    if (shape_) output.write(header());
  }

  void format(const Chunk&, Text&) const override {}

  void append(const Chunk& chunk, const Text&, OutputFile& output) override {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const std::string_view bytes = bytes_of(chunk, i);
      if (i == 0) size_ += bytes.size();
      if (i == 0 && shape_) {
        output.write(bytes);
      } else {
        waiting_[i].write(bytes);
      }
    }
  }

  void end(OutputFile& output) override {
    if (!shape_) {
      shape_ = Shape{{size_ / size_of(dtype_)}};
      output.write(header());
    }
    for (Spool& tensor : waiting_) tensor.copy_to(output);
  }

 private:
  // Its length, then JSON, padded so that the values begin at a multiple of 8. The names are plain
  // words, so nothing ever needs escapes.
  std::string header() const {
    const std::uint64_t size = *count_values(shape_->sizes) * size_of(dtype_);
    std::vector<std::string> tensors;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      tensors.push_back(fmt::format(R"("{}":{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                                    names_[i].name, dtype_name(dtype_),
                                    fmt::join(shape_->sizes, ","), i * size, (i + 1) * size));
    }
    std::string text = fmt::format("{{{}}}", fmt::join(tensors, ","));
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const std::uint64_t length = text.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length) + text;
  }

  const Names names_;
  DType dtype_ = DType::kFloat32;
  std::optional<Shape> shape_;
  std::vector<Spool> waiting_;
  std::uint64_t size_ = 0;  // of the first tensor
};

}  // namespace

std::unique_ptr<Writer> make_safetensors_writer(const Names& names, const NumberStyle&) {
  return std::make_unique<SafetensorsWriter>(names);
}

}  // namespace silu::data
