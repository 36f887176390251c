#include "io/spool.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "io/error.h"

namespace silu::io {
namespace {

// There may be hundreds of spools.
constexpr std::size_t kBufferBytes = 1 << 13;

// A file without a name, in the folder that TMPDIR names or in /tmp.
std::FILE* open_nameless() {
  std::string name = std::filesystem::temp_directory_path() / "silu-XXXXXX";
  const int file = ::mkstemp(name.data());
  if (file < 0) throw system_error(name);
  ::unlink(name.c_str());
  return ::fdopen(file, "w+");
}

Error spool_error() {
  return system_error("temporary file in " + std::filesystem::temp_directory_path().string());
}

}  // namespace

void Spool::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBufferBytes) flush();
}

void Spool::flush() {
  if (!file_) file_.reset(open_nameless());
  const std::size_t written = std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get());
  if (written < buffer_.size() || std::fflush(file_.get()) != 0) throw spool_error();
  buffer_.clear();
}

void Spool::copy_to(OutputFile& output) {
  if (file_) {
    flush();
    std::rewind(file_.get());
    buffer_.resize(kBufferBytes);
    while (const std::size_t size = std::fread(buffer_.data(), 1, kBufferBytes, file_.get())) {
      output.write({buffer_.data(), size});
    }
    if (std::ferror(file_.get()) != 0) throw spool_error();
    buffer_.clear();
  }
  output.write(buffer_);
}

}  // namespace silu::io
