#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formulas/formulas.h"
#include "formulas/survey.h"
#include "formulas/trace.h"

namespace silu::formulas {

/// A candidate and its number among the formulas of its function, from 1 on; 0 if it is none of
/// them.
struct Numbered {
  std::size_t number;
  Candidate candidate;
};

/// What a survey has found, finding by finding for the candidates.
struct SurveyReport {
  Function function;
  DType dtype;
  InputSet inputs;
  std::vector<Numbered> candidates;
  std::vector<Findings> findings;
};

/// A trace, and what other formulas give for the same x.
struct TraceReport {
  struct Other {
    Numbered formula;
    double result;
    std::optional<std::uint64_t> off;
  };

  Function function;
  DType dtype;
  Numbered formula;
  Trace trace;
  std::vector<Other> others;
};

/// A format: its name, the extensions of its files, and how to write what there is to report.
struct Format {
  std::string_view name;
  std::span<const std::string_view> extensions;
  std::string (*list)();  ///< the functions that have formulas
  std::string (*survey)(const SurveyReport& report);
  std::string (*trace)(const TraceReport& report);
};

/// table, markdown, csv, json.
std::span<const Format> formats();

}  // namespace silu::formulas
