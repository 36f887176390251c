#pragma once

#include <span>

#include "data/reader.h"
#include "data/summary.h"
#include "data/writer.h"
#include "io/progress.h"
#include "silu/function.h"

namespace silu::data {

/// Rows that stand beside those of another reader, one for one: in a dtype of their own.
struct Beside {
  Reader& reader;
  DType dtype;
};

/// What goes through the pipeline, from where to where.
struct Job {
  Reader& reader;
  DType dtype;  ///< to evaluate in
  std::span<const Function> functions;
  Writer& writer;
  io::OutputFile& output;
  io::Progress& progress;
  unsigned threads;
  Summary* summary = nullptr;  ///< of all rows, complete before the writer's end()
  /// What only the summary is given. It is an error if one has more rows than another.
  std::span<const Beside> beside = {};
};

/// The one way through: reads every block, evaluates the functions, and writes the rows in order.
/// Memory stays bounded however long the input is, and the output is the same for every number of
/// threads. Commits the output, and counts what is done in progress.
void run(const Job& job);

}  // namespace silu::data
