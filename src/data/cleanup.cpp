#include "data/cleanup.h"

#include <unistd.h>

#include <climits>
#include <csignal>
#include <tuple>

namespace silu::data {
namespace {

char temporary_file[PATH_MAX];
volatile std::sig_atomic_t bar_drawn = 0;

extern "C" void clean_up_and_die(int signal) {
  clean_up();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void guard_against_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) {
    if (std::signal(signal, clean_up_and_die) == SIG_IGN) std::signal(signal, SIG_IGN);
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

}  // namespace silu::data
