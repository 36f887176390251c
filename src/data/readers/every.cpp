#include <bit>

#include "data/readers/indexed_reader.h"

namespace silu::data {
namespace {

class EveryReader : public IndexedReader {
 public:
  explicit EveryReader(std::uint64_t count) : IndexedReader(count) {}

  void parse(const Block& block, Chunk& chunk) const override {
    std::visit(
        [&](auto& columns) {
          using T = ValueOf<decltype(columns)>;
          auto& x = columns.x.own();
          x.resize(block.count);
          for (std::uint64_t i = 0; i < block.count; ++i) {
            x[i] = std::bit_cast<T>(static_cast<BitsOf<T>>(block.first + i));
          }
        },
        chunk);
  }

  Preview preview() override { return {}; }
};

}  // namespace

std::unique_ptr<Reader> make_every_reader(DType dtype) {
  return std::make_unique<EveryReader>(std::uint64_t{1} << 8 * size_of(dtype));
}

}  // namespace silu::data
