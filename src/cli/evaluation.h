#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/input.h"

namespace silu::cli {

/// What `eval` and `compare` are told; they differ in the defaults only.
struct Evaluation {
  Input input = {};
  std::vector<std::string> functions = {};  ///< as -f takes them
  int derivative = 0;                       ///< the highest order to append
  std::optional<std::string> dtype = {};
  std::optional<std::string> format = {};
  std::string default_format = {};
  std::optional<int> precision = {};
  std::optional<std::string> output = {};
  bool inplace = false;
  std::optional<unsigned> threads = {};
  bool quiet = false;
};

/// Reads, evaluates and writes what was told; throws Error if it makes no sense.
void evaluate(const Evaluation& told);

/// Adds the arguments to a subcommand, which then evaluates what they tell.
void add_evaluation(CLI::App& command, Evaluation defaults);

}  // namespace silu::cli
