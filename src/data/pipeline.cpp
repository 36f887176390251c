#include "data/pipeline.h"

namespace silu::data {
namespace {

void evaluate(std::span<const Activation* const> functions, Chunk& chunk) {
  std::visit(
      [&](auto& columns) {
        using T = ValueOf<decltype(columns)>;
        columns.functions.resize(functions.size());
        for (std::size_t i = 0; i < functions.size(); ++i) {
          auto& y = columns.functions[i];
          y.resize(columns.x.size());
          (*functions[i])(std::span<const T>(columns.x), std::span<T>(y));
        }
      },
      chunk);
}

}  // namespace

void run(Reader& reader, DType dtype, std::span<const Activation* const> functions, Writer& writer,
         OutputFile& output) {
  Block block;
  Chunk chunk = make_chunk(dtype);
  Writer::Text text;
  writer.begin(output);
  while (reader.next(block)) {
    reader.parse(block, chunk);
    evaluate(functions, chunk);
    writer.format(chunk, text);
    writer.append(text, output);
    output.flush();
  }
  writer.end(output);
  output.commit();
}

}  // namespace silu::data
