#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

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
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  void flush();

  std::string buffer_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace silu::io
