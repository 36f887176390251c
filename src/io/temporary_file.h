#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "io/descriptor.h"
#include "io/error.h"

namespace silu::io {

/// The folder for what is too much for memory: the one that TMPDIR names, or /tmp.
std::filesystem::path temporary_folder();

/// What messages call a file there.
std::string temporary_file_title();

/// The system's reason for a failure there.
Error temporary_folder_error();

/// Creates a file under a name of its own, ".silu-" and six letters, and sets name to it. If a
/// signal ends the program, it is removed, until guard_temporary_file() says otherwise. None, and
/// errno, if that fails.
Descriptor create_temporary(const std::filesystem::path& folder, mode_t mode, std::string& name);

/// Creates a file that has no name, and so ends with the program. None, and errno, if that fails.
Descriptor create_nameless(const std::filesystem::path& folder);

}  // namespace silu::io
