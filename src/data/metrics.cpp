#include "data/metrics.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace silu::data {
namespace {

constexpr std::size_t kSlopes = 1024;  // at a time, so that they stay in the cache

std::vector<MetricsPair> make_pairs(const std::vector<Function>& functions) {
  std::vector<MetricsPair> pairs;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const auto first = std::ranges::find(functions, functions[i].order(), &Function::order);
    const auto reference = static_cast<std::size_t>(first - functions.begin());
    if (reference != i) pairs.push_back({i, reference});
  }
  return pairs;
}

// Rows between the metrics.
class MetricsWriter : public Writer {
 public:
  MetricsWriter(std::unique_ptr<Writer> rows, const MetricsFormat& format,
                const MetricsSummary& summary)
      : rows_(std::move(rows)), format_(format), summary_(summary) {}

  void expect(DType dtype, const std::optional<Shape>& shape) override {
    rows_->expect(dtype, shape);
  }
  void begin(io::OutputFile& output) override {
    output.write(format_.before);
    rows_->begin(output);
  }
  void format(const Chunk& chunk, Text& text) const override { rows_->format(chunk, text); }
  void append(const Chunk& chunk, const Text& text, io::OutputFile& output) override {
    rows_->append(chunk, text, output);
  }
  void end(io::OutputFile& output) override {
    rows_->end(output);
    output.write(format_.after(summary_.metrics()));
  }

 private:
  const std::unique_ptr<Writer> rows_;
  const MetricsFormat format_;
  const MetricsSummary& summary_;
};

}  // namespace

void Peak::take(double other, double place) {
  if (!std::isfinite(other)) return;
  if (other <= value && !(other == value && place < x)) return;
  value = other;
  x = place + 0.0;  // -0 is 0
}

struct MetricsSummary::Differences : Partial {
  explicit Differences(std::size_t pairs) : of_pairs(pairs) {}
  std::size_t bytes() const override { return of_pairs.size() * sizeof(Difference); }
  std::vector<Difference> of_pairs;
};

MetricsSummary::MetricsSummary(const std::vector<Function>& functions, DType dtype)
    : dtype_(dtype), functions_(functions), pairs_(make_pairs(functions)), all_(pairs_.size()) {
  for (const Function& each : functions) {
    derivatives_.push_back(each.order() < 2 ? std::optional(each.derivative(each.order() + 1))
                                            : std::nullopt);
  }
}

bool has_metrics(const std::vector<Function>& functions) {
  return !make_pairs(functions).empty();
}

std::unique_ptr<Summary::Partial> MetricsSummary::summarize(const Chunk& chunk,
                                                            std::span<const Chunk>) const {
  auto differences = std::make_unique<Differences>(pairs_.size());
  std::visit(
      [&](const auto& columns) {
        compare_values(columns, differences->of_pairs);
        compare_slopes(columns, differences->of_pairs);
      },
      chunk);
  return differences;
}

template <class C>
void MetricsSummary::compare_values(const C& columns, std::vector<Difference>& differences) const {
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    Difference& to = differences[i];
    const auto& values = columns.functions[pairs_[i].function];
    const auto& reference = columns.functions[pairs_[i].reference];
    for (std::size_t row = 0; row < values.size(); ++row) {
      const double difference =
          static_cast<double>(values[row]) - static_cast<double>(reference[row]);
      if (!std::isfinite(difference)) {
        ++to.left_out;
        continue;
      }
      ++to.rows;
      to.value.take(std::abs(difference), static_cast<double>(columns.x[row]));
      to.squares.add(difference);
    }
  }
}

template <class C>
void MetricsSummary::compare_slopes(const C& columns, std::vector<Difference>& differences) const {
  const std::vector<double> room(std::min(kSlopes, columns.x.size()));
  std::vector<double> x = room;
  std::vector<std::vector<double>> slopes(derivatives_.size(), room);
  for (std::size_t start = 0; start < columns.x.size(); start += kSlopes) {
    const std::size_t count = std::min(kSlopes, columns.x.size() - start);
    for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<double>(columns.x[start + i]);
    for (std::size_t i = 0; i < derivatives_.size(); ++i) {
      if (!derivatives_[i]) continue;
      (*derivatives_[i])(std::span(x).first(count), std::span(slopes[i]).first(count));
    }
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      if (!derivatives_[pairs_[i].function]) continue;
      const auto& slope = slopes[pairs_[i].function];
      const auto& reference = slopes[pairs_[i].reference];
      for (std::size_t row = 0; row < count; ++row) {
        differences[i].slope.take(std::abs(slope[row] - reference[row]), x[row]);
      }
    }
  }
}

void MetricsSummary::merge(const Partial& partial) {
  const auto& differences = static_cast<const Differences&>(partial).of_pairs;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    all_[i].rows += differences[i].rows;
    all_[i].left_out += differences[i].left_out;
    all_[i].value.take(differences[i].value.value, differences[i].value.x);
    all_[i].slope.take(differences[i].slope.value, differences[i].slope.x);
    all_[i].squares.merge(differences[i].squares);
  }
}

std::vector<Metrics> MetricsSummary::metrics() const {
  std::vector<Metrics> metrics;
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    const Function& function = functions_[pairs_[i].function];
    const Function& reference = functions_[pairs_[i].reference];
    const Difference& difference = all_[i];
    const long double mean = difference.squares.value() / static_cast<long double>(difference.rows);
    metrics.push_back(
        {.dtype = dtype_,
         .function = {function.name(), function.title()},
         .reference = {reference.name(), reference.title()},
         .rows = difference.rows,
         .left_out = difference.left_out,
         .difference = difference.value,
         .rms = static_cast<double>(std::sqrt(mean)),
         .slope = function.order() < 2 ? std::optional(difference.slope) : std::nullopt});
  }
  return metrics;
}

std::unique_ptr<Writer> make_metrics_writer(std::unique_ptr<Writer> rows,
                                            const MetricsFormat& format,
                                            const MetricsSummary& summary) {
  return std::make_unique<MetricsWriter>(std::move(rows), format, summary);
}

}  // namespace silu::data
