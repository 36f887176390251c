#include "data/pipeline.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/error.h"
#include "temporary_folder.h"

using namespace silu;
using namespace silu::data;

namespace {

// Remembers the first x of each chunk in the order of the merges, and fails at one of them.
class FirstRows : public Summary {
 public:
  explicit FirstRows(float failing = -1) : failing_(failing) {}

  std::unique_ptr<Partial> summarize(const Chunk& chunk, std::span<const Chunk>) const override {
    auto first = std::make_unique<First>();
    first->x = std::get<Columns<float>>(chunk).x[0];
    if (first->x == failing_) throw io::Error("no summary");
    return first;
  }
  void merge(const Partial& partial) override {
    rows.push_back(static_cast<const First&>(partial).x);
  }

  std::vector<float> rows;

 private:
  struct First : Partial {
    float x = 0;
  };

  const float failing_;
};

constexpr std::uint64_t kRows = 500'000;

void run_range(Summary& summary, unsigned threads, const std::string& file) {
  const auto reader = make_range_reader(0, kRows - 1, kRows);
  const Function relu(*catalogue()[1]);
  const auto raw = std::ranges::find(formats(), "raw", &Format::name);
  const auto writer = raw->make_writer({{"relu", "ReLU"}}, {});
  io::OutputFile output(file);
  io::Progress progress({}, false, io::ColorMode::kNever);
  run({.reader = *reader,
       .dtype = DType::kFloat32,
       .functions = std::span(&relu, 1),
       .writer = *writer,
       .output = output,
       .progress = progress,
       .threads = threads,
       .summary = &summary});
}

}  // namespace

TEST_CASE("partial results are merged once each, in the order of the rows") {
  const TemporaryFolder folder;
  for (const unsigned threads : {1U, 2U, 7U}) {
    CAPTURE(threads);
    FirstRows summary;
    run_range(summary, threads, folder.path / "out");
    CHECK(summary.rows.size() > 10);
    CHECK(summary.rows.front() == 0);
    CHECK(std::ranges::adjacent_find(summary.rows, std::greater_equal()) == summary.rows.end());
    CHECK(std::filesystem::file_size(folder.path / "out") == kRows * sizeof(float));
  }
}

TEST_CASE("a summary that fails ends the run: no output, and nothing after it is merged") {
  const TemporaryFolder folder;
  for (const unsigned threads : {1U, 7U}) {
    FirstRows all;
    run_range(all, 1, folder.path / "whole");
    FirstRows failing(all.rows[9]);
    CHECK_THROWS_WITH_AS(run_range(failing, threads, folder.path / "out"), "no summary", io::Error);
    CHECK(failing.rows == std::vector(all.rows.begin(), all.rows.begin() + 9));
    CHECK_FALSE(std::filesystem::exists(folder.path / "out"));
  }
}
