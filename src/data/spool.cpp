#include "data/spool.h"

#include "data/error.h"

namespace silu::data {
namespace {

constexpr std::size_t kBufferBytes = 1 << 20;

}  // namespace

void Spool::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBufferBytes) flush();
}

void Spool::flush() {
  if (!file_) file_.reset(std::tmpfile());
  if (!file_) throw system_error("temporary file");
  const std::size_t written = std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get());
  if (written < buffer_.size() || std::fflush(file_.get()) != 0) {
    throw system_error("temporary file");
  }
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
    if (std::ferror(file_.get()) != 0) throw system_error("temporary file");
    buffer_.clear();
  }
  output.write(buffer_);
}

}  // namespace silu::data
