#pragma once

#include "data/reader.h"

namespace silu::data {

/// Numbers separated by blanks, newlines or commas.
std::unique_ptr<Reader> make_text_reader(const Source& source);

}  // namespace silu::data
