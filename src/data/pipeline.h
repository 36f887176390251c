#pragma once

#include <span>

#include "data/reader.h"
#include "data/writer.h"
#include "io/progress.h"
#include "silu/function.h"

namespace silu::data {

/// The one way through: reads every block, evaluates the functions in the dtype, and writes the
/// rows in order. Memory stays bounded however long the input is, and the output is the same for
/// every number of threads. Commits the output, and counts what is done in progress.
void run(Reader& reader, DType dtype, std::span<const Function> functions, Writer& writer,
         io::OutputFile& output, io::Progress& progress, unsigned threads);

}  // namespace silu::data
