#include <bit>

#include "data/readers/indexed_reader.h"
#include "text/number.h"

namespace silu::data {
namespace {

class EveryReader : public IndexedReader {
 public:
  explicit EveryReader(DType dtype)
      : IndexedReader(std::uint64_t{1} << 8 * size_of(dtype)), dtype_(dtype) {}

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

  // Values from all over, as text has them; all, if there are that few.
  Preview preview() override {
    constexpr std::uint64_t kAbout = 1 << 13;
    const std::uint64_t step = count_ / kAbout + 1;
    Preview preview;
    with_type(dtype_, [&]<class T>(std::type_identity<T>) {
      char text[text::kNumberRoom];
      for (std::uint64_t bits = 0; bits < count_; bits += step) {
        const auto value = std::bit_cast<T>(static_cast<BitsOf<T>>(bits));
        const std::string_view written(text, text::write_shortest(text, value));
        preview.x.push_back(*text::parse_number<double>(written));
      }
    });
    return preview;
  }

 private:
  const DType dtype_;
};

}  // namespace

std::unique_ptr<Reader> make_every_reader(DType dtype) {
  return std::make_unique<EveryReader>(dtype);
}

}  // namespace silu::data
