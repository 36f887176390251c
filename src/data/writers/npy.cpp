#include <fmt/ranges.h>

#include "data/writers/array_writer.h"
#include "io/error.h"

// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
namespace silu::data {
namespace {

std::string descr(DType dtype) {
  const DTypeInfo& info = info_of(dtype);
  if (!info.npy.empty()) return fmt::format("<{}", info.npy);
  throw io::Error(fmt::format("npy does not support {}; use safetensors or raw, or another --dtype",
                              info.name));
}

// (), (3,), (2, 3)
std::string tuple(std::span<const std::uint64_t> sizes) {
  return fmt::format("({}{})", fmt::join(sizes, ", "), sizes.size() == 1 ? "," : "");
}

class NpyWriter : public ArrayWriter {
 public:
  NpyWriter() : ArrayWriter(1) {}

  void expect(DType dtype, const std::optional<Shape>& shape) override {
    descr(dtype);
    ArrayWriter::expect(dtype, shape);
  }

 private:
  // Padded so that the values begin at a multiple of 64. So few dimensions always fit version 1.0.
  std::string header(DType dtype, const Shape& shape) const override {
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
};

}  // namespace

std::unique_ptr<Writer> make_npy_writer(const Names& names, const NumberStyle&) {
  if (names.size() != 1)
    throw io::Error("npy holds the values of one function; choose one with -f");
  return std::make_unique<NpyWriter>();
}

}  // namespace silu::data
