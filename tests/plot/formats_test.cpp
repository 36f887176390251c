#include "plot/formats.h"

#include <doctest/doctest.h>

#include <limits>

#include "io/error.h"
#include "temporary_folder.h"

using namespace silu;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::string drawn(const plot::Format& format, const std::vector<data::Columns<float>>& chunks) {
  const auto writer = plot::make_writer(format, {{"f", "F"}}, {.ascii = true});
  const TemporaryFolder folder;
  io::OutputFile output(folder.path / "out");
  data::Writer::Text text;
  writer->expect(DType::kFloat32, {});
  writer->begin(output);
  for (const auto& chunk : chunks) {
    writer->format(chunk, text);
    writer->append(chunk, text, output);
  }
  writer->end(output);
  output.commit();
  return contents(folder.path / "out");
}

}  // namespace

TEST_CASE("every picture is the same however the rows are cut into chunks") {
  for (const auto& format : plot::formats()) {
    CAPTURE(format.name);
    const std::string together = drawn(format, {{{1, 2, 3}, {{4, 5, 7}}}});
    CHECK(together.size() > 100);
    CHECK(drawn(format, {{{}, {{}}}, {{1}, {{4}}}, {{}, {{}}}, {{2, 3}, {{5, 7}}}}) == together);
  }
}

TEST_CASE("where nothing is finite there is no picture") {
  for (const auto& format : plot::formats()) {
    CHECK_THROWS_WITH_AS(drawn(format, {}), "nothing to draw: the input has no values", io::Error);
    CHECK_THROWS_WITH_AS(drawn(format, {{{kInfinity}, {{1}}}}),
                         "nothing to draw: no x is finite in float32", io::Error);
    CHECK_THROWS_WITH_AS(drawn(format, {{{1}, {{kInfinity}}}}),
                         "nothing to draw: no result is finite in float32", io::Error);
  }
}
