#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "io/descriptor.h"

namespace silu::check {

/// A pipe whose ends other programs do not inherit, as large as the system lets it be, up to 1 MiB.
struct Pipe {
  Pipe();  ///< Throws Error if the system has none left.

  io::Descriptor read_end;
  io::Descriptor write_end;
};

/// A child process. If it still runs at the end, it is killed, as kill() does, and waited for.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child();
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
  Child& operator=(Child&& other) = delete;

  /// Kills it and the processes that it started and that it has not left alone.
  void kill() const;

  /// Its status, as waitpid(2) has it, once it ends; nothing if it still runs after so many
  /// seconds.
  std::optional<int> wait(std::optional<double> seconds);

 private:
  pid_t pid_;  // 0 if it was waited for
};

/// Starts a child that calls run() and ends when that returns. It has no signal handlers of ours,
/// and dies with the thread that starts it, so that must be one that lives as long as the program.
/// Throws Error if the system has no process left.
Child start_child(const std::function<void()>& run);

/// "exited with status 3", "killed by signal 11 (Segmentation fault)".
std::string describe_end(int status);

}  // namespace silu::check
