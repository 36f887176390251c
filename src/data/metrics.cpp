#include "data/metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

namespace silu::data {
namespace {

// Neumaier's: what each addition rounds away is summed, too.
class Sum {
 public:
  void add(long double value) {
    const long double sum = sum_ + value;
    lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - sum) + value : (value - sum) + sum_;
    sum_ = sum;
  }
  long double value() const { return sum_ + lost_; }

 private:
  long double sum_ = 0;
  long double lost_ = 0;
};

// A column and the one that it is compared with.
struct Pair {
  std::size_t function;
  std::size_t reference;
  Metrics metrics;
  Sum squares;
};

std::vector<Pair> make_pairs(const std::vector<Function>& functions) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const auto first = std::ranges::find(functions, functions[i].order(), &Function::order);
    const auto reference = static_cast<std::size_t>(first - functions.begin());
    if (reference == i) continue;
    Pair pair = {.function = i, .reference = reference, .metrics = {}, .squares = {}};
    pair.metrics.function = {functions[i].name(), functions[i].title()};
    pair.metrics.reference = {first->name(), first->title()};
    if (functions[i].order() < 2) pair.metrics.slope.emplace();
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

class MetricsWriter : public Writer {
 public:
  MetricsWriter(std::unique_ptr<Writer> rows, const MetricsForm& form,
                const std::vector<Function>& functions)
      : rows_(std::move(rows)), form_(form), pairs_(make_pairs(functions)), slopes_(pairs_.size()) {
    for (const Function& each : functions) {
      derivatives_.push_back(each.order() < 2 ? std::optional(each.derivative(each.order() + 1))
                                              : std::nullopt);
    }
  }

  void expect(DType dtype, const std::optional<Shape>& shape) override {
    for (Pair& pair : pairs_) pair.metrics.dtype = dtype;
    rows_->expect(dtype, shape);
  }

  void begin(io::OutputFile& output) override {
    output.write(form_.before);
    rows_->begin(output);
  }

  // Slopes are the most work, and done here, where threads share it.
  void format(const Chunk& chunk, Text& text) const override {
    rows_->format(chunk, text);
    const auto peaks = std::visit([&](const auto& each) { return slope_peaks(each); }, chunk);
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      slopes_[i].take(peaks[i].value, peaks[i].x);
    }
  }

  void append(const Chunk& chunk, const Text& text, io::OutputFile& output) override {
    rows_->append(chunk, text, output);
    std::visit([&](const auto& columns) { add_differences(columns); }, chunk);
  }

  void end(io::OutputFile& output) override {
    rows_->end(output);
    std::vector<Metrics> all;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      Metrics& metrics = all.emplace_back(pairs_[i].metrics);
      const long double mean = pairs_[i].squares.value() / static_cast<long double>(metrics.rows);
      metrics.rms = static_cast<double>(std::sqrt(mean));
      if (metrics.slope) metrics.slope = slopes_[i];
    }
    output.write(form_.after(all));
  }

 private:
  static constexpr std::size_t kSlopes = 1024;  // at a time, so that they stay in the cache

  // For each pair, in one chunk.
  template <class C>
  std::vector<Peak> slope_peaks(const C& columns) const {
    std::vector<Peak> peaks(pairs_.size());
    std::vector<std::array<double, kSlopes>> slopes(derivatives_.size());
    std::array<double, kSlopes> x;
    for (std::size_t start = 0; start < columns.x.size(); start += kSlopes) {
      const std::size_t count = std::min(kSlopes, columns.x.size() - start);
      for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<double>(columns.x[start + i]);
      take_slopes(std::span<const double>(x.data(), count), slopes, peaks);
    }
    return peaks;
  }

  // slopes is room for those of all columns.
  void take_slopes(std::span<const double> x, std::vector<std::array<double, kSlopes>>& slopes,
                   std::vector<Peak>& peaks) const {
    for (std::size_t i = 0; i < derivatives_.size(); ++i) {
      if (derivatives_[i]) (*derivatives_[i])(x, std::span<double>(slopes[i].data(), x.size()));
    }
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      if (!pairs_[i].metrics.slope) continue;
      const auto& slope = slopes[pairs_[i].function];
      const auto& reference = slopes[pairs_[i].reference];
      for (std::size_t row = 0; row < x.size(); ++row) {
        peaks[i].take(std::abs(slope[row] - reference[row]), x[row]);
      }
    }
  }

  template <class C>
  void add_differences(const C& columns) {
    for (Pair& pair : pairs_) {
      const auto& values = columns.functions[pair.function];
      const auto& reference = columns.functions[pair.reference];
      for (std::size_t row = 0; row < values.size(); ++row) {
        const double difference =
            static_cast<double>(values[row]) - static_cast<double>(reference[row]);
        if (!std::isfinite(difference)) {
          ++pair.metrics.left_out;
          continue;
        }
        ++pair.metrics.rows;
        pair.metrics.difference.take(std::abs(difference), static_cast<double>(columns.x[row]));
        pair.squares.add(static_cast<long double>(difference) * difference);
      }
    }
  }

  const std::unique_ptr<Writer> rows_;
  const MetricsForm form_;
  std::vector<Pair> pairs_;
  std::vector<std::optional<Function>> derivatives_;  // of the columns
  mutable std::mutex mutex_;
  mutable std::vector<Peak> slopes_;  // of the pairs, of all chunks so far in any order
};

}  // namespace

void Peak::take(double other, double place) {
  if (!std::isfinite(other)) return;
  if (other <= value && !(other == value && place < x)) return;
  value = other;
  x = place + 0.0;  // -0 is 0
}

std::unique_ptr<Writer> make_metrics_writer(std::unique_ptr<Writer> rows, const MetricsForm& form,
                                            const std::vector<Function>& functions) {
  return std::make_unique<MetricsWriter>(std::move(rows), form, functions);
}

bool has_metrics(const std::vector<Function>& functions) {
  return !make_pairs(functions).empty();
}

}  // namespace silu::data
