#pragma once

#include <string>
#include <string_view>

namespace silu::io {

/// What the program must not leave behind when a signal ends it, or when it ends without unwinding:
/// a temporary file, and a progress bar. From the first call on, SIGINT and its like clean up
/// before they end the program; whoever started it and has them ignored is still heeded.

/// The text that wipes the line of a progress bar.
inline constexpr std::string_view kWipe = "\r\x1b[K";

/// Names the temporary file to remove, one at a time; none if empty.
void guard_temporary_file(const std::string& path);

/// Says whether a progress bar stands on standard error.
void guard_progress_bar(bool drawn);

/// Removes and wipes what there is. May be called in a signal handler.
void clean_up() noexcept;

}  // namespace silu::io
