#pragma once

#include <cstdint>
#include <string>

#include "check/kernel_memory.h"

namespace silu::check {

/// A function in a shared library.
struct Kernel {
  std::string file;
  std::string symbol;
};

/// What a worker is to do.
struct Command {
  enum class Kind : std::uint32_t {
    kLoad,      ///< the library; comes first
    kRun,       ///< the kernel on a block as a whole, and in lanes if they are checked
    kOneByOne,  ///< a block with a call for each item
  };
  Kind kind;
  std::uint32_t slot = 0;
};

/// What came of it.
enum class Reply : std::uint32_t {
  kDone,
  kNotLoaded,  ///< KernelState::message says why
  kStrayed,    ///< the kernel wrote outside of its results, in the call that KernelState tells
  kUnwritten,  ///< it left a result unwritten, whose item KernelState tells
};

/// Carries out the commands from a socket until it is closed. For a process of its own: a kernel
/// may end it.
void serve_kernel(const Kernel& kernel, const KernelMemory& memory, bool with_lanes, int socket);

}  // namespace silu::check
