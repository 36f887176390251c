#include "data/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "data/error.h"

namespace silu::data {
namespace {

constexpr std::size_t kBufferBytes = 1 << 16;

// What open(2) would give a new file; mkstemp makes it private.
mode_t new_file_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

Error system_error(const std::string& file) {
  return Error(file + ": " + std::strerror(errno));
}

OutputFile::OutputFile() : name_("standard output"), file_(STDOUT_FILENO) {}

OutputFile::OutputFile(std::string path) : name_(std::move(path)), file_(-1) {
  struct stat status {};
  const bool exists = ::stat(name_.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    file_ = ::open(name_.c_str(), O_WRONLY | O_CLOEXEC);
    if (file_ < 0) fail();
    return;
  }
  if (exists && ::access(name_.c_str(), W_OK) != 0) fail();
  // Through a symbolic link: the file it names is replaced, the link stays.
  target_ = exists ? std::filesystem::canonical(name_).string() : name_;
  create_temporary();
  if (::fchmod(file_, exists ? status.st_mode & 07777 : new_file_mode()) != 0) fail();
}

void OutputFile::create_temporary() {
  temporary_ = target_ + ".XXXXXX";
  file_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
  if (file_ < 0) {
    temporary_.clear();
    fail();
  }
}

OutputFile::~OutputFile() {
  if (file_ != STDOUT_FILENO && file_ >= 0) ::close(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view bytes) {
  if (buffer_.size() + bytes.size() > kBufferBytes) flush();
  if (bytes.size() > kBufferBytes) {
    write_out(bytes);
  } else {
    buffer_ += bytes;
  }
}

void OutputFile::flush() {
  write_out(buffer_);
  buffer_.clear();
}

void OutputFile::write_out(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      fail();
    }
  }
}

void OutputFile::commit() {
  flush();
  if (temporary_.empty()) return;
  if (::fsync(file_) != 0) fail();
  if (::close(std::exchange(file_, -1)) != 0) fail();
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail();
  temporary_.clear();
}

void OutputFile::fail() const {
  // The reader at the other end has gone, and whoever started us chose to ignore the signal that
  // says so: end as the signal would have ended us, without a word.
  if (errno == EPIPE) {
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
  }
  throw system_error(name_);
}

}  // namespace silu::data
