#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "check/core/values.h"

namespace silu::check {

/// How far a result is from the correctly rounded one, as an absolute value. Of a wrong class
/// (finite for infinite, a number for NaN ...) it is kWrongClass, more than all others.
using Distance = std::uint64_t;
inline constexpr Distance kWrongClass = std::numeric_limits<Distance>::max();

/// Steps are cut to that: float64 has values that are further apart.
inline constexpr std::int64_t kMostSteps = std::numeric_limits<std::int64_t>::max();

/// A sum of integers that does not overflow: exact, so that the order of its terms does not matter.
__extension__ using Sum = unsigned __int128;

/// Counts of results by their signed steps: each from -64 to 64, beyond that by powers of two.
class Histogram {
 public:
  /// The results at from to to steps, of which there are count.
  struct Row {
    std::int64_t from, to;
    std::uint64_t count;
  };

  void add(std::int64_t steps, std::uint64_t count = 1) { counts_[index_of(steps)] += count; }
  void merge(const Histogram& other);

  /// Those that are not empty, from negative steps to positive ones.
  std::vector<Row> rows() const;

  /// How many have from <= |steps| <= to, which must be limits of rows.
  std::uint64_t count(std::uint64_t from, std::uint64_t to) const;

  static constexpr std::int64_t kMostSingly = 64;

 private:
  static constexpr std::size_t kSingly = 2 * kMostSingly + 1;
  static constexpr std::size_t kPowers = 57;  // from 65 to 2^7, to 2^8 ... to 2^63

  static std::size_t index_of(std::int64_t steps);
  static Row row(std::size_t index);

  // Negative powers, the largest last; single steps; positive powers.
  std::array<std::uint64_t, kPowers + kSingly + kPowers> counts_ = {};
};

/// One result beside the right one. Numbers are those of the dtypes, as doubles.
struct Finding {
  std::uint64_t index = 0;  ///< of the input, from 0
  double x = 0;
  double dy = 0;  ///< of a backward pass
  double result = 0;
  double expected = 0;     ///< correctly rounded
  std::int64_t steps = 0;  ///< from expected to result, at most kMostSteps
  bool wrong_class = false;
  double ulp = 0;  ///< the ULP error; NaN for a wrong class

  Distance distance() const {
    if (wrong_class) return kWrongClass;
    return steps < 0 ? 0 - static_cast<Distance>(steps) : static_cast<Distance>(steps);
  }
};

/// Whether a is the worse of two findings: by steps, then by ULP error, then the first.
bool is_worse(const Finding& a, const Finding& b);

/// Misrounded results one after the other, without a right one between them.
struct Region {
  std::uint64_t first = 0;  ///< index
  std::uint64_t count = 0;
  double from = 0;  ///< x of the first
  double to = 0;    ///< and of the last
  Distance worst = 0;
};

/// The least and the greatest steps, or a wrong class, among the results of a bucket.
struct Bucket {
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::uint64_t wrong_classes = 0;
};

/// How often a thing was found, and where first.
struct Count {
  std::uint64_t count = 0;
  std::optional<Finding> first = {};

  void add(const Finding& finding) {
    if (count++ == 0) first = finding;
  }
  void merge(const Count& later, std::uint64_t offset);
};

/// What is counted of results, in the order of the inputs. Two tallies of neighbouring runs of
/// inputs merge to the one of both: all counts are integers, so it is the same however the inputs
/// are cut.
struct Tally {
  std::uint64_t inputs = 0;
  std::uint64_t misrounded = 0;  ///< all that are not the correctly rounded value
  std::uint64_t wrong_classes = 0;
  /// By the class of the correctly rounded value, then by that of the result.
  std::array<std::array<std::uint64_t, kClasses>, kClasses> classes = {};

  Histogram steps;                 ///< without wrong classes
  std::uint64_t beyond_100 = 0;    ///< |steps| > 100
  std::uint64_t beyond_steps = 0;  ///< |steps| > Options::max_steps
  std::uint64_t beyond_ulp = 0;    ///< ULP error > Options::max_ulp
  std::uint64_t finite = 0;        ///< results with a ULP error: finite as they should be
  Distance max_steps = 0;          ///< without wrong classes
  Sum sum_of_steps = 0;            ///< of their absolute values
  double max_ulp = 0;
  Sum sum_of_ulps = 0;  ///< in units of 2^-32 ULP, each rounded to nearest and at most 2^63 ULP
  double max_absolute = 0;
  double max_relative = 0;  ///< |error| / |exact value|

  /// Not correctly rounded, but what flushing of subnormal numbers makes of that: of the result or
  /// of an input, whether it is allowed or not.
  std::uint64_t only_by_flushing = 0;
  Count not_monotone;
  Count out_of_range;
  Count not_close;

  std::vector<Finding> worst;    ///< the worst first, at most as many as asked for
  std::vector<Finding> special;  ///< results of special inputs, each at its first place
  std::vector<Region> regions;   ///< the largest first, at most as many; without the next two
  Region leading;                ///< the one that begins with the first input; count 0 if none
  Region trailing;               ///< the last one, to which the next input may belong
  std::vector<Bucket> buckets;   ///< kBuckets of them, or none if all is right

  /// What a neighbour is compared with, if results must be monotone.
  struct Row {
    Finding finding;
    double exact;
  };
  std::optional<Row> first_row, last_row;

  /// Adds a misrounded result to all that says more of it than a count.
  void add_misrounded(const Finding& finding, std::size_t bucket, std::size_t most_findings);

  /// Adds the result of a special input, unless it has been there before.
  void add_special(const Finding& finding);

  /// Counts in not_monotone if two rows, one after the other, have results in the reverse of the
  /// order of their exact values.
  void compare(const Row& row, const Row& next);

  /// Adds a tally of the inputs that come next.
  void merge(const Tally& next, std::size_t most_findings);

  /// All regions, the largest first; of those of one size the first.
  std::vector<Region> all_regions(std::size_t most) const;

  /// |steps| that a share of the results does not exceed: the upper end of its row in the
  /// histogram, at most the largest. kWrongClass if it is among those.
  Distance percentile(double share) const;

  double mean_steps() const;
  double mean_ulp() const;

 private:
  void add_to_regions(const Finding& finding, std::size_t most);
  void merge_regions(const Tally& next, std::size_t most);
};

}  // namespace silu::check
