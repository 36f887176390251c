#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/input_file.h"

namespace silu::io {

/// The bytes of a file from front to back. A regular file is mapped into memory and costs none of
/// its own; what cannot be mapped, a pipe, is read as it comes. Failures throw Error with the
/// file's name. A mapped file that someone cuts short while it is read ends the program: one line
/// on standard error, exit status 2, no output file.
class BinaryFile {
 public:
  /// From where the file stands.
  explicit BinaryFile(std::shared_ptr<InputFile> file);

  /// What messages call it.
  const std::string& name() const { return file_.name(); }

  /// The file itself.
  const InputFile& file() const { return file_; }

  /// All its bytes, where they are mapped. They live as long as this object.
  std::optional<std::string_view> mapped() const;

  /// How many bytes were taken.
  std::uint64_t position() const { return position_; }

  /// Takes the next bytes, fewer only at the end. No memory is set aside for what is not there.
  std::string take(std::uint64_t size);

  /// Takes bytes that are there, without waiting for more once they are a multiple of `unit`: at
  /// most `size`, fewer than unit only at the end. Not for mapped files.
  void take_some(std::string& bytes, std::size_t size, std::size_t unit);

  /// Passes over the next bytes; false if there are not as many.
  bool skip(std::uint64_t size);

 private:
  struct Unmap {
    std::size_t size;
    void operator()(const char* bytes) const;
  };

  const std::shared_ptr<InputFile> opened_;
  InputFile& file_ = *opened_;
  std::unique_ptr<const char, Unmap> map_;
  bool is_mapped_ = false;  // an empty file is, too
  std::uint64_t position_ = 0;
};

/// Lets go of the memory behind mapped bytes that were seen; seen again, they are fetched again.
void forget_mapped(std::string_view bytes);

}  // namespace silu::io
