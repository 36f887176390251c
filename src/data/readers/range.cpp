#include <algorithm>

#include "data/readers/indexed_reader.h"

namespace silu::data {
namespace {

class RangeReader : public IndexedReader {
 public:
  RangeReader(double start, double stop, std::uint64_t count)
      : IndexedReader(count), start_(start), stop_(stop) {}

  void parse(const Block& block, Chunk& chunk) const override {
    std::visit(
        [&](auto& columns) {
          auto& x = columns.x.own();
          x.resize(block.count);
          for (std::uint64_t i = 0; i < block.count; ++i) {
            x[i] = static_cast<ValueOf<decltype(columns)>>(value(block.first + i));
          }
        },
        chunk);
  }

  // Of a long range the ends, where the rounded steps have strayed least and farthest.
  Preview preview() override {
    constexpr std::uint64_t kEach = 2000;
    Preview preview = {.x = {}, .is_range = true};
    for (std::uint64_t i = 0; i < count_; ++i) {
      if (i == kEach) i = std::max(i, count_ - std::min(count_, kEach));
      preview.x.push_back(value(i));
    }
    return preview;
  }

 private:
  // The operations of numpy.linspace, in its order.
  double value(std::uint64_t i) const {
    if (count_ > 1 && i == count_ - 1) return stop_;
    const auto index = static_cast<double>(i);
    const double delta = stop_ - start_;
    if (count_ == 1) return index * delta + start_;
    const double divisions = static_cast<double>(count_ - 1);
    const double step = delta / divisions;
    return (step == 0 ? index / divisions * delta : index * step) + start_;
  }

  const double start_;
  const double stop_;
};

}  // namespace

std::unique_ptr<Reader> make_range_reader(double start, double stop, std::uint64_t count) {
  return std::make_unique<RangeReader>(start, stop, count);
}

}  // namespace silu::data
