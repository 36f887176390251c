#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/measure.h"

namespace silu::bench {

/// What results say beside themselves.
struct Report {
  std::string_view dtype;   ///< "float32"
  std::string_view target;  ///< the instruction set: "AVX3"
  unsigned threads;
  std::string baseline;  ///< the function that times_baseline speaks of
  std::vector<Result> results;
  std::vector<std::string> warnings = {};  ///< in JSON; the other formats leave them to the caller
};

/// A format of the report: its name, and how to write it. For the table alone it matters whether
/// characters beyond ASCII may be used.
struct Format {
  std::string_view name;
  std::string (*write)(const Report& report, bool ascii);
};

/// Every format there is, the table with its bars first.
std::span<const Format> formats();

}  // namespace silu::bench
