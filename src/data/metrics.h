#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/writer.h"
#include "silu/function.h"

namespace silu::data {

/// The largest of some values, and where it is: of several equal ones, at the smallest x. NaN as
/// long as there is none.
struct Peak {
  double value = std::numeric_limits<double>::quiet_NaN();
  double x = std::numeric_limits<double>::quiet_NaN();

  /// Takes a value into account, if it is finite. The order does not matter.
  void take(double other, double place);
};

/// How far a function is from another.
struct Metrics {
  DType dtype = DType::kFloat32;  ///< of x
  ColumnName function;
  ColumnName reference;
  std::uint64_t rows = 0;      ///< that count for the difference
  std::uint64_t left_out = 0;  ///< whose difference is not finite
  Peak difference;             ///< the largest in absolute value
  double rms = 0;              ///< root mean square of the difference; NaN without rows
  std::optional<Peak> slope;   ///< as difference, of the derivatives, if the functions have some
};

/// How a form of output prints metrics around its rows.
struct MetricsForm {
  std::string_view before;
  std::string (*after)(const std::vector<Metrics>& metrics);
};

/// A writer that writes rows by another one, and then the metrics of each function against the
/// first one of its order: functions against functions, derivatives against derivatives. There
/// must be such a pair, and functions are those of the columns.
///
/// Differences are those of the values in the columns, taken in double. A row where that is not
/// finite (the values are NaN, infinite or too far apart) is left out, and counted. Squares are
/// summed in long double with compensation, in the order of the rows. Slopes are the derivatives
/// at x as double, computed in long double, whatever the dtype; where their difference is not
/// finite it does not count. So the metrics are the same for every number of threads.
std::unique_ptr<Writer> make_metrics_writer(std::unique_ptr<Writer> rows, const MetricsForm& form,
                                            const std::vector<Function>& functions);

/// Whether there is a pair to compare.
bool has_metrics(const std::vector<Function>& functions);

}  // namespace silu::data
