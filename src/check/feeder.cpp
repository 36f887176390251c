#include "check/feeder.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

#include "io/error.h"

namespace silu::check {
namespace {

constexpr std::size_t kBufferBytes = 1 << 18;
constexpr std::size_t kGroups = 16;
// Each write is progress. A slow kernel takes little at a time.
constexpr std::size_t kWriteBytes = 1 << 14;

// Waits for a file until an event: whether the event is not set.
bool wait_for(int file, short what, const Event& event) {
  std::array<pollfd, 2> files = {pollfd{file, what, 0}, pollfd{event.file(), POLLIN, 0}};
  io::retry([&] { return ::poll(files.data(), files.size(), -1); });
  return files[1].revents == 0;
}

// A pipe without a reader is an error of write(2), and no signal that ends the program.
void block_pipe_signal() {
  sigset_t pipe;
  ::sigemptyset(&pipe);
  ::sigaddset(&pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

}  // namespace

Event::Event() : file_(::eventfd(0, EFD_CLOEXEC)) {
  if (!file_) throw io::system_error("eventfd");
}

void Event::set() const {
  ::eventfd_write(file_.number(), 1);
}

Feeder::Feeder(Feed feed, io::Descriptor pipe, const LaneStream* lanes)
    : feed_(std::move(feed)), lanes_(lanes), pipe_(std::move(pipe)) {
  ::fcntl(pipe_.number(), F_SETFL, O_NONBLOCK);  // of our end alone
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Feeder::~Feeder() {
  no_reading_.set();
  no_writing_.set();
}

std::uint64_t Feeder::items_seen() const {
  const std::lock_guard lock(mutex_);
  return std::max(state_.taken, size_.value_or(0));
}

std::uint64_t Feeder::taken() const {
  const std::lock_guard lock(mutex_);
  return fed(state_.taken);
}

std::optional<std::uint64_t> Feeder::total() const {
  const std::lock_guard lock(mutex_);
  if (state_.error) std::rethrow_exception(state_.error);
  if (state_.ended) return fed(state_.taken);
  return size_ ? std::optional(fed(*size_)) : std::nullopt;
}

void Feeder::require_no_error() const {
  const std::lock_guard lock(mutex_);
  if (state_.error) std::rethrow_exception(state_.error);
}

Feeder::Clock::time_point Feeder::last_progress() const {
  const std::lock_guard lock(mutex_);
  return state_.waits_for_feed ? Clock::now() : state_.last_progress;
}

void Feeder::wait_for_more_than(std::uint64_t items) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return fed(state_.taken) > items || state_.ended; });
}

void Feeder::run(const std::stop_token& stop) {
  block_pipe_signal();
  std::exception_ptr error;
  try {
    write_all(stop);
  } catch (...) {
    error = std::current_exception();
  }
  end(error);
  pipe_ = io::Descriptor();
}

// Comes before the pipe is closed, which is what a program takes for the end.
void Feeder::end(const std::exception_ptr& error) {
  const std::lock_guard lock(mutex_);
  state_.ended = true;
  state_.waits_for_feed = false;
  state_.last_progress = Clock::now();
  state_.error = error;
  changed_.notify_all();
}

void Feeder::write_all(const std::stop_token& stop) {
  const std::size_t item = feed_.item_bytes();
  const std::size_t group = GroupComparison::kItems * item;
  std::vector<std::byte> buffer(lanes_ != nullptr ? kGroups * group : kBufferBytes / item * item);
  std::vector<std::byte> arranged;
  while (!stop.stop_requested()) {
    auto items = std::span<const std::byte>(buffer).first(fill(buffer) * item);
    if (items.empty()) return;
    if (lanes_ == nullptr) {
      write(items);
      continue;
    }
    arranged.clear();
    for (; !items.empty(); items = items.subspan(std::min(group, items.size()))) {
      lanes_->append(items.first(std::min(group, items.size())), arranged);
    }
    write(arranged);
  }
}

// Lanes need whole groups.
std::size_t Feeder::fill(std::span<std::byte> items) {
  std::size_t count = take(items);
  for (std::size_t more = count; lanes_ != nullptr && more > 0; count += more) {
    more = take(items.subspan(count * feed_.item_bytes()));
  }
  return count;
}

std::uint64_t Feeder::fed(std::uint64_t items) const {
  return lanes_ != nullptr ? lanes_->fed(items) : items;
}

// The next items, as many as there are at hand; 0 at the end.
std::size_t Feeder::take(std::span<std::byte> items) {
  if (items.empty()) return 0;
  {
    const std::lock_guard lock(mutex_);
    state_.waits_for_feed = true;
  }
  const int file = feed_.awaited_file();
  if (file >= 0 && !wait_for(file, POLLIN, no_reading_)) return 0;
  std::array<std::byte*, 2> columns = {items.data(), items.data() + size_of(feed_.dtype())};
  const std::size_t count = feed_.next(std::span(columns).first(feed_.columns()),
                                       feed_.item_bytes(), items.size() / feed_.item_bytes());
  const std::lock_guard lock(mutex_);
  state_.taken += count;
  state_.waits_for_feed = false;
  state_.last_progress = Clock::now();
  changed_.notify_all();
  return count;
}

// Closes the pipe when nobody reads it.
void Feeder::write(std::span<const std::byte> bytes) {
  while (pipe_ && !bytes.empty()) {
    ssize_t count = -1;
    if (wait_for(pipe_.number(), POLLOUT, no_writing_)) {
      count = io::retry([&] {
        return ::write(pipe_.number(), bytes.data(), std::min(bytes.size(), kWriteBytes));
      });
      if (count < 0 && errno == EAGAIN) continue;
    }
    if (count < 0) {
      pipe_ = io::Descriptor();
      return;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    const std::lock_guard lock(mutex_);
    state_.last_progress = Clock::now();
  }
}

}  // namespace silu::check
