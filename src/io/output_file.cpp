#include "io/output_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "io/attributes.h"
#include "io/cleanup.h"
#include "io/descriptor.h"
#include "io/error.h"
#include "io/temporary_file.h"

namespace silu::io {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = 1 << 16;
constexpr off_t kWriteBackBytes = 1 << 20;
constexpr mode_t kNewFile = 0666;  // less the umask
constexpr mode_t kPrivate = 0600;

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Where /proc lists the open files of a process, through whatever links: "/proc/123/fd"; else "".
std::string descriptor_folder(const fs::path& folder) {
  std::error_code error;
  const auto real = fs::canonical(folder.empty() ? "." : folder, error).string();
  return real.starts_with("/proc/") && real.ends_with("/fd") ? real : "";
}

bool is_descriptor(const fs::path& path) {
  return !descriptor_folder(path.parent_path()).empty();
}

// What a path names through symbolic links, which may dangle: a file, or a descriptor.
fs::path follow_links(fs::path path) {
  std::error_code error;
  while (!is_descriptor(path)) {
    const auto type = fs::symlink_status(path, error).type();
    if (type == fs::file_type::none) throw system_error(path, error.value());
    if (type != fs::file_type::symlink) break;
    const auto next = fs::read_symlink(path, error);
    if (error) throw system_error(path, error.value());
    path = path.parent_path() / next;
  }
  return path;
}

// The number of a descriptor of ours.
std::optional<int> own_descriptor(const fs::path& path) {
  const auto folder = descriptor_folder(path.parent_path());
  if (folder.empty() || (folder != descriptor_folder("/proc/self/fd") &&
                         folder != descriptor_folder("/proc/thread-self/fd"))) {
    return {};
  }
  const std::string name = path.filename();
  int number = -1;
  std::from_chars(name.data(), name.data() + name.size(), number);
  if (std::to_string(number) == name) return number;
  return {};
}

// A copy of a descriptor that the program was started with. Those that we opened are not meant.
int duplicate(const std::string& name, int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFD);
  if (flags < 0 || (flags & FD_CLOEXEC) != 0) {
    throw Error(name + ": descriptor " + std::to_string(descriptor) + " is not open");
  }
  if ((::fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_RDONLY) {
    throw Error(name + ": descriptor " + std::to_string(descriptor) + " is not open for writing");
  }
  return ::fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

bool is_mount_point(const std::string& file) {
  struct statx status {};
  return ::statx(AT_FDCWD, file.c_str(), 0, 0, &status) == 0 &&
         (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

// Whether a file is in a folder such as /tmp, in which only its owner may replace it.
bool is_kept_for_owner(const fs::path& file) {
  struct stat folder {};
  struct stat status {};
  const auto we = ::geteuid();
  return we != 0 && ::stat(file.c_str(), &status) == 0 && status.st_uid != we &&
         ::stat((file.parent_path() / ".").c_str(), &folder) == 0 && folder.st_uid != we &&
         (folder.st_mode & S_ISVTX) != 0;
}

// Whether there is room, as far as the file system can tell.
bool reserve(int file, off_t size) {
  return size == 0 || ::fallocate(file, FALLOC_FL_KEEP_SIZE, 0, size) == 0 ||
         (errno != ENOSPC && errno != EDQUOT && errno != EFBIG);
}

// Makes the content of one file that of another.
bool copy_content(int from, int to, off_t size) {
  if (::lseek(from, 0, SEEK_SET) != 0) return false;
  std::string piece(kBufferBytes, '\0');
  ssize_t count = 0;
  while ((count = read_file(from, piece.data(), piece.size())) > 0) {
    if (!write_file(to, {piece.data(), static_cast<std::size_t>(count)})) return false;
  }
  return count == 0 && retry([&] { return ::ftruncate(to, size); }) == 0;
}

bool sync(int file) {
  return retry([&] { return ::fsync(file); }) == 0;
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
  if (name_.empty()) throw system_error("''", ENOENT);
  struct stat status {};
  const bool exists = ::stat(name_.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) fail();
  const auto target = follow_links(name_);
  if (const auto descriptor = own_descriptor(target)) {
    file_ = duplicate(name_, *descriptor);
    if (file_ < 0) fail();
  } else if (exists && !S_ISREG(status.st_mode)) {
    file_ = open_file(name_, O_WRONLY | O_NOCTTY);
    if (file_ < 0) fail();
  } else {
    target_ = target;
    struct stat found {};
    if (exists && (::stat(target_.c_str(), &found) != 0 || !same_file(found, status))) {
      throw Error(name_ + ": the file has no name any more, and cannot be replaced");
    }
    if (exists && is_descriptor(target)) {
      throw Error(name_ + ": belongs to another process; name the file itself");
    }
    create_waiting(exists);
  }
}

// The new file, where it waits for commit().
void OutputFile::create_waiting(bool replaces) {
  if (replaces && ::access(target_.c_str(), W_OK) != 0) fail();
  is_mounted_ = replaces && is_mount_point(target_);
  if (replaces && !is_mounted_ && is_kept_for_owner(target_)) {
    throw Error(name_ + ": belongs to another user in a sticky folder, and cannot be replaced");
  }
  const auto folder = is_mounted_ ? temporary_folder() : fs::path(target_).parent_path();
  file_ = create_temporary(folder, replaces ? kPrivate : kNewFile, temporary_).release();
  if (file_ >= 0) return;
  temporary_.clear();
  if (is_mounted_) throw temporary_folder_error();
  name_ += ": cannot create a file in " + (folder.empty() ? "the current folder" : folder.string());
  fail();
}

OutputFile::~OutputFile() {
  discard();
}

void OutputFile::discard() noexcept {
  write_back_.reset();
  if (owned_ && file_ >= 0) ::close(std::exchange(file_, -1));
  if (!waits_for_commit()) return;
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
  if (buffer_.empty()) return require_reader();
  write_out(buffer_);
  buffer_.clear();
}

void OutputFile::write_out(std::string_view bytes) {
  if (!write_file(file_, bytes)) {
    if (is_mounted_) name_ = temporary_file_title();
    fail();
  }
  if (!waits_for_commit()) return;
  written_ += static_cast<off_t>(bytes.size());
  if (written_ - announced_ >= kWriteBackBytes) start_write_back();
}

// What write(2) would find out, were there anything to write.
void OutputFile::require_reader() {
  if (waits_for_commit()) return;
  pollfd output{file_, 0, 0};
  if (::poll(&output, 1, 0) <= 0) return;
  errno = (output.revents & POLLNVAL) != 0 ? EBADF : EPIPE;
  fail();
}

void OutputFile::start_write_back() {
  if (!write_back_ && may_start_thread_) {
    may_start_thread_ = false;
    try {
      write_back_ = std::make_unique<WriteBack>(file_);
    } catch (const std::system_error&) {
      // Then commit() waits longer.
    }
  }
  if (write_back_) write_back_->announce(written_);
  announced_ = written_;
}

bool OutputFile::feeds(const InputFile& input) const {
  return input.began_with_bytes() && is_in_place(input);
}

bool OutputFile::has_emptied(const InputFile& input) const {
  // What appends has emptied nothing.
  const bool appends = (::fcntl(file_, F_GETFL) & O_APPEND) != 0;
  struct stat status {};
  return is_in_place(input) && !appends && ::fstat(file_, &status) == 0 && status.st_size == 0;
}

// Whether it is the regular file that an input reads, and written as rows come.
bool OutputFile::is_in_place(const InputFile& input) const {
  struct stat ours {};
  struct stat theirs {};
  return !waits_for_commit() && ::fstat(file_, &ours) == 0 &&
         ::fstat(input.descriptor(), &theirs) == 0 && S_ISREG(ours.st_mode) &&
         same_file(ours, theirs);
}

void OutputFile::commit() {
  flush();
  if (!waits_for_commit()) return close_in_place();
  write_back_.reset();
  if (is_mounted_) {
    overwrite_target();
  } else {
    replace_target();
  }
  discard();
}

void OutputFile::replace_target() {
  take_attributes(file_, target_);
  if (!sync(file_) || ::rename(temporary_.c_str(), target_.c_str()) != 0) fail();
  guard_temporary_file({});
  temporary_.clear();
}

void OutputFile::overwrite_target() {
  const SignalsHeld undivided;
  const Descriptor target(open_file(target_, O_WRONLY));
  // A full disk had better show before anything is lost.
  if (!target || !reserve(target.number(), written_)) fail();
  if (copy_content(file_, target.number(), written_) && sync(target.number())) return;
  name_ += ": a mount point, overwritten in part";
  fail();
}

// Some file systems tell at close(2) what went wrong before.
void OutputFile::close_in_place() {
  const int last = owned_ ? std::exchange(file_, -1) : ::fcntl(file_, F_DUPFD_CLOEXEC, 0);
  if (last < 0 || (::close(last) != 0 && errno != EINTR)) fail();
}

void OutputFile::fail() {
  const int reason = errno;
  wait_for_end();
  discard();
  // The reader at the other end has gone, and whoever started us chose to ignore the signal that
  // says so: end as the signal would have ended us, without a word.
  if (reason == EPIPE) end_by_signal(SIGPIPE);
  throw system_error(name_, reason);
}

void write_standard_output(std::string_view text) {
  OutputFile output;
  output.write(text);
  output.commit();
}

}  // namespace silu::io
