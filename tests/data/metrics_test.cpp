#include "data/metrics.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "temporary_folder.h"

using namespace silu;
using namespace silu::data;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<Metrics> last_metrics;

std::string remember(const std::vector<Metrics>& metrics) {
  last_metrics = metrics;
  return "end";
}

Function function(std::string_view name, int order = 0) {
  return Function(**std::ranges::find(catalogue(), name, &Activation::name)).derivative(order);
}

// The metrics of rows that come in chunks.
template <class T>
std::vector<Metrics> metrics_of(const std::vector<Function>& functions, DType dtype,
                                const std::vector<Columns<T>>& chunks) {
  const auto csv = std::ranges::find(formats(), "csv", &Format::name);
  std::vector<ColumnName> names(functions.size(), {"f", "F"});
  MetricsSummary summary(functions, dtype);
  const auto writer =
      make_metrics_writer(csv->make_writer(names, {}), {"begin\n", remember}, summary);
  const TemporaryFolder folder;
  io::OutputFile output(folder.path / "out");
  Writer::Text text;
  writer->expect(dtype, {});
  writer->begin(output);
  for (const auto& chunk : chunks) {
    summary.merge(*summary.summarize(chunk, {}));
    writer->format(chunk, text);
    writer->append(chunk, text, output);
  }
  writer->end(output);
  output.commit();
  CHECK(contents(folder.path / "out").starts_with("begin\nx,f,f\n"));
  CHECK(contents(folder.path / "out").ends_with("\nend"));
  return last_metrics;
}

// SiLU and Hardswish evaluated at some x.
Columns<double> evaluated(const std::vector<Function>& functions, const std::vector<double>& x) {
  Columns<double> columns;
  columns.x.own() = x;
  for (const Function& each : functions) {
    auto& y = columns.functions.emplace_back(x.size());
    each(std::span<const double>(x), std::span<double>(y));
  }
  return columns;
}

}  // namespace

TEST_CASE("metrics are those of the definition, however the rows are cut") {
  const std::vector<Function> functions = {function("silu"), function("hardswish")};
  std::vector<double> x(30001);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = -4 + static_cast<double>(i) * 8 / 30000;
  double largest = 0;
  double steepest = 0;
  double squares = 0;
  const auto values = evaluated(functions, x).functions;
  const auto slopes =
      evaluated({functions[0].derivative(1), functions[1].derivative(1)}, x).functions;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double difference = values[1][i] - values[0][i];
    largest = std::max(largest, std::abs(difference));
    steepest = std::max(steepest, std::abs(slopes[1][i] - slopes[0][i]));
    squares += difference * difference;
  }
  const auto together = metrics_of<double>(functions, DType::kFloat64, {evaluated(functions, x)});
  REQUIRE(together.size() == 1);
  CHECK(together[0].function.name == "hardswish");
  CHECK(together[0].reference.name == "silu");
  CHECK(together[0].rows == x.size());
  CHECK(together[0].left_out == 0);
  CHECK(together[0].difference.value == doctest::Approx(largest).epsilon(1e-14));
  CHECK(std::abs(together[0].difference.x) == doctest::Approx(3).epsilon(1e-4));
  CHECK(together[0].rms == doctest::Approx(std::sqrt(squares / 30001)).epsilon(1e-14));
  REQUIRE(together[0].slope);
  CHECK(together[0].slope->value == doctest::Approx(steepest).epsilon(1e-14));

  const std::vector<double> first(x.begin(), x.begin() + 1);
  const std::vector<double> second(x.begin() + 1, x.begin() + 7777);
  const std::vector<double> third(x.begin() + 7777, x.end());
  const auto apart = metrics_of<double>(functions, DType::kFloat64,
                                        {evaluated(functions, first), evaluated(functions, second),
                                         evaluated(functions, {}), evaluated(functions, third)});
  CHECK(apart[0].difference.value == together[0].difference.value);
  CHECK(apart[0].difference.x == together[0].difference.x);
  CHECK(apart[0].rms == together[0].rms);
  CHECK(apart[0].slope->value == together[0].slope->value);
  CHECK(apart[0].slope->x == together[0].slope->x);
}

TEST_CASE("a difference that is not finite is left out, and squares do not overflow") {
  const std::vector<Function> functions = {function("relu"), function("silu")};
  const Columns<double> rows = {
      {1, 2, 3, 4, 5}, {{0, kNaN, kInfinity, -1e308, 3e200}, {4, 0, kInfinity, 1e308, -1e200}}};
  const auto metrics = metrics_of<double>(functions, DType::kFloat64, {rows});
  CHECK(metrics[0].rows == 2);
  CHECK(metrics[0].left_out == 3);
  CHECK(metrics[0].difference.value == 4e200);
  CHECK(metrics[0].difference.x == 5);
  CHECK(metrics[0].rms == doctest::Approx(4e200 / std::sqrt(2.0)));
}

TEST_CASE("small squares are not lost in large ones") {
  const std::vector<Function> functions = {function("relu"), function("silu")};
  Columns<double> rows;
  rows.functions.resize(2);
  rows.x.own().assign(100001, 0);
  rows.functions[0].assign(100001, 0);
  rows.functions[1].assign(100001, 1e-5);
  rows.functions[1][0] = 0x1p16;  // next to its square, 1e-10 is below half a last place
  const auto metrics = metrics_of<double>(functions, DType::kFloat64, {rows});
  const long double squares = 0x1p32L + 100000 * (1e-5L * 1e-5L);
  CHECK(metrics[0].rms == static_cast<double>(std::sqrt(squares / 100001)));
}

TEST_CASE("no rows have no metrics") {
  const std::vector<Function> functions = {function("relu"), function("silu")};
  const auto metrics = metrics_of<float>(functions, DType::kFloat32, {});
  CHECK(metrics[0].rows == 0);
  CHECK(std::isnan(metrics[0].difference.value));
  CHECK(std::isnan(metrics[0].rms));
  CHECK(std::isnan(metrics[0].slope->value));
}

TEST_CASE("of equal differences the one at the smallest x counts") {
  Peak peak;
  for (const double x : {1.0, -2.0, 3.0}) peak.take(0.5, x);
  peak.take(kNaN, 4);
  peak.take(kInfinity, 5);
  peak.take(0.25, -9);
  CHECK(peak.value == 0.5);
  CHECK(peak.x == -2);
}

TEST_CASE("functions are compared with functions, derivatives with derivatives") {
  CHECK_FALSE(has_metrics({}));
  CHECK_FALSE(has_metrics({function("silu"), function("silu", 1)}));
  CHECK(has_metrics({function("silu", 2), function("silu"), function("relu", 2)}));
}
