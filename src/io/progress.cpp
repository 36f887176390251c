#include "io/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "io/cleanup.h"

namespace silu::io {
namespace {

constexpr auto kPause = std::chrono::milliseconds(100);
constexpr std::size_t kLongestBar = 24;
constexpr std::size_t kShortestBar = 4;
constexpr std::size_t kBarFrame = 3;  // "[" and "] "

// "1.5 GB", "12.0 M rows", "300 rows"
std::string amount(double count, bool in_bytes) {
  constexpr std::string_view kPrefixes[] = {"", "k", "M", "G", "T", "P"};
  std::size_t prefix = 0;
  for (; count >= 999.5 && prefix + 1 < std::size(kPrefixes); ++prefix) count /= 1000;
  const auto number = fmt::format("{:.{}f}", count, prefix > 0 && count < 99.95 ? 1 : 0);
  if (in_bytes) return fmt::format("{} {}B", number, kPrefixes[prefix]);
  return fmt::format("{} {}{}rows", number, kPrefixes[prefix], prefix > 0 ? " " : "");
}

std::string duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

// "[=====>    ] "
std::string bar(double share, std::size_t width, bool color) {
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
  const std::string tip = filled < width ? ">" : "";
  return fmt::format("[{}{}{}{}{}] ", color ? "\x1b[32m" : "", std::string(filled, '='), tip,
                     color ? "\x1b[0m" : "", std::string(width - filled - tip.size(), ' '));
}

// A bar is worth no error.
void print(std::string_view text) {
  std::ignore = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

Progress::Progress(Extent extent, bool wanted, ColorMode color)
    : extent_(extent),
      shown_(wanted && can_rewrite_lines(STDERR_FILENO)),
      has_color_(wants_color(color, STDERR_FILENO)) {}

void ShareProgress::advance_to(double share) {
  const auto now = static_cast<std::uint64_t>(share * static_cast<double>(kWhole));
  progress_.advance(now - std::exchange(done_, now));
}

std::string progress_line(Extent extent, std::uint64_t done, double seconds, ProgressStyle style) {
  const auto count = static_cast<double>(done);
  const auto total = static_cast<double>(extent.total);
  const double rate = count / seconds;
  const auto speed = amount(rate, extent.in_bytes) + "/s";
  const auto so_far = amount(count, extent.in_bytes);
  const std::size_t room = style.columns - 1;
  if (extent.total == 0) return fmt::format("{}  {}", so_far, speed).substr(0, room);
  const double share = std::min(count / total, 1.0);
  const double left = rate > 0 ? std::max(total - count, 0.0) / rate : 0;
  auto numbers = fmt::format("{:3.0f}%", std::floor(share * 100));
  if (!extent.only_share) {
    numbers += fmt::format("  {} of {}  {}", so_far, amount(total, extent.in_bytes), speed);
  }
  numbers += fmt::format("  {} left", duration(left));
  const std::size_t least = numbers.size() + kShortestBar + kBarFrame;
  if (room < least) return numbers.substr(0, room);
  const std::size_t width = std::min(kShortestBar + room - least, kLongestBar);
  return bar(share, width, style.color) + numbers;
}

void Progress::advance(std::uint64_t amount) {
  done_ += amount;
  if (!shown_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + kPause;
  if (!std::exchange(drawn_, true)) guard_progress_bar(true);
  const std::chrono::duration<double> elapsed = now - start_;
  const ProgressStyle style = {
      .color = has_color_,
      .columns = static_cast<std::size_t>(terminal_size(STDERR_FILENO).columns)};
  print(std::string(kWipe) + progress_line(extent_, done_, elapsed.count(), style));
}

Progress::~Progress() {
  if (!drawn_) return;
  print(kWipe);
  guard_progress_bar(false);
}

}  // namespace silu::io
