#pragma once

#include <string>
#include <string_view>

#include "io/descriptor.h"
#include "io/output_file.h"

namespace silu::io {

/// Holds text that may only be written later: a little of it in memory, more in a temporary file
/// that no one else sees and that goes with the program.
class Spool {
 public:
  /// Appends text. Throws Error if the temporary file cannot take it.
  void write(std::string_view text);

  /// Writes all that was appended.
  void copy_to(OutputFile& output);

 private:
  void write_out(std::string_view text);

  std::string buffer_;
  Descriptor file_;
};

}  // namespace silu::io
