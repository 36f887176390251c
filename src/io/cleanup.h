#pragma once

#include <csignal>
#include <string>
#include <string_view>

namespace silu::io {

/// What the program must not leave behind when a signal ends it, or when it ends without unwinding:
/// a temporary file, and a progress bar. From the first call on, every signal that would end the
/// program cleans up first; one that whoever started it has ignored stays ignored.

/// The text that wipes the line of a progress bar.
inline constexpr std::string_view kWipe = "\r\x1b[K";

/// Names the temporary file to remove, one at a time, while signals are held; none if empty.
void guard_temporary_file(const std::string& path);

/// The system ends process 1 of a container by no signal that has no handler: gives all of them
/// one.
void guard_process_1();

/// Says whether a progress bar stands on standard error.
void guard_progress_bar(bool drawn);

/// While one lives, no signal ends the program, whichever thread it reaches: for what must not be
/// left half done, such as creating a file and guarding it. Not for several threads at once.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_;
};

/// Removes and wipes what there is, for the program to end at once. May be called in a handler for
/// which all signals are blocked.
void clean_up() noexcept;

/// Does not return if another thread is about to end the program: what fails then, such as renaming
/// the removed file, is no failure to report.
void wait_for_end() noexcept;

/// Cleans up, and ends the program as this signal does.
[[noreturn]] void end_by_signal(int signal) noexcept;

}  // namespace silu::io
