#include "check/inputs.h"

#include <bit>
#include <utility>
#include <variant>

#include "data/readers/indexed_reader.h"

namespace silu::check {
namespace {

// Sebastiano Vigna's SplitMix64 (https://prng.di.unimi.it/splitmix64.c), of which any number can be
// had without those before it.
std::uint64_t random_bits(std::uint64_t seed, std::uint64_t index) {
  std::uint64_t z = seed + (index + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// Calls value(std::type_identity<T>(), index) for each row.
template <class Value>
class ComputedReader : public data::IndexedReader {
 public:
  ComputedReader(std::uint64_t count, Value value)
      : IndexedReader(count), value_(std::move(value)) {}

  data::Preview preview() override { return {}; }

  void parse(const data::Block& block, data::Chunk& chunk) const override {
    std::visit(
        [&](auto& columns) {
          using T = data::ValueOf<decltype(columns)>;
          auto& x = columns.x.own();
          x.resize(block.count);
          for (std::uint64_t i = 0; i < block.count; ++i) {
            x[i] = value_(std::type_identity<T>(), block.first + i);
          }
        },
        chunk);
  }

 private:
  const Value value_;
};

template <class Value>
std::unique_ptr<data::Reader> make_computed_reader(std::uint64_t count, Value value) {
  return std::make_unique<ComputedReader<Value>>(count, std::move(value));
}

}  // namespace

std::unique_ptr<data::Reader> make_list_reader(std::vector<double> values) {
  const std::uint64_t count = values.size();
  return make_computed_reader(
      count, [values = std::move(values)]<class T>(std::type_identity<T>, std::uint64_t index) {
        return T(values[index]);
      });
}

std::unique_ptr<data::Reader> make_sample_reader(std::uint64_t count, std::uint64_t seed) {
  return make_computed_reader(count, [seed]<class T>(std::type_identity<T>, std::uint64_t index) {
    return std::bit_cast<T>(static_cast<BitsOf<T>>(random_bits(seed, index)));
  });
}

std::unique_ptr<data::Reader> make_gradient_reader(std::uint64_t count, std::uint64_t seed) {
  return make_computed_reader(count, [seed]<class T>(std::type_identity<T>, std::uint64_t index) {
    // Another sequence than that of a sample with the same seed.
    const std::uint64_t bits = random_bits(~seed, index);
    return T(static_cast<double>(bits >> 11) * 0x1p-51 - 2);
  });
}

}  // namespace silu::check
