#include "data/pipeline.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <memory>

namespace silu::data {
namespace {

// For all that is under way at a time.
constexpr std::size_t kMostMemory = 40 << 20;

// What travels through the pipeline. Made once and used again, so that its memory is, too.
struct Load {
  Block block;
  Chunk chunk;
  Writer::Text text;
  std::unique_ptr<Summary::Partial> partial;
  std::exception_ptr error;  ///< thrown when its turn comes, so that the first one in order counts
};

// The memory that a load holds on to.
std::size_t memory_of(const Load& load) {
  std::size_t bytes = load.block.bytes.capacity();
  for (const auto& part : load.text) bytes += part.capacity();
  std::visit(
      [&](const auto& columns) {
        const std::size_t values = columns.x.size() * (1 + columns.functions.size());
        bytes += values * sizeof(columns.x[0]) + columns.rows.capacity() * sizeof(columns.rows[0]);
      },
      load.chunk);
  return bytes;
}

void evaluate(std::span<const Function> functions, Chunk& chunk) {
  std::visit(
      [&](auto& columns) {
        using T = ValueOf<decltype(columns)>;
        columns.functions.resize(functions.size());
        for (std::size_t i = 0; i < functions.size(); ++i) {
          auto& y = columns.functions[i];
          y.resize(columns.x.size());
          functions[i](std::span<const T>(columns.x), std::span<T>(y));
        }
      },
      chunk);
}

// The three stages that every block goes through.
class Stages {
 public:
  explicit Stages(const Job& job)
      : job_(job), counts_bytes_(job.reader.description().extent.in_bytes) {}

  /// Serial: false at the end, and after a failure.
  bool read(Load& load) {
    if (read_failed_) return false;
    try {
      return job_.reader.next(load.block);
    } catch (...) {
      load.error = std::current_exception();
      read_failed_ = true;
      return true;
    }
  }

  /// Parallel.
  void process(Load& load) {
    if (load.error) return;
    try {
      job_.reader.parse(load.block, load.chunk);
      evaluate(job_.functions, load.chunk);
      if (job_.summary != nullptr) load.partial = job_.summary->summarize(load.chunk);
      job_.writer.format(load.chunk, load.text);
    } catch (...) {
      load.error = std::current_exception();
    }
    const std::size_t size = memory_of(load);
    for (std::size_t largest = largest_load_; size > largest;) {
      if (largest_load_.compare_exchange_weak(largest, size)) break;
    }
  }

  /// How many loads, at least one, fit the memory if each is as large as the largest until now.
  std::size_t affordable_loads() const {
    return std::max<std::size_t>(1, kMostMemory / largest_load_);
  }

  /// Serial, in order.
  void write(const Load& load) {
    if (load.error) std::rethrow_exception(load.error);
    if (load.partial) job_.summary->merge(*load.partial);
    job_.writer.append(load.chunk, load.text, job_.output);
    job_.output.flush();
    job_.progress.advance(counts_bytes_ ? load.block.bytes.size() : load.block.count);
  }

 private:
  const Job& job_;
  const bool counts_bytes_;
  bool read_failed_ = false;
  std::atomic<std::size_t> largest_load_ = 1;
};

// On the calling thread, up to so many blocks; false if they were all there are.
bool run_serially(Stages& stages, Load& load, std::size_t blocks) {
  for (; blocks > 0 && stages.read(load); --blocks) {
    stages.process(load);
    stages.write(load);
  }
  return blocks == 0;
}

// At most loads.size() blocks are under way, and they leave in order: when a block enters, the one
// that used its load before has left. False at the end; true if the loads have grown too large.
bool run_in_parallel(Stages& stages, std::vector<Load>& loads, unsigned threads) {
  using tbb::filter_mode;
  std::size_t next = 0;
  bool ended = false;
  const auto read = [&](tbb::flow_control& control) -> Load* {
    Load& load = loads[next++ % loads.size()];
    if (loads.size() > stages.affordable_loads()) {
      control.stop();
    } else if (!stages.read(load)) {
      ended = true;
      control.stop();
    }
    return &load;
  };
  const auto process = [&](Load* load) {
    stages.process(*load);
    return load;
  };
  const auto write = [&](const Load* load) { stages.write(*load); };
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  std::min<std::size_t>(threads, loads.size()));
  tbb::parallel_pipeline(loads.size(),
                         tbb::make_filter<void, Load*>(filter_mode::serial_in_order, read) &
                             tbb::make_filter<Load*, Load*>(filter_mode::parallel, process) &
                             tbb::make_filter<Load*, void>(filter_mode::serial_in_order, write));
  return !ended;
}

}  // namespace

void run(const Job& job) {
  // Starting threads takes longer than a few blocks do.
  constexpr std::size_t kFewBlocks = 2;
  constexpr auto kAllBlocks = std::numeric_limits<std::size_t>::max();
  Stages stages(job);
  std::vector<Load> loads(1);
  loads[0].chunk = make_chunk(job.dtype);
  job.writer.expect(job.dtype, job.reader.description().shape);
  if (job.threads > 1) job.output.write_back_early();
  job.writer.begin(job.output);
  bool more = run_serially(stages, loads[0], job.threads > 1 ? kFewBlocks : kAllBlocks);
  while (more) {
    loads.resize(std::min(std::size_t{3} * job.threads, stages.affordable_loads()));
    for (Load& load : loads) load.chunk = make_chunk(job.dtype);
    more = run_in_parallel(stages, loads, job.threads);
  }
  job.writer.end(job.output);
  job.output.commit();
}

}  // namespace silu::data
