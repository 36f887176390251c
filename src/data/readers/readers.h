#pragma once

#include "data/reader.h"

namespace silu::data {

/// Numbers separated by blanks, newlines or commas.
std::unique_ptr<Reader> make_text_reader(const Source& source);

/// An array as numpy.save writes it.
std::unique_ptr<Reader> make_npy_reader(const Source& source);
/// The tensor that is named, or the only one, of a safetensors file.
std::unique_ptr<Reader> make_safetensors_reader(const Source& source);
/// Little-endian values of the dtype, and nothing else.
std::unique_ptr<Reader> make_raw_reader(const Source& source);

}  // namespace silu::data
