#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "check/report.h"

namespace silu::check {

/// The key "schema" of JSON reports: raised when a key changes its meaning.
inline constexpr int kReportSchema = 1;

/// A report that was read, and the checker that it is of.
struct ReadReport {
  std::shared_ptr<const Checker> checker;
  Report report;
  /// What reports of parts of one whole have in common, by its name in messages: "dtype".
  std::vector<std::pair<std::string, std::string>> common = {};
};

/// What a JSON report in a file says of its only result. Throws Error if it is none.
Baseline read_baseline(const std::string& file);

/// Throws Error if it is of another function, of other dtypes, or of another number of inputs.
void require_baseline_of(const Checker& checker, const Baseline& baseline);
void require_baseline_of(const Tally& tally, const Baseline& baseline);

/// A JSON report of a part of the inputs, with all its tallies hold. Throws Error if the file is
/// none, or has been changed.
ReadReport read_part(const std::string& file);

}  // namespace silu::check
