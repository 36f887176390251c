#pragma once

/// The functions that failing_calls lets fail.
enum class Call {
  kOpen,
  kRead,
  kPread,
  kWrite,
  kLseek,
  kFsync,
  kClose,
  kRename,
  kUnlink,
  kFtruncate,
  kFallocate,
  kMmap,
  kStat,
  kLstat,
  kReadlink,
  kFstat,
  kFcntl,
  kFchmod,
  kFchown,
  kListxattr,
  kGetxattr,
  kFsetxattr,
  kFremovexattr,
  kPthreadCreate,
};

inline constexpr const char* kCallNames[] = {
    "open",   "read",      "pread",    "write",     "lseek",        "fsync",
    "close",  "rename",    "unlink",   "ftruncate", "fallocate",    "mmap",
    "stat",   "lstat",     "readlink", "fstat",     "fcntl",        "fchmod",
    "fchown", "listxattr", "getxattr", "fsetxattr", "fremovexattr", "pthread_create"};

/// Added to the index of a call that may well be made again, or be completed, or does not matter.
inline constexpr int kHarmless = 64;

inline constexpr int kCalls = sizeof kCallNames / sizeof *kCallNames;
