#include "io/binary_file.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "io/cleanup.h"
#include "io/error.h"

namespace silu::io {
namespace {

constexpr std::size_t kReadBytes = 1 << 16;

// Ready to be written, because a signal handler may do no more than that.
std::string cut_short_message;

// Pages that a mapped file no longer has, or that its disk cannot read, raise a signal.
extern "C" void report_cut_short(int) {
  clean_up();
  std::ignore = ::write(STDERR_FILENO, cut_short_message.data(), cut_short_message.size());
  ::_exit(2);
}

std::uintptr_t page_bytes() {
  static const auto bytes = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  return bytes;
}

}  // namespace

BinaryFile::BinaryFile(std::shared_ptr<InputFile> file) : opened_(std::move(file)) {
  struct stat status {};
  if (::fstat(file_.descriptor(), &status) != 0) throw system_error(name());
  // Whoever hands us standard input may have read its beginning.
  if (!S_ISREG(status.st_mode) || ::lseek(file_.descriptor(), 0, SEEK_CUR) != 0) return;
  is_mapped_ = true;
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return;
  void* map = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file_.descriptor(), 0);
  if (map == MAP_FAILED) throw system_error(name());
  map_ = {static_cast<const char*>(map), Unmap{size}};
  ::madvise(map, size, MADV_SEQUENTIAL);
  cut_short_message = "silu-cli: " + name() + ": file truncated while reading, or read error\n";
  struct sigaction action {};
  action.sa_handler = report_cut_short;
  ::sigfillset(&action.sa_mask);
  ::sigaction(SIGBUS, &action, nullptr);
}

void BinaryFile::Unmap::operator()(const char* bytes) const {
  ::munmap(const_cast<char*>(bytes), size);
}

std::optional<std::string_view> BinaryFile::mapped() const {
  if (!is_mapped_) return {};
  return map_ ? std::string_view(map_.get(), map_.get_deleter().size) : std::string_view();
}

std::string BinaryFile::take(std::uint64_t size) {
  std::string bytes;
  if (const auto map = mapped()) {
    bytes = map->substr(position_, size);
  } else {
    while (bytes.size() < size &&
           file_.read_some(bytes, std::min<std::uint64_t>(kReadBytes, size - bytes.size()))) {
    }
  }
  position_ += bytes.size();
  return bytes;
}

void BinaryFile::take_some(std::string& bytes, std::size_t size, std::size_t unit) {
  bytes.clear();
  while (bytes.size() < size && file_.read_some(bytes, size - bytes.size())) {
    if (bytes.size() % unit == 0 && !file_.has_more()) break;
  }
  position_ += bytes.size();
}

bool BinaryFile::skip(std::uint64_t size) {
  if (const auto map = mapped()) {
    const std::uint64_t left = map->size() - position_;
    position_ += std::min(size, left);
    return size <= left;
  }
  while (size > 0) {
    const std::size_t skipped = take(std::min<std::uint64_t>(kReadBytes, size)).size();
    if (skipped == 0) return false;
    size -= skipped;
  }
  return true;
}

void forget_mapped(std::string_view bytes) {
  // From the beginning of the first page.
  const std::size_t before = reinterpret_cast<std::uintptr_t>(bytes.data()) % page_bytes();
  ::madvise(const_cast<char*>(bytes.data()) - before, bytes.size() + before, MADV_DONTNEED);
}

}  // namespace silu::io
