#include "io/cleanup.h"

#include <unistd.h>

#include <climits>
#include <csignal>
#include <ctime>
#include <tuple>

namespace silu::io {
namespace {

char temporary_file[PATH_MAX];
volatile std::sig_atomic_t bar_drawn = 0;

// The system frees a removed file when the last one who has it open closes it. That takes a tenth
// of a second a gigabyte, for which nobody who pressed Ctrl-C should wait: a child does that.
void leave_files_to_child() {
  const pid_t parent = ::getpid();
  if (::_Fork() != 0) return;
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(file);
  while (::getppid() == parent) {
    const timespec pause{0, 1'000'000};
    ::nanosleep(&pause, nullptr);
  }
  ::_exit(0);
}

extern "C" void clean_up_and_die(int signal) {
  clean_up();
  leave_files_to_child();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void guard_against_signals() {
  struct sigaction ours {};
  ours.sa_handler = clean_up_and_die;
  ::sigfillset(&ours.sa_mask);  // once is enough, and the child is to outlive a hangup
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) {
    struct sigaction theirs {};
    ::sigaction(signal, nullptr, &theirs);
    if (theirs.sa_handler != SIG_IGN) ::sigaction(signal, &ours, nullptr);
  }
}

}  // namespace

void guard_temporary_file(const std::string& path) {
  temporary_file[path.copy(temporary_file, sizeof temporary_file - 1)] = '\0';
  if (!path.empty()) guard_against_signals();
}

void guard_progress_bar(bool drawn) {
  bar_drawn = drawn ? 1 : 0;
  if (drawn) guard_against_signals();
}

void clean_up() noexcept {
  ::unlink(temporary_file);
  if (bar_drawn != 0) std::ignore = ::write(STDERR_FILENO, kWipe.data(), kWipe.size());
}

}  // namespace silu::io
