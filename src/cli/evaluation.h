#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

namespace silu::cli {

/// What `eval` and `compare` are told; they differ in the defaults only.
struct Evaluation {
  std::vector<std::string> values = {};
  std::vector<std::string> range = {};
  std::vector<std::string> functions = {};
  std::string format = {};
  std::string default_format = {};
  std::string dtype = "float32";
  std::string output = {};
  std::optional<int> precision = {};
};

/// Adds the arguments to a subcommand, which then runs the evaluation.
void add_evaluation(CLI::App& command, Evaluation defaults);

}  // namespace silu::cli
