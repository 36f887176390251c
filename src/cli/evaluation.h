#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/input.h"
#include "data/pipeline.h"
#include "io/terminal.h"
#include "silu/function.h"

namespace silu::cli {

/// What eval, compare and plot have in common: where x comes from, what is evaluated, and how.
struct EvaluationOptions {
  Input input = {};
  std::vector<std::string> functions = {};  ///< as -f takes them
  int derivative = 0;                       ///< the highest order to append
  std::optional<std::string> dtype = {};
  std::optional<unsigned> threads = {};
  bool quiet = false;
  io::ColorMode color = io::ColorMode::kAuto;
};

/// Add options to a subcommand; they are set when it runs.
void add_input_options(CLI::App& command, Input& input);
void add_function_options(CLI::App& command, EvaluationOptions& options);
void add_run_options(CLI::App& command, std::optional<unsigned>& threads, bool& quiet,
                     io::ColorMode& color);

/// The dtype of that name; nothing without one.
std::optional<DType> choose_dtype(const std::optional<std::string>& name);

/// An evaluation whose input is open.
class Evaluation {
 public:
  /// Throws Error or std::invalid_argument if the options make no sense.
  explicit Evaluation(const EvaluationOptions& options);

  const std::vector<Function>& functions() const { return functions_; }
  /// What the columns of the functions are called.
  std::vector<data::ColumnName> names() const;
  DType dtype() const { return dtype_; }
  data::Reader& reader() { return *reader_; }
  const data::Description& input() const { return reader_->description(); }

  /// Evaluates all rows and writes them, with a progress bar where one is wanted. Says how many
  /// values were invalid.
  void run(data::Writer& writer, io::OutputFile& output, data::Summary* summary = nullptr);

 private:
  const EvaluationOptions options_;
  const std::vector<Function> functions_;
  const std::unique_ptr<data::Reader> reader_;
  const DType dtype_;
};

/// The output that -o names: a file, or standard output.
io::OutputFile open_output(const std::optional<std::string>& output);

}  // namespace silu::cli
