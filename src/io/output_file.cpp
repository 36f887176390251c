#include "io/output_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <utility>

#include "io/cleanup.h"
#include "io/error.h"

namespace silu::io {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = 1 << 16;
constexpr off_t kWriteBackBytes = 1 << 20;

// What open(2) would give a new file; mkostemp makes it private.
mode_t new_file_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// The file that a path names through symbolic links, which may dangle.
fs::path follow_links(fs::path path) {
  std::error_code error;
  while (fs::is_symlink(path, error)) path = path.parent_path() / fs::read_symlink(path, error);
  return path;
}

}  // namespace

// A thread that lets the disk begin with what fsync would have to wait for at the end. Telling the
// disk takes time, too, which whoever writes the file has not.
class OutputFile::WriteBack {
 public:
  explicit WriteBack(int file) : thread_([this, file] { run(file); }) {}

  ~WriteBack() { announce(kEnd); }

  /// So many bytes were written, more than before.
  void announce(off_t written) {
    written_ = written;
    written_.notify_one();
  }

 private:
  static constexpr off_t kEnd = -1;

  void run(int file) {
    off_t begun = 0;
    while (true) {
      written_.wait(begun);
      const off_t written = written_;
      if (written == kEnd) return;
      ::sync_file_range(file, begun, written - begun, SYNC_FILE_RANGE_WRITE);
      begun = written;
    }
  }

  std::atomic<off_t> written_ = 0;
  std::jthread thread_;  // last: it is joined before the others end
};

OutputFile::OutputFile() : name_("standard output"), file_(STDOUT_FILENO), owned_(false) {}

OutputFile::OutputFile(std::string path) : name_(std::move(path)), file_(-1) {
  struct stat status {};
  struct stat standard_output {};
  const bool exists = ::stat(name_.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) fail();
  if (exists && ::fstat(STDOUT_FILENO, &standard_output) == 0 &&
      same_file(status, standard_output)) {
    file_ = STDOUT_FILENO;
    owned_ = false;
    return;
  }
  const bool is_descriptor =
      name_.starts_with("/dev/fd/") || name_.starts_with("/dev/std") || name_.starts_with("/proc/");
  if (exists && (is_descriptor || !S_ISREG(status.st_mode))) {
    file_ = ::open(name_.c_str(), O_WRONLY | O_CLOEXEC);
    if (file_ < 0) fail();
    return;
  }
  if (exists && ::access(name_.c_str(), W_OK) != 0) fail();
  target_ = follow_links(name_);
  create_temporary();
  // In vain without the right to; then the file is ours, with the same mode.
  if (exists) std::ignore = ::fchown(file_, status.st_uid, status.st_gid);
  std::ignore = ::fchmod(file_, exists ? status.st_mode & 07777 : new_file_mode());
}

void OutputFile::create_temporary() {
  if (name_.empty()) throw system_error("''", ENOENT);
  temporary_ = fs::path(target_).parent_path() / ".silu-XXXXXX";
  file_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
  if (file_ < 0) {
    temporary_.clear();
    fail();
  }
  guard_temporary_file(temporary_);
}

OutputFile::~OutputFile() {
  discard();
}

void OutputFile::discard() noexcept {
  write_back_.reset();
  if (owned_ && file_ >= 0) ::close(std::exchange(file_, -1));
  if (temporary_.empty()) return;
  ::unlink(temporary_.c_str());
  guard_temporary_file({});
  temporary_.clear();
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
      start_write_back(count);
    } else if (errno == EAGAIN) {
      // Someone made the pipe that we were given non-blocking.
      pollfd writable{file_, POLLOUT, 0};
      ::poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      fail();
    }
  }
}

void OutputFile::start_write_back(off_t written) {
  if (temporary_.empty()) return;
  written_ += written;
  if (written_ - announced_ < kWriteBackBytes) return;
  if (!write_back_) write_back_ = std::make_unique<WriteBack>(file_);
  write_back_->announce(written_);
  announced_ = written_;
}

void OutputFile::commit() {
  flush();
  if (temporary_.empty()) return;
  write_back_.reset();
  if (::fsync(file_) != 0) fail();
  if (::close(std::exchange(file_, -1)) != 0) fail();
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail();
  guard_temporary_file({});
  temporary_.clear();
}

void OutputFile::fail() {
  const int reason = errno;
  discard();
  // The reader at the other end has gone, and whoever started us chose to ignore the signal that
  // says so: end as the signal would have ended us, without a word.
  if (reason == EPIPE) {
    clean_up();
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
    std::_Exit(128 + SIGPIPE);
  }
  throw system_error(name_, reason);
}

void write_standard_output(std::string_view text) {
  OutputFile output;
  output.write(text);
  output.commit();
}

}  // namespace silu::io
