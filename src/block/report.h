#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bench/warnings.h"
#include "block/measure.h"

namespace silu::block {

/// What is said of a run.
struct Report {
  Plan plan;
  std::string backend = {};       ///< "oneDNN 2.6.3"
  std::string_view target = {};   ///< the instruction set of the activation
  std::optional<Cost> cost = {};  ///< if it was measured
  std::vector<std::string> warnings =
      {};  ///< about it, in JSON; the text leaves them to the caller
};

/// The times of a cost by their names: "layer SiLU", "eval fused SiLU".
std::vector<bench::NamedTiming> named_timings(const Cost& cost);

/// A format of the report: its name, and how to write it.
struct Format {
  std::string_view name;
  std::string (*write)(const Report& report);
};

/// Every format there is: the article's lines with tables below them, JSON.
std::span<const Format> formats();

}  // namespace silu::block
