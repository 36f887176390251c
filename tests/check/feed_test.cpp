#include "check/feed.h"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <string>
#include <vector>

#include "io/error.h"
#include "kernels_io.h"

using namespace silu;
using check::Feed;

namespace {

Feed two_ranges(std::uint64_t xs, std::uint64_t dys) {
  std::vector<std::unique_ptr<data::Reader>> columns;
  columns.push_back(data::make_range_reader(0, static_cast<double>(xs), xs + 1));
  columns.push_back(data::make_range_reader(0, static_cast<double>(dys) / 2, dys + 1));
  return Feed(std::move(columns), DType::kFloat32);
}

// Whose length is known at the end only.
class Ones : public data::Reader {
 public:
  explicit Ones(std::uint64_t count) : left_(count) {}
  bool next(data::Block& block) override {
    block.count = std::min<std::uint64_t>(left_, 3);
    left_ -= block.count;
    return block.count > 0;
  }
  void parse(const data::Block& block, data::Chunk& chunk) const override {
    std::get<data::Columns<float>>(chunk).x.own().assign(block.count, 1.0F);
  }
  data::Preview preview() override { return {}; }

 private:
  std::uint64_t left_;
};

Feed ones(std::uint64_t xs, std::uint64_t dys) {
  std::vector<std::unique_ptr<data::Reader>> columns;
  columns.push_back(std::make_unique<Ones>(xs));
  columns.push_back(std::make_unique<Ones>(dys));
  return Feed(std::move(columns), DType::kFloat32);
}

std::vector<float> all_interleaved(Feed& feed, std::size_t most) {
  std::vector<float> all;
  std::vector<float> items(2 * most);
  auto* const bytes = reinterpret_cast<std::byte*>(items.data());
  const std::array<std::byte*, 2> columns = {bytes, bytes + sizeof(float)};
  while (const std::size_t count = feed.next(columns, 2 * sizeof(float), most)) {
    all.insert(all.end(), items.begin(), items.begin() + static_cast<std::ptrdiff_t>(2 * count));
  }
  return all;
}

}  // namespace

TEST_CASE("a feed hands out the values of each column in turn") {
  for (const std::size_t most : {1UL, 7UL, 1'000UL, 100'000UL}) {
    Feed feed = two_ranges(40'000, 40'000);
    CHECK(feed.item_bytes() == 8);
    CHECK(feed.size() == 40'001);
    const auto all = all_interleaved(feed, most);
    REQUIRE(all.size() == 80'002);
    for (std::size_t i = 0; i <= 40'000; ++i) {
      REQUIRE(all[2 * i] == static_cast<float>(i));
      REQUIRE(all[2 * i + 1] == static_cast<float>(i) / 2);
    }
  }
}

TEST_CASE("a feed's columns are equally long") {
  CHECK_THROWS_WITH_AS(two_ranges(10, 11), "x and dy must have the same number of values",
                       io::Error);
  Feed equal = ones(10, 10);
  CHECK_FALSE(equal.size());
  CHECK(all_interleaved(equal, 4).size() == 20);
  for (auto [xs, dys] : {std::pair{10, 11}, std::pair{11, 10}, std::pair{0, 1}}) {
    Feed feed = ones(static_cast<std::uint64_t>(xs), static_cast<std::uint64_t>(dys));
    CHECK_THROWS_WITH_AS(all_interleaved(feed, 4), "x and dy must have the same number of values",
                         io::Error);
  }
}
