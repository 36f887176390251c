#include "io/temporary_file.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <cstdlib>

#include "io/cleanup.h"

namespace silu::io {
namespace {

constexpr std::size_t kLetters = 6;

std::string random_name() {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  unsigned char random[kLetters] = {};
  std::ignore = ::getrandom(random, sizeof random, 0);
  std::string name = ".silu-";
  for (const unsigned char each : random) name += kAlphabet[each % kAlphabet.size()];
  return name;
}

// As mkstemp does, which does not let us choose the mode.
Descriptor create_new(const std::filesystem::path& folder, mode_t mode, std::string& name) {
  constexpr int kAttempts = 100;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    name = folder / random_name();
    Descriptor file(open_file(name, O_RDWR | O_CREAT | O_EXCL, mode));
    if (file || errno != EEXIST) return file;
  }
  return Descriptor();
}

}  // namespace

std::filesystem::path temporary_folder() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

std::string temporary_file_title() {
  return "temporary file in " + temporary_folder().string() + " (TMPDIR)";
}

Error temporary_folder_error() {
  return system_error(temporary_file_title());
}

// A name from the beginning works on every file system and without /proc, which a file that gets
// its name at the end (O_TMPFILE) does not; and to replace a file, it needs one anyway.
Descriptor create_temporary(const std::filesystem::path& folder, mode_t mode, std::string& name) {
  const SignalsHeld held;
  Descriptor file = create_new(folder, mode, name);
  if (file) guard_temporary_file(name);
  return file;
}

Descriptor create_nameless(const std::filesystem::path& folder) {
  constexpr mode_t kPrivate = 0600;
  if (Descriptor file(open_file(folder, O_RDWR | O_TMPFILE | O_EXCL, kPrivate)); file) return file;
  // Not every file system can do that.
  const SignalsHeld held;
  std::string name;
  Descriptor file = create_new(folder, kPrivate, name);
  if (file && ::unlink(name.c_str()) != 0) return Descriptor();  // it would stay when we have ended
  return file;
}

}  // namespace silu::io
