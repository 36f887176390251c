#pragma once

#include "cli/evaluation.h"

namespace silu::cli {

/// What eval and compare are given; they differ in the defaults.
struct RowsOptions {
  EvaluationOptions evaluation = {};
  std::optional<std::string> format = {};
  std::string default_format = {};
  std::optional<int> precision = {};
  bool metrics = false;  ///< print how far the functions are from the first one
  std::optional<std::string> output = {};
  bool inplace = false;
};

/// Adds the options to a subcommand, which then evaluates and prints the rows. They live as long as
/// the subcommand.
RowsOptions& add_rows(CLI::App& command, RowsOptions defaults);

}  // namespace silu::cli
