#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "io/input_file.h"

namespace silu::io {

/// Where output goes: standard output, or a file that appears whole or not at all.
///
/// A regular file is written under a temporary name in its own folder, synced, and renamed by
/// commit(); a file that it replaces hands on its attributes (attributes.h). Without commit()
/// nothing of it stays, not even when a signal ends the program. A file that is a mount point,
/// which nothing can replace, is overwritten by commit(), with what waited in the temporary folder.
///
/// What is no regular file (a device, a pipe) is written in place. So is a descriptor that the
/// program was started with (/dev/stderr, /dev/fd/3), where it stands. Failures throw Error with
/// the file's name and the system's reason. Not for several threads at once; one file at a time.
class OutputFile {
 public:
  /// Standard output.
  OutputFile();

  /// A file to create or to replace.
  explicit OutputFile(std::string path);

  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Whether the file stays as it is until commit().
  bool waits_for_commit() const { return !temporary_.empty(); }

  /// Whether what is written would be read from this input, sooner or later.
  bool feeds(const InputFile& input) const;

  /// Whether it is this input, which was emptied when the output was opened: by "> FILE".
  bool has_emptied(const InputFile& input) const;

  /// For what the system knows of it: whether it is a terminal, and how large.
  int descriptor() const { return file_; }

  /// Lets a thread of its own hand a large file to the disk while it is being written, so that
  /// commit() waits for less. Without one, if none can be started.
  void write_back_early() { may_start_thread_ = true; }

  /// Appends bytes to a buffer that is written when it is full.
  void write(std::string_view bytes);

  /// Writes what is buffered, so that a reader at the other end sees it. Fails if he has gone, even
  /// if there is nothing to write.
  void flush();

  /// Completes the output: flushes, and puts a file in its place.
  void commit();

 private:
  bool is_in_place(const InputFile& input) const;
  void create_waiting(bool replaces);
  void write_out(std::string_view bytes);
  void require_reader();
  void start_write_back();
  void replace_target();
  void overwrite_target();
  void close_in_place();
  void discard() noexcept;
  [[noreturn]] void fail();

  std::string name_;         // for messages
  std::string target_;       // the file to create or to replace; empty if written in place
  std::string temporary_;    // what it is called until then
  bool is_mounted_ = false;  // so that no other file can take its name
  int file_;
  bool owned_ = true;  // whether file_ is ours to close
  std::string buffer_;
  bool may_start_thread_ = false;
  class WriteBack;
  std::unique_ptr<WriteBack> write_back_;  // once the temporary file is large
  off_t written_ = 0;                      // bytes of the temporary file,
  off_t announced_ = 0;                    // and those that write_back_ knows of
};

/// Writes a whole text to standard output.
void write_standard_output(std::string_view text);

}  // namespace silu::io
