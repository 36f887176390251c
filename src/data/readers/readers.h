#pragma once

#include "data/reader.h"

namespace silu::data {

/// Numbers separated by blanks, newlines or commas.
std::unique_ptr<Reader> make_text_reader(const Source& source);
/// A column of RFC 4180's rows, separated by commas or tabs.
std::unique_ptr<Reader> make_csv_reader(const Source& source);
std::unique_ptr<Reader> make_tsv_reader(const Source& source);
/// Numbers, or objects that hold one: in one array, or one per line.
std::unique_ptr<Reader> make_json_reader(const Source& source);
std::unique_ptr<Reader> make_jsonl_reader(const Source& source);

/// An array as numpy.save writes it.
std::unique_ptr<Reader> make_npy_reader(const Source& source);
/// The tensor that is named, or the only one, of a safetensors file.
std::unique_ptr<Reader> make_safetensors_reader(const Source& source);
/// Little-endian values of the dtype, and nothing else.
std::unique_ptr<Reader> make_raw_reader(const Source& source);

}  // namespace silu::data
