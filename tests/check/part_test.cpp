#include "check/part.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <vector>

using namespace silu;
using check::Part;

namespace {

// 0, 1, 2 ... in blocks of three that do not say how many they are.
class Counting : public data::Reader {
 public:
  explicit Counting(std::uint64_t count) : count_(count) {}
  bool next(data::Block& block) override {
    block.bytes = std::to_string(next_);
    next_ += 3;
    return next_ < count_ + 3;
  }
  void parse(const data::Block& block, data::Chunk& chunk) const override {
    const std::uint64_t first = std::stoull(block.bytes);
    auto& x = std::get<data::Columns<float>>(chunk).x.own();
    x.clear();
    for (std::uint64_t i = first; i < std::min(first + 3, count_); ++i) {
      x.push_back(static_cast<float>(i));
    }
  }
  data::Preview preview() override { return {}; }

 private:
  const std::uint64_t count_;
  std::uint64_t next_ = 0;
};

std::vector<float> rows_of(std::unique_ptr<data::Reader> reader, const check::Rows& rows) {
  const auto part = check::make_rows_reader(std::move(reader), DType::kFloat32, rows);
  std::vector<float> all;
  data::Block block;
  data::Chunk chunk = data::Columns<float>{};
  while (part->next(block)) {
    part->parse(block, chunk);
    const auto& x = std::get<data::Columns<float>>(chunk).x;
    CHECK(x.size() == block.count);
    all.insert(all.end(), x.begin(), x.end());
  }
  return all;
}

}  // namespace

TEST_CASE("parts are all rows, each once, and of nearly one size") {
  for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{10}, std::uint64_t{65'536},
                                    std::uint64_t{0xffff'ffff'ffff'ffff}}) {
    for (const std::uint64_t of : {1U, 2U, 3U, 7U, 1'000U}) {
      std::uint64_t next = 0;
      for (std::uint64_t index = 1; index <= of; ++index) {
        const auto rows = check::rows_of({index, of}, count);
        CHECK(rows.first == next);
        CHECK(rows.count() - count / of <= 1);
        next = rows.last;
      }
      CHECK(next == count);
    }
  }
}

TEST_CASE("rows of a reader that seeks and of one that does not") {
  const std::vector<float> all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (std::uint64_t first = 0; first <= all.size(); ++first) {
    for (std::uint64_t last = first; last <= all.size(); ++last) {
      const std::vector<float> rows(all.begin() + static_cast<std::ptrdiff_t>(first),
                                    all.begin() + static_cast<std::ptrdiff_t>(last));
      CHECK(rows_of(std::make_unique<Counting>(10), {first, last}) == rows);
      CHECK(rows_of(data::make_range_reader(0, 9, 10), {first, last}) == rows);
    }
  }
  CHECK(rows_of(std::make_unique<Counting>(10), {8}) == std::vector<float>{8, 9});
  CHECK(rows_of(data::make_range_reader(0, 9, 10), {8}) == std::vector<float>{8, 9});
}
