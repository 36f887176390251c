// Loaded before a program (LD_PRELOAD), lets calls of the system fail, or do less than asked, as a
// full disk, a broken one, or a signal does.
//
//   FAILING_CALLS=SEED      which calls, of which functions, how, and how often
//   FAILING_CALLS_REPORT=N  a descriptor that gets a byte for each, an index in Call
//   FAILING_CALLS_SIGNAL=N  a signal that strikes when a file has just been created
//
// The same seed does the same to the same sequence of calls.

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <tuple>

#include "calls.h"

namespace {

// SplitMix64.
std::uint64_t hash(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

struct Plan {
  Plan() {
    const char* text = std::getenv("FAILING_CALLS");
    if (text == nullptr) return;
    seed = std::strtoull(text, nullptr, 10);
    const char* descriptor = std::getenv("FAILING_CALLS_REPORT");
    if (descriptor != nullptr) report = std::atoi(descriptor);
    // Some seeds let one function fail often, others all of them seldom.
    constexpr std::uint64_t kOften[] = {1, 2, 3, 5};
    constexpr std::uint64_t kSeldom[] = {3, 10, 20, 40};
    const std::uint64_t choice = hash(seed);
    if (choice % 3 == 0) only = static_cast<int>(choice / 3 % kCalls);
    one_in = (only >= 0 ? kOften : kSeldom)[choice / 256 % 4];
  }

  std::uint64_t seed = 0;
  std::uint64_t one_in = 0;  // 0: none fail
  int only = -1;
  int report = -1;
};

const Plan& plan() {
  static const Plan the_plan;
  return the_plan;
}

constexpr int kShort = -1;  // in the place of an errno

// The errno with which the next call fails, kShort, or 0.
int fault(Call call, std::initializer_list<int> errors, bool matters = true) {
  static std::atomic<std::uint64_t> calls = 0;
  const Plan& now = plan();
  if (now.one_in == 0 || (now.only >= 0 && now.only != static_cast<int>(call))) return 0;
  const std::uint64_t random = hash(now.seed * 1'000'003 + calls++);
  if (random % now.one_in != 0) return 0;
  // What is interrupted each time would never end.
  const std::uint64_t which = random / 1000 % errors.size();
  const int error = errors.begin()[which];
  if (error == EINTR && random / 1'000'000 % 2 == 0) return 0;
  const bool harmless = error == EINTR || error == kShort || !matters;
  const char index = static_cast<char>(static_cast<int>(call) + (harmless ? kHarmless : 0));
  std::ignore = ::syscall(SYS_write, now.report, &index, 1);
  return error;
}

template <class Function>
Function next(Function, const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

template <class Result>
Result fail(int error, Result result) {
  errno = error;
  return result;
}

std::size_t fewer(std::size_t size) {
  return size > 1 ? size / 2 : size;
}

bool is_standard_output(int file) {
  struct stat status {};
  struct stat output {};
  return next(&::fstat, "fstat")(file, &status) == 0 &&
         next(&::fstat, "fstat")(STDOUT_FILENO, &output) == 0 && status.st_dev == output.st_dev &&
         status.st_ino == output.st_ino;
}

int open_next(const char* name, const char* path, int flags, mode_t mode) {
  const int error = (flags & O_CREAT) != 0
                        ? fault(Call::kOpen, {ENOSPC, EIO, EINTR, EMFILE, EACCES})
                        : fault(Call::kOpen, {EIO, EINTR, EMFILE, EACCES});
  if (error != 0) return fail(error, -1);
  const int file = next(&::open, name)(path, flags, mode);
  const char* const signal = std::getenv("FAILING_CALLS_SIGNAL");
  if (file >= 0 && signal != nullptr && (flags & O_CREAT) != 0) {
    ::kill(::getpid(), std::atoi(signal));
  }
  return file;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return open_next("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return open_next("open64", path, flags, mode);
}

ssize_t read(int file, void* bytes, size_t size) {
  const int error = fault(Call::kRead, {EIO, EINTR, kShort, kShort});
  if (error > 0) return fail(error, ssize_t{-1});
  return next(&::read, "read")(file, bytes, error == kShort ? fewer(size) : size);
}

ssize_t pread(int file, void* bytes, size_t size, off_t offset) {
  const int error = fault(Call::kPread, {EIO, EINTR, kShort, kShort});
  if (error > 0) return fail(error, ssize_t{-1});
  return next(&::pread, "pread")(file, bytes, error == kShort ? fewer(size) : size, offset);
}

// What it says of its failure is to be read.
ssize_t write(int file, const void* bytes, size_t size) {
  const int error =
      file == STDERR_FILENO ? 0 : fault(Call::kWrite, {ENOSPC, EIO, EINTR, kShort, kShort});
  if (error > 0) return fail(error, ssize_t{-1});
  return next(&::write, "write")(file, bytes, error == kShort ? fewer(size) : size);
}

off_t lseek(int file, off_t offset, int whence) noexcept {
  const int error = fault(Call::kLseek, {EIO, EINVAL});
  return error != 0 ? fail(error, off_t{-1}) : next(&::lseek, "lseek")(file, offset, whence);
}

int fsync(int file) {
  const int error = fault(Call::kFsync, {EIO, ENOSPC, EINTR});
  return error != 0 ? fail(error, -1) : next(&::fsync, "fsync")(file);
}

// It is closed in any case. What a file that is read, or was synced, says then is no loss.
int close(int file) {
  const int error = fault(Call::kClose, {EIO, ENOSPC, EINTR}, is_standard_output(file));
  const int result = next(&::close, "close")(file);
  return error != 0 ? fail(error, -1) : result;
}

int rename(const char* from, const char* to) noexcept {
  const int error = fault(Call::kRename, {EIO, ENOSPC, EACCES});
  return error != 0 ? fail(error, -1) : next(&::rename, "rename")(from, to);
}

int unlink(const char* path) noexcept {
  const int error = fault(Call::kUnlink, {EIO, EACCES, EROFS});
  return error != 0 ? fail(error, -1) : next(&::unlink, "unlink")(path);
}

int ftruncate(int file, off_t size) noexcept {
  const int error = fault(Call::kFtruncate, {EIO, ENOSPC, EINTR});
  return error != 0 ? fail(error, -1) : next(&::ftruncate, "ftruncate")(file, size);
}

int fallocate(int file, int mode, off_t offset, off_t size) {
  const int error = fault(Call::kFallocate, {EIO, ENOSPC, EINTR, EOPNOTSUPP});
  return error != 0 ? fail(error, -1) : next(&::fallocate, "fallocate")(file, mode, offset, size);
}

void* mmap(void* where, size_t size, int rights, int flags, int file, off_t offset) noexcept {
  const int error = fault(Call::kMmap, {ENOMEM, ENODEV});
  if (error != 0) return fail(error, MAP_FAILED);
  return next(&::mmap, "mmap")(where, size, rights, flags, file, offset);
}

int stat(const char* path, struct stat* status) noexcept {
  const int error = fault(Call::kStat, {EIO, EACCES});
  return error != 0 ? fail(error, -1) : next(&::stat, "stat")(path, status);
}

int lstat(const char* path, struct stat* status) noexcept {
  const int error = fault(Call::kLstat, {EIO, EACCES});
  return error != 0 ? fail(error, -1) : next(&::lstat, "lstat")(path, status);
}

ssize_t readlink(const char* path, char* target, size_t size) noexcept {
  const int error = fault(Call::kReadlink, {EIO, ENOMEM});
  return error != 0 ? fail(error, ssize_t{-1}) : next(&::readlink, "readlink")(path, target, size);
}

int fstat(int file, struct stat* status) noexcept {
  const int error = fault(Call::kFstat, {EIO, ENOMEM});
  return error != 0 ? fail(error, -1) : next(&::fstat, "fstat")(file, status);
}

// Only a new descriptor can be one too many.
int fcntl(int file, int command, ...) {
  va_list rest;
  va_start(rest, command);
  const long argument = va_arg(rest, long);
  va_end(rest);
  const int error = command == F_DUPFD_CLOEXEC ? fault(Call::kFcntl, {EMFILE}) : 0;
  return error != 0 ? fail(error, -1) : next(&::fcntl, "fcntl")(file, command, argument);
}

int fchmod(int file, mode_t mode) noexcept {
  const int error = fault(Call::kFchmod, {EPERM, EIO});
  return error != 0 ? fail(error, -1) : next(&::fchmod, "fchmod")(file, mode);
}

int fchown(int file, uid_t user, gid_t group) noexcept {
  const int error = fault(Call::kFchown, {EPERM, EIO});
  return error != 0 ? fail(error, -1) : next(&::fchown, "fchown")(file, user, group);
}

ssize_t listxattr(const char* path, char* names, size_t size) noexcept {
  const int error = fault(Call::kListxattr, {EIO, ENOMEM});
  return error != 0 ? fail(error, ssize_t{-1}) : next(&::listxattr, "listxattr")(path, names, size);
}

ssize_t getxattr(const char* path, const char* name, void* value, size_t size) noexcept {
  const int error = fault(Call::kGetxattr, {EIO, ENOMEM});
  if (error != 0) return fail(error, ssize_t{-1});
  return next(&::getxattr, "getxattr")(path, name, value, size);
}

int fsetxattr(int file, const char* name, const void* value, size_t size, int flags) noexcept {
  const int error = fault(Call::kFsetxattr, {EIO, ENOSPC, EPERM});
  if (error != 0) return fail(error, -1);
  return next(&::fsetxattr, "fsetxattr")(file, name, value, size, flags);
}

int fremovexattr(int file, const char* name) noexcept {
  const int error = fault(Call::kFremovexattr, {EIO, EPERM});
  return error != 0 ? fail(error, -1) : next(&::fremovexattr, "fremovexattr")(file, name);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) noexcept {
  const int error = fault(Call::kPthreadCreate, {EAGAIN});
  if (error != 0) return error;
  return next(&::pthread_create, "pthread_create")(thread, attributes, start, argument);
}

}  // extern "C"
