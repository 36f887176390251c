#include "plot/thinning.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace silu::plot {
namespace {

constexpr std::size_t kFewNumbers = 1 << 18;  // 2 MiB of them
constexpr int kBucketsLog2 = 10;

// Buckets are 2^exponent wide and begin at multiples of that. So when the rows spread, each wider
// bucket is made of whole narrower ones, and what they kept is what it needs.
int bucket_exponent(const Axis& x) {
  return std::ilogb(x.high - x.low) + 1 - kBucketsLog2;
}

// Where the bucket of x ends.
long double bucket_end(double x, int exponent) {
  const long double index = std::floor(std::ldexp(static_cast<long double>(x), -exponent));
  return std::ldexp(index + 1, exponent);
}

void take(std::vector<double>& values, const std::vector<std::size_t>& rows) {
  std::vector<double> taken(rows.size());
  std::ranges::transform(rows, taken.begin(), [&](std::size_t row) { return values[row]; });
  values.swap(taken);
}

}  // namespace

Thinning::Thinning(DType dtype, const std::vector<data::ColumnName>& names)
    : few_rows_(kFewNumbers / (names.size() + 1)), most_rows_(few_rows_) {
  figure_.dtype = dtype;
  for (const auto& name : names) figure_.curves.push_back({name, {}});
}

void Thinning::add(const data::Chunk& chunk) {
  std::visit(
      [&](const auto& columns) {
        for (std::size_t row = 0; row < columns.x.size(); ++row) {
          const auto x = static_cast<double>(columns.x[row]);
          if (!std::isfinite(x)) continue;
          figure_.x.push_back(x);
          for (std::size_t i = 0; i < columns.functions.size(); ++i) {
            figure_.curves[i].y.push_back(static_cast<double>(columns.functions[i][row]));
          }
          if (figure_.x.size() == most_rows_) thin();
        }
      },
      chunk);
}

const Figure& Thinning::figure() {
  thin();
  return figure_;
}

void Thinning::thin() {
  if (figure_.x.empty()) return;
  sort();
  const auto& x = figure_.x;
  const int exponent = bucket_exponent(x_axis(figure_));
  std::vector<std::size_t> rows;
  for (auto first = x.begin(); first != x.end();) {
    const auto last = std::lower_bound(first, x.end(), bucket_end(*first, exponent));
    const auto kept = rows_of_bucket(static_cast<std::size_t>(first - x.begin()),
                                     static_cast<std::size_t>(last - x.begin()));
    rows.insert(rows.end(), kept.begin(), kept.end());
    first = last;
  }
  keep(rows);
  most_rows_ = std::max(few_rows_, 2 * x.size());
}

// Rows of the same x stay in the order in which they came, so that it does not matter when they
// are sorted.
void Thinning::sort() {
  if (std::ranges::is_sorted(figure_.x)) return;
  std::vector<std::size_t> rows(figure_.x.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return figure_.x[row]; });
  keep(rows);
}

void Thinning::keep(const std::vector<std::size_t>& rows) {
  take(figure_.x, rows);
  for (Curve& curve : figure_.curves) take(curve.y, rows);
}

std::vector<std::size_t> Thinning::rows_of_bucket(std::size_t first, std::size_t last) const {
  std::vector<std::size_t> rows = {first, last - 1};
  for (const Curve& curve : figure_.curves) {
    std::size_t low = first;
    std::size_t high = first;
    std::size_t gap = first;
    for (std::size_t row = first; row < last; ++row) {
      const double y = curve.y[row];
      if (!std::isfinite(y)) {
        if (std::isfinite(curve.y[gap])) gap = row;
        continue;
      }
      if (y < curve.y[low] || !std::isfinite(curve.y[low])) low = row;
      if (y > curve.y[high] || !std::isfinite(curve.y[high])) high = row;
    }
    rows.insert(rows.end(), {low, high, gap});
  }
  std::ranges::sort(rows);
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

}  // namespace silu::plot
