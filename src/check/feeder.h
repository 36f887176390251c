#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <thread>

#include "check/feed.h"
#include "check/lanes.h"
#include "io/descriptor.h"

namespace silu::check {

/// Something that a thread may wait for together with files.
class Event {
 public:
  Event();  ///< Throws Error if the system has none left.
  void set() const;
  int file() const { return file_.number(); }  ///< readable once it is set

 private:
  io::Descriptor file_;
};

/// A thread that writes the items of a feed to a pipe, and closes it behind the last one. When
/// nobody reads them any more, it goes on to count them.
class Feeder {
 public:
  using Clock = std::chrono::steady_clock;

  /// With lanes, each group goes through in all arrangements; items are what goes through.
  Feeder(Feed feed, io::Descriptor pipe, const LaneStream* lanes);
  ~Feeder();

  /// How many items the feed says that it has, without arrangements.
  const std::optional<std::uint64_t>& size() const { return size_; }

  /// How many items the feed is known to have, without arrangements.
  std::uint64_t items_seen() const;

  /// How many items were taken from the feed. Some of them may be on their way yet.
  std::uint64_t taken() const;

  /// How many there are, once that is known. Throws what the feed threw.
  std::optional<std::uint64_t> total() const;

  /// Throws what the feed threw.
  void require_no_error() const;

  /// When it last wrote something; now, while it waits for the feed.
  Clock::time_point last_progress() const;

  /// Closes the pipe now.
  void stop_writing() const { no_writing_.set(); }

  /// Waits until more items than that were taken, or all.
  void wait_for_more_than(std::uint64_t items) const;

 private:
  struct State {
    std::uint64_t taken = 0;  // from the feed
    bool waits_for_feed = true;
    bool ended = false;
    std::exception_ptr error;
    Clock::time_point last_progress = Clock::now();
  };

  void run(const std::stop_token& stop);
  void end(const std::exception_ptr& error);
  void write_all(const std::stop_token& stop);
  std::size_t fill(std::span<std::byte> items);
  std::size_t take(std::span<std::byte> items);
  std::uint64_t fed(std::uint64_t items) const;
  void write(std::span<const std::byte> bytes);

  Feed feed_;
  const std::optional<std::uint64_t> size_ = feed_.size();
  const LaneStream* const lanes_;
  io::Descriptor pipe_;  // the thread's own
  const Event no_writing_;
  const Event no_reading_;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  State state_;  // guarded by mutex_

  std::jthread thread_;  // the last one: it uses the others
};

}  // namespace silu::check
