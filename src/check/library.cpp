#include "check/library.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "check/kernel_worker.h"
#include "check/process.h"
#include "data/readers/binary.h"
#include "io/error.h"

namespace silu::check {
namespace {

// So long may a process take to end that has closed its socket.
constexpr double kSecondsToEnd = 1;

/// A child that serves a kernel.
class KernelProcess {
 public:
  KernelProcess(const Kernel& kernel, const KernelMemory& memory, bool with_lanes)
      : KernelProcess(kernel, memory, with_lanes, Sockets()) {}

  /// Whether the child is still there is known when it replies.
  void send(const Command& command) const {
    io::retry([&] { return ::send(socket_.number(), &command, sizeof command, MSG_NOSIGNAL); });
  }

  /// Whether there is a reply, or the end, before so many seconds are over.
  bool wait(std::optional<double> seconds) const {
    pollfd file{socket_.number(), POLLIN, 0};
    const double milliseconds = std::min(seconds.value_or(0) * 1000 + 1, 1e9);
    return io::retry(
               [&] { return ::poll(&file, 1, seconds ? static_cast<int>(milliseconds) : -1); }) > 0;
  }

  /// The next reply; none if the child has ended.
  std::optional<Reply> receive() const {
    Reply reply{};
    const auto receive = [&] { return ::recv(socket_.number(), &reply, sizeof reply, 0); };
    auto size = io::retry(receive);
    // That it ended before it read all commands comes before the replies that it has sent.
    if (size < 0 && errno == ECONNRESET) size = io::retry(receive);
    return size == sizeof reply ? std::optional(reply) : std::nullopt;
  }

  /// How it ended.
  int end_status() {
    auto status = child_.wait(kSecondsToEnd);
    if (!status) child_.kill();
    return status ? *status : *child_.wait({});
  }

  /// Lets it end by itself.
  void finish() {
    socket_ = io::Descriptor();
    child_.wait(kSecondsToEnd);
  }

 private:
  struct Sockets {
    Sockets() {
      int ends[2];
      if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        throw io::system_error("socket");
      }
      ours = io::Descriptor(ends[0]);
      theirs = io::Descriptor(ends[1]);
    }
    io::Descriptor ours;
    io::Descriptor theirs;
  };

  // It must not hold our end, or it would not see that we close it.
  KernelProcess(const Kernel& kernel, const KernelMemory& memory, bool with_lanes, Sockets sockets)
      : socket_(std::move(sockets.ours)), child_(start_child([&] {
          socket_ = io::Descriptor();
          serve_kernel(kernel, memory, with_lanes, sockets.theirs.number());
        })) {}

  io::Descriptor socket_;
  Child child_;
};

class LibraryReader : public data::Reader {
 public:
  LibraryReader(const std::string& file, const std::string& symbol, Feed feed,
                const ProcessOptions& options)
      : kernel_{file, symbol},
        feed_(std::move(feed)),
        array_{.dtype = options.result_dtype},
        timeout_(options.timeout_seconds),
        lanes_(options.lanes),
        memory_(feed_.dtype(), feed_.columns(), options.result_dtype),
        spare_(kernel_, memory_, false),
        worker_(kernel_, memory_, lanes_ != nullptr) {
    description_.dtype = options.result_dtype;
    if (const auto size = feed_.size()) {
      description_.extent.total = *size;
      description_.shape = data::Shape{{*size}};
    }
    load();
  }

  bool next(data::Block& block) override {
    while (submitted_ - received_ < KernelMemory::kSlots && can_submit()) submit();
    if (submitted_ == received_) {
      if (!std::exchange(finished_, true)) worker_.finish();
      return false;
    }
    const Outcome outcome = await(worker_);
    if (outcome != Outcome::kDone) fail(outcome);
    hand_out(received_++ % KernelMemory::kSlots, block);
    return true;
  }

  void parse(const data::Block& block, data::Chunk& chunk) const override {
    data::parse_array(block.bytes, array_, chunk);
  }

  // Nobody chooses decimals by a kernel's results.
  data::Preview preview() override { return {}; }

 private:
  enum class Outcome { kDone, kNotLoaded, kStrayed, kUnwritten, kEnded, kHung };

  std::string name() const { return fmt::format("{}: {}", kernel_.file, kernel_.symbol); }

  void load() {
    require_readable();
    worker_.send({Command::Kind::kLoad});
    const Outcome outcome = await(worker_);
    if (outcome == Outcome::kNotLoaded) throw io::Error(memory_.state().message.data());
    if (outcome == Outcome::kDone) return;
    throw io::Error(
        fmt::format("{}: {} while it was loaded", kernel_.file, describe(outcome, worker_)));
  }

  // The system's reason is plainer than dlopen's.
  void require_readable() const {
    const io::Descriptor file(io::open_file(kernel_.file, O_RDONLY));
    if (!file) throw io::system_error(kernel_.file);
  }

  // What is under way does not wait for more input.
  bool can_submit() const {
    return !feed_ended_ && (submitted_ == received_ || feed_.awaited_file() < 0);
  }

  void submit() {
    const std::size_t slot = submitted_ % KernelMemory::kSlots;
    const std::size_t count = fill(slot);
    if (count == 0) return;
    memory_.count(slot) = count;
    worker_.send({Command::Kind::kRun, static_cast<std::uint32_t>(slot)});
    ++submitted_;
  }

  // Takes items until the slot is full, or more would have to be waited for.
  std::size_t fill(std::size_t slot) {
    const std::size_t size = size_of(feed_.dtype());
    std::size_t count = 0;
    while (count < KernelMemory::kSlotItems && (count == 0 || feed_.awaited_file() < 0)) {
      std::array<std::byte*, 2> columns{};
      for (std::size_t i = 0; i < feed_.columns(); ++i) {
        columns[i] = memory_.input(slot, i).data() + count * size;
      }
      const std::size_t more = feed_.next(std::span(columns).first(feed_.columns()), size,
                                          KernelMemory::kSlotItems - count);
      feed_ended_ = more == 0;
      if (feed_ended_) break;
      count += more;
    }
    for (std::size_t i = 0; i < feed_.columns(); ++i) {
      const auto input = memory_.input(slot, i);
      std::memmove(aligned_end(input, count * size).data(), input.data(), count * size);
    }
    return count;
  }

  void hand_out(std::size_t slot, data::Block& block) {
    const std::size_t count = memory_.count(slot);
    const auto results = aligned_end(memory_.output(slot), count * size_of(array_.dtype));
    block.bytes.assign(reinterpret_cast<const char*>(results.data()), results.size());
    block.first = handed_out_;
    block.count = count;
    if (lanes_ != nullptr) lanes_->add(memory_.findings(slot), handed_out_);
    handed_out_ += count;
  }

  // Each call is progress.
  Outcome await(const KernelProcess& process) const {
    const auto& calls = memory_.state().calls;
    std::uint64_t before = calls;
    while (!process.wait(timeout_)) {
      if (std::exchange(before, calls) == calls) return Outcome::kHung;
    }
    const auto reply = process.receive();
    if (!reply) return Outcome::kEnded;
    if (*reply == Reply::kNotLoaded) return Outcome::kNotLoaded;
    if (*reply == Reply::kUnwritten) return Outcome::kUnwritten;
    return *reply == Reply::kStrayed ? Outcome::kStrayed : Outcome::kDone;
  }

  std::string describe(Outcome outcome, KernelProcess& process) const {
    if (outcome == Outcome::kHung) return fmt::format("no result for {} s", *timeout_);
    if (outcome == Outcome::kStrayed) return "wrote outside of its results";
    if (outcome == Outcome::kUnwritten) return "left its result unwritten";
    const int status = process.end_status();
    return describe_end(status) +
           (WIFSIGNALED(status) ? memory_.describe(memory_.state().fault) : "");
  }

  // The oldest block is the one in work.
  [[noreturn]] void fail(Outcome outcome) {
    const std::string how = describe(outcome, worker_);
    const auto& state = memory_.state();
    const char* const arrangement = state.arrangement;
    const std::uint64_t first = handed_out_ + state.first;
    const std::uint64_t last = first + std::max<std::uint64_t>(state.count, 1) - 1;
    if (arrangement == nullptr && outcome != Outcome::kUnwritten) find_item();
    const std::string inputs = first == last ? fmt::format("input {}", first)
                                             : fmt::format("inputs {} to {}", first, last);
    throw Failure(
        fmt::format("{}: {} at {}{}{}", name(), how, inputs, arrangement != nullptr ? ", " : "",
                    arrangement != nullptr ? arrangement : ""),
        first);
  }

  // Throws the Failure of the first item that fails alone, if one does.
  void find_item() {
    const auto& state = memory_.state();
    memory_.state().fault = 0;
    spare_.send({Command::Kind::kLoad});
    if (await(spare_) != Outcome::kDone) return;
    const auto slot = static_cast<std::uint32_t>(received_ % KernelMemory::kSlots);
    spare_.send({Command::Kind::kOneByOne, slot});
    const Outcome outcome = await(spare_);
    if (outcome == Outcome::kDone) return;
    const std::uint64_t index = handed_out_ + state.first;
    throw Failure(fmt::format("{}: {} at input {}", name(), describe(outcome, spare_), index),
                  index);
  }

  const Kernel kernel_;
  Feed feed_;
  const data::Array array_;
  const std::optional<double> timeout_;
  LaneFindings* const lanes_;
  const KernelMemory memory_;
  KernelProcess spare_;  // has not loaded the library until a block is to be run item by item
  KernelProcess worker_;
  bool feed_ended_ = false;
  bool finished_ = false;
  std::uint64_t submitted_ = 0;   // blocks
  std::uint64_t received_ = 0;    // their replies
  std::uint64_t handed_out_ = 0;  // items
};

}  // namespace

std::unique_ptr<data::Reader> make_library_reader(const std::string& file,
                                                  const std::string& symbol, Feed feed,
                                                  const ProcessOptions& options) {
  return std::make_unique<LibraryReader>(file, symbol, std::move(feed), options);
}

}  // namespace silu::check
