#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "io/terminal.h"

namespace silu::io {

/// How much work there is, as far as that is known beforehand.
struct Extent {
  std::uint64_t total = 0;  ///< 0 if unknown
  bool in_bytes = false;    ///< or in rows
  bool only_share = false;  ///< the amounts mean nothing to a reader; show the share alone
};

/// A bar on standard error for work that lasts more than a second: what is done, how fast, and how
/// long it will take; only what is done where nobody knows how much there is. Wiped at the end.
class Progress {
 public:
  /// One that shows nothing unless it is wanted and standard error can rewrite a line.
  Progress(Extent extent, bool wanted, ColorMode color);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Counts work that is done, in the extent's unit. Looks at the clock, and seldom does more.
  void advance(std::uint64_t amount);

 private:
  using Clock = std::chrono::steady_clock;

  const Extent extent_;
  const bool shown_;
  const bool has_color_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_ + std::chrono::seconds(1);
  std::uint64_t done_ = 0;
  bool drawn_ = false;
};

/// The bar for work of which nothing but the share that is done is known.
class ShareProgress {
 public:
  ShareProgress(bool wanted, ColorMode color)
      : progress_({.total = kWhole, .only_share = true}, wanted, color) {}

  /// From 0 to 1, never less than before.
  void advance_to(double share);

 private:
  static constexpr std::uint64_t kWhole = 1000;

  Progress progress_;
  std::uint64_t done_ = 0;
};

/// How a terminal wants a progress line.
struct ProgressStyle {
  bool color = false;
  std::size_t columns = 80;  ///< of the terminal, at least 1
};

/// The line that a bar is: "[=====>              ]  25%  1.0 GB of 4.0 GB  256 MB/s  12 s left".
/// It leaves the last column free; where there is little room, the bar is shorter or left out.
std::string progress_line(Extent extent, std::uint64_t done, double seconds, ProgressStyle style);

}  // namespace silu::io
