#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/input.h"
#include "data/writer.h"
#include "io/terminal.h"

namespace silu::cli {

/// What `eval`, `compare` and `plot` are told; they differ in the defaults and in what they print.
struct Evaluation {
  Input input = {};
  std::vector<std::string> functions = {};  ///< as -f takes them
  int derivative = 0;                       ///< the highest order to append
  std::optional<std::string> dtype = {};
  std::optional<std::string> format = {};
  std::string default_format = {};
  std::span<const data::Format> formats = data::formats();
  std::optional<int> precision = {};
  bool metrics = false;  ///< print how far the functions are from the first one
  bool ascii = false;
  std::optional<std::string> output = {};
  bool inplace = false;
  std::optional<unsigned> threads = {};
  bool quiet = false;
  io::ColorMode color = io::ColorMode::kAuto;
};

/// Reads, evaluates and writes what was told; throws Error if it makes no sense.
void evaluate(const Evaluation& told);

/// Adds the arguments to a subcommand, which then evaluates what they tell. Returns where they are
/// told, for as long as the subcommand lives.
Evaluation& add_evaluation(CLI::App& command, Evaluation defaults);

}  // namespace silu::cli
