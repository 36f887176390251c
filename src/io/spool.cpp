#include "io/spool.h"

#include <unistd.h>

#include "io/temporary_file.h"

namespace silu::io {
namespace {

// There may be hundreds of spools.
constexpr std::size_t kBufferBytes = 1 << 13;

}  // namespace

void Spool::write(std::string_view text) {
  if (buffer_.size() + text.size() > kBufferBytes) {
    write_out(buffer_);
    buffer_.clear();
  }
  if (text.size() > kBufferBytes) {
    write_out(text);
  } else {
    buffer_ += text;
  }
}

void Spool::write_out(std::string_view text) {
  if (text.empty()) return;
  if (!file_) file_ = create_nameless(temporary_folder());
  if (!file_ || !write_file(file_.number(), text)) throw temporary_folder_error();
}

void Spool::copy_to(OutputFile& output) {
  if (file_) {
    if (::lseek(file_.number(), 0, SEEK_SET) != 0) throw temporary_folder_error();
    std::string piece(kBufferBytes, '\0');
    ssize_t count = 0;
    while ((count = read_file(file_.number(), piece.data(), piece.size())) > 0) {
      output.write({piece.data(), static_cast<std::size_t>(count)});
    }
    if (count < 0) throw temporary_folder_error();
  }
  output.write(buffer_);
}

}  // namespace silu::io
