#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "io/descriptor.h"
#include "io/output_file.h"

namespace silu::io {

/// Holds texts that may only be written later: a little of each in memory, more of all of them in
/// one temporary file that no one else sees and that goes with the program.
class Spool {
 public:
  /// So many texts, all empty.
  explicit Spool(std::size_t texts);

  /// Appends to one of the texts. Throws Error if the temporary file cannot take it.
  void append(std::size_t text, std::string_view bytes);

  /// Writes all that was appended to one of the texts.
  void copy_to(std::size_t text, OutputFile& output);

 private:
  // The pieces of a text are anywhere in the file, each with the place of the next one at its end.
  // So memory does not grow with their number.
  struct Text {
    off_t first = 0;
    off_t next = 0;      // where the piece goes that is not full yet; `first` if there is no other
    std::string buffer;  // that piece
  };

  void write_piece(Text& text);
  off_t copy_piece(off_t place, std::string& piece, OutputFile& output);

  std::vector<Text> texts_;
  const std::size_t piece_bytes_;  // without the place
  off_t end_ = 0;                  // of the pieces that have a place
  Descriptor file_;
};

}  // namespace silu::io
