#include "io/cleanup.h"

#include <unistd.h>

#include <atomic>
#include <climits>
#include <ctime>
#include <tuple>

namespace silu::io {
namespace {

char temporary_file[PATH_MAX];
std::atomic<bool> bar_drawn = false;

// Who has the temporary file to himself. The end takes it from nobody, and gives it to nobody.
enum class Owner { kNone, kHolder, kEnd };
std::atomic<Owner> owner = Owner::kNone;
static_assert(decltype(owner)::is_always_lock_free, "a signal handler uses it");

// A signal handler may do this, but not wait for an atomic.
void sleep_a_millisecond() noexcept {
  const timespec pause{0, 1'000'000};
  ::nanosleep(&pause, nullptr);
}

// The owner afterwards: the new one, or the end, if that was faster. A holder may take as long as a
// large file takes to copy.
Owner take(Owner new_owner) noexcept {
  Owner current = Owner::kNone;
  while (!owner.compare_exchange_strong(current, new_owner)) {
    if (current == Owner::kEnd) return current;
    sleep_a_millisecond();
    current = Owner::kNone;
  }
  return new_owner;
}

sigset_t block_all_signals() noexcept {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  return before;
}

// The system frees a removed file when the last one who has it open closes it. That takes a tenth
// of a second a gigabyte, for which nobody who pressed Ctrl-C should wait: a child does that.
void leave_files_to_child() noexcept {
  const pid_t parent = ::getpid();
  if (::_Fork() != 0) return;
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(file);
  while (::getppid() == parent) sleep_a_millisecond();
  ::_exit(0);
}

// Those of which no handler is called, that stop the program, or that nobody notices by default.
bool ends_by_default(int signal) {
  switch (signal) {
    case SIGKILL:
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGCONT:
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
      return false;
    default:
      return true;
  }
}

void guard_against_signals() {
  struct sigaction ours {};
  ours.sa_handler = end_by_signal;
  ::sigfillset(&ours.sa_mask);  // once is enough, and the child is to outlive a hangup
  for (int signal = 1; signal <= SIGRTMAX; ++signal) {
    struct sigaction theirs {};
    if (!ends_by_default(signal) || ::sigaction(signal, nullptr, &theirs) != 0) continue;
    if (theirs.sa_handler == SIG_DFL) ::sigaction(signal, &ours, nullptr);
  }
}

}  // namespace

void guard_temporary_file(const std::string& path) {
  temporary_file[path.copy(temporary_file, sizeof temporary_file - 1)] = '\0';
}

void guard_process_1() {
  if (::getpid() == 1) guard_against_signals();
}

void guard_progress_bar(bool drawn) {
  bar_drawn = drawn;
  if (drawn) guard_against_signals();
}

SignalsHeld::SignalsHeld() : before_(block_all_signals()) {
  guard_against_signals();
  if (take(Owner::kHolder) != Owner::kHolder) wait_for_end();
}

SignalsHeld::~SignalsHeld() {
  owner = Owner::kNone;
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void clean_up() noexcept {
  take(Owner::kEnd);
  ::unlink(temporary_file);
  if (bar_drawn) std::ignore = ::write(STDERR_FILENO, kWipe.data(), kWipe.size());
}

void wait_for_end() noexcept {
  while (owner == Owner::kEnd) ::pause();
}

void end_by_signal(int signal) noexcept {
  block_all_signals();
  clean_up();
  leave_files_to_child();
  std::signal(signal, SIG_DFL);
  sigset_t only;
  ::sigemptyset(&only);
  ::sigaddset(&only, signal);
  ::pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  std::raise(signal);
  ::_exit(128 + signal);  // process 1 of a container does not die of its own signals
}

}  // namespace silu::io
