#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace silu::io {

/// An open file or standard input. Failures throw Error with its name and the system's reason.
class InputFile {
 public:
  /// Opens a file; "-" is standard input.
  explicit InputFile(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  /// What messages call it: the path, or "<stdin>".
  const std::string& name() const { return name_; }

  /// For what only the system can tell of it.
  int descriptor() const { return file_; }

  /// The bytes that come next: at least `size` of them, fewer only if the input ends before. They
  /// stay to be read.
  std::string peek(std::size_t size);

  /// Appends what one read(2) of at most `size` bytes brings; false at the end.
  bool read_some(std::string& bytes, std::size_t size);

  /// Whether a read would not wait.
  bool has_more() const;

  /// How many bytes are left to read; 0 if nobody knows, as of a pipe.
  std::uint64_t bytes_left() const;

  /// Whether it was more than nothing when it was opened, as far as that is known.
  bool began_with_bytes() const { return began_with_bytes_; }

 private:
  std::string read_at(off_t offset, std::size_t size) const;

  std::string name_;
  int file_;
  bool began_with_bytes_;
  std::string ahead_;   // peeked at, of a pipe
  bool ended_ = false;  // seen by peek, so that nobody ends the input of a terminal twice
};

}  // namespace silu::io
