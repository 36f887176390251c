#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/reader.h"
#include "data/writer.h"
#include "io/output_file.h"

namespace silu::data {

/// All values of a reader that knows its shape, as float32, the last index varying fastest. Takes
/// memory as the values come, not because a header promises them; throws Error where the reader
/// does.
std::vector<float> read_tensor(Reader& reader);

/// Writes values, the last index varying fastest, by the writer of one function in a format for
/// arrays, and commits the output.
void write_tensor(std::span<const float> values, const std::vector<std::uint64_t>& sizes,
                  Writer& writer, io::OutputFile& output);

}  // namespace silu::data
