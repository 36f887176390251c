#include "check/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>
#include <vector>

#include "io/error.h"

namespace silu::check {
namespace {

// Ours would act on our files. What we ignore for our own sake, the child does not expect to be
// ignored; what whoever started us ignores, nohup's signal, stays so.
void reset_signals() {
  for (int signal = 1; signal <= SIGRTMAX; ++signal) {
    struct sigaction action {};
    if (::sigaction(signal, nullptr, &action) != 0 || action.sa_handler == SIG_DFL) continue;
    if (action.sa_handler == SIG_IGN && signal != SIGPIPE && signal != SIGXFSZ) continue;
    std::signal(signal, SIG_DFL);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

// A parent that ended before the call is none to die with.
void die_with_parent(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
}

// The system lists the children of a process by the thread that started them.
std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  std::error_code error;  // of a process that has ended
  const std::string tasks = fmt::format("/proc/{}/task", parent);
  for (std::filesystem::directory_iterator task(tasks, error), end; !error && task != end;
       task.increment(error)) {
    std::ifstream list(task->path() / "children");
    for (pid_t child = 0; list >> child;) children.push_back(child);
  }
  return children;
}

// A script's own children would go on, and keep our standard error open, for which others may wait.
// A process group would be simpler, but Ctrl-C would not reach it.
void kill_with_children(pid_t process) {
  const auto children = children_of(process);
  ::kill(process, SIGKILL);
  for (const pid_t child : children) kill_with_children(child);
}

// An exception, which a kernel may throw, must not reach what the parent does: it ends the child.
[[noreturn]] void run_and_exit(const std::function<void()>& run) noexcept {
  run();
  ::_exit(0);
}

}  // namespace

Pipe::Pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw io::system_error("pipe");
  read_end = io::Descriptor(ends[0]);
  write_end = io::Descriptor(ends[1]);
  ::fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
}

Child::~Child() {
  if (pid_ == 0) return;
  kill();
  wait({});
}

void Child::kill() const {
  if (pid_ != 0) kill_with_children(pid_);
}

std::optional<int> Child::wait(std::optional<double> seconds) {
  using namespace std::chrono_literals;
  const auto start = std::chrono::steady_clock::now();
  int status = 0;
  while (io::retry([&] { return ::waitpid(pid_, &status, seconds ? WNOHANG : 0); }) == 0) {
    if (std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() >
        *seconds) {
      return {};
    }
    std::this_thread::sleep_for(1ms);
  }
  pid_ = 0;
  return status;
}

Child start_child(const std::function<void()>& run) {
  std::signal(SIGCHLD, SIG_DFL);  // where it is ignored, the system forgets how a child ended
  std::fflush(nullptr);           // what waits in buffers is not for the child to write once more
  const pid_t parent = ::getpid();
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  const pid_t pid = ::fork();
  if (pid == 0) {
    die_with_parent(parent);
    reset_signals();
    run_and_exit(run);
  }
  const int error_number = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) throw io::system_error("fork", error_number);
  return Child(pid);
}

std::string describe_end(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    return fmt::format("killed by signal {} ({})", signal, ::strsignal(signal));
  }
  return fmt::format("exited with status {}", WEXITSTATUS(status));
}

}  // namespace silu::check
