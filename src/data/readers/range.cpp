#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

  // One decimal as long as it tells neighbours apart.
  int decimals() override {
    int decimals = 1;
    while (decimals < kMostDecimals && !tells_apart(decimals)) ++decimals;
    return decimals;
  }

 private:
  static constexpr int kMostDecimals = 17;
  static constexpr std::uint64_t kMostCompared = 2000;

  bool tells_apart(int decimals) const {
    const double step = std::abs(stop_ - start_) / static_cast<double>(count_ - 1);
    if (count_ == 1 || step == 0 || step > 1.000001 * std::pow(10, -decimals)) return true;
    // Of a long range the ends, where the rounded steps have strayed least and farthest.
    const std::uint64_t compared = std::min(count_, kMostCompared);
    return neighbours_differ(1, compared, decimals) &&
           neighbours_differ(count_ - compared + 1, count_, decimals);
  }

  bool neighbours_differ(std::uint64_t first, std::uint64_t last, int decimals) const {
    for (std::uint64_t i = first; i < last; ++i) {
      if (text(i - 1, decimals) == text(i, decimals)) return false;
    }
    return true;
  }

  std::string text(std::uint64_t i, int decimals) const {
    return fmt::format("{:.{}f}", value(i), decimals);
  }

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
