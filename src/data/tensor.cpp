#include "data/tensor.h"

#include <algorithm>

namespace silu::data {
namespace {

// Values whose first index varies fastest, so that the last one does.
std::vector<float> transpose(const std::vector<float>& values,
                             const std::vector<std::uint64_t>& sizes) {
  std::vector<float> transposed;
  transposed.reserve(values.size());
  std::vector<std::uint64_t> index(sizes.size(), 0);
  while (transposed.size() < values.size()) {
    std::uint64_t place = 0;
    for (std::size_t i = sizes.size(); i-- > 0;) place = place * sizes[i] + index[i];
    transposed.push_back(values[place]);
    for (std::size_t i = sizes.size(); i-- > 0;) {
      if (++index[i] < sizes[i]) break;
      index[i] = 0;
    }
  }
  return transposed;
}

}  // namespace

std::vector<float> read_tensor(Reader& reader) {
  std::vector<float> values;
  Block block;
  Chunk chunk = make_chunk(DType::kFloat32);
  while (reader.next(block)) {
    reader.parse(block, chunk);
    const auto& x = std::get<Columns<float>>(chunk).x;
    values.insert(values.end(), x.begin(), x.end());
  }
  const auto& shape = reader.description().shape;
  return shape->fortran_order ? transpose(values, shape->sizes) : values;
}

void write_tensor(std::span<const float> values, const std::vector<std::uint64_t>& sizes,
                  Writer& writer, io::OutputFile& output) {
  constexpr std::size_t kPiece = 1 << 16;
  Chunk chunk = Columns<float>{{}, {{}}};
  Writer::Text text;
  writer.expect(DType::kFloat32, Shape{sizes});
  writer.begin(output);
  while (!values.empty()) {
    const auto piece = values.first(std::min(kPiece, values.size()));
    std::get<Columns<float>>(chunk).functions[0].assign(piece.begin(), piece.end());
    writer.format(chunk, text);
    writer.append(chunk, text, output);
    values = values.subspan(piece.size());
  }
  writer.end(output);
  output.commit();
}

}  // namespace silu::data
