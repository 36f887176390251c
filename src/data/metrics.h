#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "data/sum_of_squares.h"
#include "data/summary.h"
#include "data/writer.h"
#include "silu/function.h"

namespace silu::data {

/// The largest of some values, and where it is; if several tie, the one at the smallest x. NaN as
/// long as there is none.
struct Peak {
  double value = std::numeric_limits<double>::quiet_NaN();
  double x = std::numeric_limits<double>::quiet_NaN();

  /// Takes a value into account, if it is finite. The order does not matter.
  void take(double other, double place);
};

/// How far a function is from another.
struct Metrics {
  DType dtype = kDefaultDType;  ///< of x
  ColumnName function;
  ColumnName reference;
  std::uint64_t rows = 0;      ///< that count for the difference
  std::uint64_t left_out = 0;  ///< whose difference is not finite
  Peak difference;             ///< the largest in absolute value
  double rms = 0;              ///< root mean square of the difference; NaN without rows
  std::optional<Peak> slope;   ///< as difference, of the derivatives, if the functions have some
};

/// A column and the one that it is compared with.
struct MetricsPair {
  std::size_t function;
  std::size_t reference;
};

/// The metrics of each function against the first one of its order: functions against functions,
/// derivatives against derivatives. Functions are those of the columns.
///
/// Differences are those of the values in the columns, taken in double. A row where that is not
/// finite (the values are NaN, infinite or too far apart) is left out, and counted. Squares are
/// summed exactly. Slopes are the derivatives at x in float64, whatever the dtype; a slope
/// difference that is not finite does not count. So the metrics do not depend on how the rows are
/// cut into chunks.
class MetricsSummary : public Summary {
 public:
  /// dtype is that of the columns.
  MetricsSummary(const std::vector<Function>& functions, DType dtype);

  std::unique_ptr<Partial> summarize(const Chunk& chunk,
                                     std::span<const Chunk> beside) const override;
  void merge(const Partial& partial) override;

  /// Those of all rows so far, a pair each.
  std::vector<Metrics> metrics() const;

 private:
  // What some rows say of a pair.
  struct Difference {
    std::uint64_t rows = 0;
    std::uint64_t left_out = 0;
    Peak value;
    Peak slope;
    SumOfSquares squares;
  };
  struct Differences;

  template <class C>
  void compare_values(const C& columns, std::vector<Difference>& differences) const;
  template <class C>
  void compare_slopes(const C& columns, std::vector<Difference>& differences) const;

  const DType dtype_;
  const std::vector<Function> functions_;
  const std::vector<MetricsPair> pairs_;
  std::vector<std::optional<Function>> derivatives_;  // of the columns
  std::vector<Difference> all_;                       // a pair each
};

/// Whether there is a pair to compare.
bool has_metrics(const std::vector<Function>& functions);

/// How a format of output prints metrics around its rows.
struct MetricsFormat {
  std::string_view before;
  std::string (*after)(const std::vector<Metrics>& metrics);
};

/// A writer that writes rows by another one, and the metrics of a summary of these rows around
/// them.
std::unique_ptr<Writer> make_metrics_writer(std::unique_ptr<Writer> rows,
                                            const MetricsFormat& format,
                                            const MetricsSummary& summary);

}  // namespace silu::data
