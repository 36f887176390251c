#pragma once

#include "cli/choice.h"
#include "cli/input.h"
#include "io/input_file.h"

namespace silu::cli {

/// The format that --input-format names, else the one that the file's extension stands for, else
/// nullptr.
const data::InputFormat* given_input_format(const Input& input, const std::string& file);

/// The format that an input is certainly in, else text. Waits for no more of it than that takes.
const data::InputFormat& recognize_input_format(const Input& input, io::InputFile& file);

/// Throws Error if an input is in another format than those we read, or than the given one, and
/// says what to do.
void require_own_format(const Input& input, const data::InputFormat* given, io::InputFile& file);

/// The same of an input that must be an array in the first of some formats. The others are those
/// that would do as well.
void require_array(const NameList& formats, io::InputFile& file);

}  // namespace silu::cli
