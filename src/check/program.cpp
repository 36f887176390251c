#include "check/program.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include "check/feeder.h"
#include "check/process.h"
#include "data/readers/binary.h"
#include "io/error.h"

namespace silu::check {
namespace {

using Clock = Feeder::Clock;

constexpr std::size_t kBlockBytes = 1 << 18;
constexpr std::size_t kGroups = 32;
// For a block.
constexpr double kMostSeconds = 0.5;
// So long may a program that has given too few results take to exit, and so to say why.
constexpr double kSecondsToExplain = 1;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void execute(const std::vector<std::string>& command, int input, int output,
                          int report) {
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  const int error_number = errno;
  io::write_file(report, {reinterpret_cast<const char*>(&error_number), sizeof error_number});
  ::_exit(127);
}

// A program that runs, and our ends of its pipes.
struct Program {
  Child child;
  io::Descriptor input;
  io::Descriptor output;
};

Program start(const std::vector<std::string>& command) {
  Pipe input;
  Pipe output;
  Pipe report;
  Child child = start_child([&] {
    execute(command, input.read_end.number(), output.write_end.number(), report.write_end.number());
  });
  report.write_end = io::Descriptor();
  int error_number = 0;
  const auto size = io::read_file(report.read_end.number(), reinterpret_cast<char*>(&error_number),
                                  sizeof error_number);
  if (size > 0) throw io::system_error(command[0], error_number);
  return {std::move(child), std::move(input.write_end), std::move(output.read_end)};
}

class ProgramReader : public data::Reader {
 public:
  ProgramReader(std::string name, Program program, Feed feed, const ProcessOptions& options)
      : name_(std::move(name)),
        array_{.dtype = options.result_dtype},
        timeout_(options.timeout_seconds),
        lanes_(options.lanes),
        stream_(feed.dtype(), feed.columns()),
        output_(std::move(program.output)),
        child_(std::move(program.child)),
        feeder_(std::move(feed), std::move(program.input), lanes_ != nullptr ? &stream_ : nullptr) {
    description_.dtype = options.result_dtype;
    if (const auto size = feeder_.size()) {
      description_.extent.total = *size;
      description_.shape = data::Shape{{*size}};
    }
  }

  bool next(data::Block& block) override {
    block.bytes.resize(block_bytes());
    block.bytes.resize(read(block.bytes));
    results_ += block.bytes.size() / value_bytes();
    require_not_too_many();
    if (ended_ && !std::exchange(finished_, true)) finish(block.bytes.size() % value_bytes());
    if (lanes_ != nullptr) stream_.collapse(array_.dtype, handed_out_, block.bytes, *lanes_);
    block.first = handed_out_;
    block.count = block.bytes.size() / value_bytes();
    handed_out_ += block.count;
    return block.count > 0;
  }

  void parse(const data::Block& block, data::Chunk& chunk) const override {
    data::parse_array(block.bytes, array_, chunk);
  }

  // Nobody chooses decimals by a kernel's results.
  data::Preview preview() override { return {}; }

 private:
  std::size_t value_bytes() const { return size_of(array_.dtype); }

  // Blocks are whole values, and whole groups.
  std::size_t unit_bytes() const {
    return lanes_ != nullptr ? stream_.fed_by_whole_group() * value_bytes() : value_bytes();
  }

  std::size_t block_bytes() const {
    return lanes_ != nullptr ? kGroups * unit_bytes() : kBlockBytes;
  }

  // After so many results.
  Failure failure(const std::string& how, std::uint64_t results) const {
    return {fmt::format("{}: {}", name_, how),
            lanes_ != nullptr ? stream_.item_at(results, feeder_.items_seen()) : results};
  }

  // Fills them, unless the output ends before, or is so slow that others wait to see progress.
  std::size_t read(std::string& bytes) {
    const auto start = Clock::now();
    last_result_ = start;  // the program may have waited for us
    std::size_t count = 0;
    while (count < bytes.size() && !ended_) {
      require_progress(count);
      const ssize_t some =
          io::read_file(output_.number(), bytes.data() + count, bytes.size() - count);
      if (some < 0) throw io::system_error(name_);
      ended_ = some == 0;
      count += static_cast<std::size_t>(some);
      last_result_ = Clock::now();
      if (count % unit_bytes() == 0 && seconds_since(start) > kMostSeconds) break;
    }
    return count;
  }

  // Waits for results, of which there are some bytes since the last block.
  void require_progress(std::size_t bytes) const {
    if (!timeout_) return;
    pollfd file{output_.number(), POLLIN, 0};
    while (::poll(&file, 1, milliseconds_left()) <= 0) {
      if (seconds_left() > 0) continue;
      const std::uint64_t results = results_ + bytes / value_bytes();
      feeder_.require_no_error();
      throw failure(fmt::format("no result for {} s after {}", *timeout_, count_of(results)),
                    results);
    }
  }

  double seconds_left() const {
    return *timeout_ - seconds_since(std::max(last_result_, feeder_.last_progress()));
  }

  int milliseconds_left() const {
    return static_cast<int>(std::clamp(seconds_left() * 1000 + 1, 0.0, 1e6));
  }

  void require_not_too_many() const {
    const auto total = feeder_.total();
    if (!total || results_ <= *total) return;
    throw failure(fmt::format("returned more than {} for {} inputs", count_of(*total), *total),
                  *total);
  }

  // The end of its output: asks whether that is all, and how the program ended.
  void finish(std::size_t rest) {
    const auto total = feeder_.total();
    if (feeder_.taken() > results_ || (total && *total > results_)) {
      wait_for_explanation();
    } else {
      require_exit();
    }
    feeder_.stop_writing();
    feeder_.wait_for_more_than(results_);
    if (rest > 0) {
      throw failure(fmt::format("ended with {} of the {} bytes of a result, after {}", rest,
                                value_bytes(), count_of(results_)),
                    results_);
    }
    require_not_too_many();
    require_not_too_few();
  }

  void wait_for_explanation() {
    feeder_.stop_writing();
    const auto status =
        child_.wait(std::min(timeout_.value_or(kSecondsToExplain), kSecondsToExplain));
    if (status) require_success(*status);
    child_.kill();
  }

  // It may have to read its input to the end.
  void require_exit() {
    if (!timeout_) return require_success(*child_.wait({}));
    while (true) {
      const double seconds = seconds_left();
      const auto status = child_.wait(std::max(seconds, 0.0));
      if (status) return require_success(*status);
      if (seconds <= 0) break;
    }
    throw failure(fmt::format("did not exit within {} s after {}", *timeout_, count_of(results_)),
                  results_);
  }

  void require_success(int status) const {
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    feeder_.require_no_error();
    throw failure(fmt::format("{} after {}", describe_end(status), count_of(results_)), results_);
  }

  void require_not_too_few() const {
    const auto total = feeder_.total();
    if (total && *total == results_) return;
    const std::uint64_t inputs = total.value_or(feeder_.taken());
    throw failure(fmt::format("returned {} for {}{} inputs", count_of(results_),
                              total ? "" : "more than ", total ? inputs : results_),
                  results_);
  }

  static std::string count_of(std::uint64_t results) {
    return fmt::format("{} result{}", results, results == 1 ? "" : "s");
  }

  const std::string name_;
  const data::Array array_;
  const std::optional<double> timeout_;
  LaneFindings* const lanes_;
  const LaneStream stream_;
  const io::Descriptor output_;
  Child child_;
  std::uint64_t results_ = 0;     // with those of all arrangements
  std::uint64_t handed_out_ = 0;  // those in order
  bool ended_ = false;            // its output
  bool finished_ = false;         // and what it was is checked
  Clock::time_point last_result_;
  Feeder feeder_;  // before the child ends, so that it is not left to write
};

}  // namespace

std::unique_ptr<data::Reader> make_program_reader(std::vector<std::string> command, Feed feed,
                                                  const ProcessOptions& options) {
  Program program = start(command);
  return std::make_unique<ProgramReader>(std::move(command[0]), std::move(program), std::move(feed),
                                         options);
}

}  // namespace silu::check
