#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace silu::io {

/// Where output goes: standard output, or a file that appears whole or not at all.
///
/// A regular file is written under a temporary name in its own folder, synced, and renamed by
/// commit(); a file that it replaces hands on its mode and, if we may, its owner. Without commit()
/// nothing of it stays, not even when a signal ends the program. What is no regular file (a device,
/// a pipe, an open descriptor under /dev or /proc) is written in place. Failures throw Error with
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

  /// Whether commit() puts a whole new file in its place.
  bool is_atomic() const { return !temporary_.empty(); }

  /// For what the system knows of it: whether it is a terminal, and how large.
  int descriptor() const { return file_; }

  /// Appends bytes to a buffer that is written when it is full.
  void write(std::string_view bytes);

  /// Writes what is buffered, so that a reader at the other end sees it.
  void flush();

  /// Completes the output: flushes, and puts a file in its place.
  void commit();

 private:
  void create_temporary();
  void write_out(std::string_view bytes);
  void start_write_back(off_t written);
  void discard() noexcept;
  [[noreturn]] void fail();

  std::string name_;       // for messages
  std::string target_;     // the file to create or to replace; empty if written in place
  std::string temporary_;  // what it is called until then
  int file_;
  bool owned_ = true;  // whether file_ is ours to close
  std::string buffer_;
  class WriteBack;
  std::unique_ptr<WriteBack> write_back_;  // once the temporary file is large
  off_t written_ = 0;                      // bytes of the temporary file,
  off_t announced_ = 0;                    // and those that write_back_ knows of
};

/// Writes a whole text to standard output.
void write_standard_output(std::string_view text);

}  // namespace silu::io
