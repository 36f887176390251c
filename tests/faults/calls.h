#pragma once

/// The functions that failing_calls lets fail.
enum class Call {
  kOpen,
  kRead,
  kWrite,
  kFsync,
  kRename,
  kFtruncate,
  kFallocate,
  kMmap,
  kFchmod,
  kFchown,
  kPthreadCreate,
};

inline constexpr const char* kCallNames[] = {"open",   "read",      "write",         "fsync",
                                             "rename", "ftruncate", "fallocate",     "mmap",
                                             "fchmod", "fchown",    "pthread_create"};
/// Added to the index of a call that may well be made again, or be completed.
inline constexpr int kHarmless = 64;

inline constexpr int kCalls = sizeof kCallNames / sizeof *kCallNames;
