#pragma once

#include <optional>

#include "check/lanes.h"
#include "silu/dtype.h"

namespace silu::check {

/// How to run a kernel in a process of its own.
struct ProcessOptions {
  DType result_dtype = kDefaultDType;
  std::optional<double> timeout_seconds = {};  ///< without any progress; none: wait forever
  /// Where to write what lanes find, final at the end of the results; none: do not check lanes.
  LaneFindings* lanes = nullptr;
};

}  // namespace silu::check
