#include "data/pipeline.h"

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "io/error.h"
#include "text/number.h"

namespace silu::data {
namespace {

// For all that is under way at a time.
constexpr std::size_t kMostMemory = 32 << 20;

// Up to so many functions, a block goes through as a whole. With more, its rows are so wide that
// they go through in slices, of about as much memory each.
constexpr std::size_t kFewFunctions = 2;
constexpr std::size_t kSliceBytes = 1 << 19;
// Rows that have others beside them go through in slices, too.
constexpr std::size_t kSliceRows = 1 << 16;

// A block that was parsed in order to be cut into slices.
struct Parsed {
  Block block;
  Chunk chunk;
};
using SharedBlocks = std::vector<std::shared_ptr<const Parsed>>;

std::size_t rows_of(const Chunk& chunk) {
  return std::visit([](const auto& columns) { return columns.x.size(); }, chunk);
}

std::size_t memory_of(const Chunk& chunk) {
  return std::visit(
      [](const auto& columns) {
        const std::size_t values = columns.x.size() * (1 + columns.functions.size());
        return values * sizeof(columns.x[0]) + columns.rows.capacity() * sizeof(columns.rows[0]);
      },
      chunk);
}

// What travels through the pipeline. Made once and used again, so that its memory is, too.
struct Load {
  Block block;                 ///< unless it is a slice
  SharedBlocks parsed;         ///< what it, and each one beside it, is a slice of
  std::uint64_t progress = 0;  ///< what is done with it
  Chunk chunk;
  std::vector<Chunk> beside;
  Writer::Text text;
  std::unique_ptr<Summary::Partial> partial;
  std::exception_ptr error;  ///< thrown when its turn comes, so that the first one in order counts
};

// The memory that a load holds on to, without what it may share with other slices.
std::size_t memory_of(const Load& load) {
  std::size_t bytes = load.block.bytes.capacity() + memory_of(load.chunk);
  for (const auto& part : load.text) bytes += part.capacity();
  return bytes;
}

// Its part of that.
std::size_t shared_memory_of(const Load& load) {
  std::size_t bytes = 0;
  for (const auto& parsed : load.parsed) {
    const std::size_t all = parsed->block.bytes.capacity() + memory_of(parsed->chunk);
    bytes += all / std::max<std::size_t>(1, rows_of(parsed->chunk)) * rows_of(load.chunk);
  }
  return bytes;
}

// Makes x, and the rows that are kept, some of those of another chunk of the same dtype.
void take_slice(const Chunk& from, std::size_t first, std::size_t count, Chunk& to) {
  std::visit(
      [&](auto& columns) {
        const auto& all = std::get<std::remove_cvref_t<decltype(columns)>>(from);
        columns.x.borrow(std::span(all.x.data(), all.x.size()).subspan(first, count));
        columns.rows.clear();
        if (!all.rows.empty()) {
          const auto rows = std::span(all.rows).subspan(first, count);
          columns.rows.assign(rows.begin(), rows.end());
        }
      },
      to);
}

constexpr auto kNoLimit = std::numeric_limits<std::uint64_t>::max();

// Cuts the blocks of a reader into slices.
class Slicer {
 public:
  Slicer(Reader& reader, DType dtype) : reader_(reader), dtype_(dtype) {}

  /// Reads a block if nothing is left of the last one; false at the end.
  bool fill() {
    while (left() == 0) {
      const auto parsed = std::make_shared<Parsed>(Parsed{{}, make_chunk(dtype_)});
      if (!reader_.next(parsed->block)) return false;
      reader_.parse(parsed->block, parsed->chunk);
      parsed_ = parsed;
      next_row_ = 0;
    }
    return true;
  }

  std::size_t left() const { return parsed_ ? rows_of(parsed_->chunk) - next_row_ : 0; }

  /// Takes so many rows, all of one block; true if they are its last ones.
  bool take(std::size_t count, Chunk& chunk, SharedBlocks& parsed) {
    parsed.push_back(parsed_);
    take_slice(parsed_->chunk, next_row_, count, chunk);
    next_row_ += count;
    taken_ += count;
    return left() == 0;
  }

  const Block& block() const { return parsed_->block; }
  DType dtype() const { return dtype_; }

  /// How many rows there are in all, those taken among them; the end is not looked for beyond
  /// `most`. None are left.
  std::uint64_t count(std::uint64_t most) {
    if (const auto known = reader_.known_count()) return *known;
    for (; taken_ <= most && fill(); next_row_ += left()) taken_ += left();
    return taken_;
  }

  std::uint64_t taken() const { return taken_; }

 private:
  Reader& reader_;
  const DType dtype_;
  std::shared_ptr<const Parsed> parsed_;
  std::size_t next_row_ = 0;
  std::uint64_t taken_ = 0;
};

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
      : job_(job),
        counts_bytes_(job.reader.description().extent.in_bytes),
        row_bytes_((1 + job.functions.size()) * (size_of(job.dtype) + text::kNumberRoom)) {
    slicers_.emplace_back(job.reader, job.dtype);
    for (const Beside& each : job.beside) slicers_.emplace_back(each.reader, each.dtype);
  }

  /// Throws Error if it is known that rows beside each other differ in number.
  void require_same_known_counts() const {
    const auto count = job_.reader.known_count();
    for (const Beside& each : job_.beside) {
      const auto other = each.reader.known_count();
      if (count && other) require_same(*count, each.reader, *other, kNoLimit);
    }
  }

  /// Serial: false at the end, and after a failure.
  bool read(Load& load) {
    if (read_failed_) return false;
    try {
      const bool slices = job_.functions.size() > kFewFunctions || !job_.beside.empty();
      return slices ? read_slice(load) : read_block(load);
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
      if (load.parsed.empty()) job_.reader.parse(load.block, load.chunk);
      evaluate(job_.functions, load.chunk);
      if (job_.summary != nullptr) load.partial = job_.summary->summarize(load.chunk, load.beside);
      job_.writer.format(load.chunk, load.text);
    } catch (...) {
      load.error = std::current_exception();
    }
    raise(row_bytes_, row_bytes_of(load));
    raise(largest_load_,
          memory_of(load) + shared_memory_of(load) + (load.partial ? load.partial->bytes() : 0));
  }

  /// How many loads, at least one, fit the memory if each is as large as the largest until now.
  std::size_t affordable_loads() const {
    return std::max<std::size_t>(1, kMostMemory / largest_load_);
  }

  /// Serial, in order.
  void write(Load& load) {
    if (load.error) std::rethrow_exception(load.error);
    if (load.partial) job_.summary->merge(*load.partial);
    job_.writer.append(load.chunk, load.text, job_.output);
    job_.output.flush();
    job_.progress.advance(load.progress);
    load.parsed.clear();
  }

 private:
  static void raise(std::atomic<std::size_t>& largest, std::size_t value) {
    for (std::size_t old = largest; value > old;) {
      if (largest.compare_exchange_weak(old, value)) break;
    }
  }

  // A buffer that grows has half as much again as it needs.
  std::size_t row_bytes_of(const Load& load) const {
    std::size_t text = 0;
    for (const auto& part : load.text) text += part.size();
    return (1 + job_.functions.size()) * size_of(job_.dtype) +
           text * 3 / 2 / std::max<std::size_t>(1, rows_of(load.chunk));
  }

  std::uint64_t progress_of(const Block& block) const {
    return counts_bytes_ ? block.bytes.size() : block.count;
  }

  bool read_block(Load& load) {
    const bool any = job_.reader.next(load.block);
    load.progress = progress_of(load.block);
    return any;
  }

  // The rows of a block one slice after the other. Parsing them here takes little of the time that
  // so many functions do.
  bool read_slice(Load& load) {
    std::size_t count =
        job_.beside.empty() ? std::max<std::size_t>(1, kSliceBytes / row_bytes_) : kSliceRows;
    std::size_t ended = 0;
    for (Slicer& each : slicers_) {
      if (!each.fill()) ++ended;
      count = std::min(count, each.left());
    }
    if (ended == slicers_.size()) return false;
    if (ended > 0) throw_different_counts();
    load.parsed.clear();
    const bool is_last = slicers_[0].take(count, load.chunk, load.parsed);
    load.progress = is_last ? progress_of(slicers_[0].block()) : 0;
    load.beside.resize(job_.beside.size());
    for (std::size_t i = 0; i < load.beside.size(); ++i) {
      load.beside[i] = make_chunk(slicers_[i + 1].dtype());
      slicers_[i + 1].take(count, load.beside[i], load.parsed);
    }
    return true;
  }

  [[noreturn]] void throw_different_counts() {
    // An input may have no end.
    const std::uint64_t most = slicers_[0].taken() + (std::uint64_t{1} << 24);
    const std::uint64_t count = slicers_[0].count(most);
    for (std::size_t i = 0; i < job_.beside.size(); ++i) {
      require_same(count, job_.beside[i].reader, slicers_[i + 1].count(most), most);
    }
    throw std::logic_error("readers end at different rows and have as many");
  }

  // Of more than `most`, nobody knows how many there are.
  void require_same(std::uint64_t count, const Reader& other_reader, std::uint64_t other,
                    std::uint64_t most) const {
    if (other == count) return;
    const auto name = [](const Reader& reader) {
      return reader.file() != nullptr ? reader.file()->name() : std::string("the input");
    };
    const auto at_least = [&](std::uint64_t number) { return number > most ? "at least " : ""; };
    throw io::Error(fmt::format(
        "{}: has {}{} value{}, {} {} than {}, which has {}{}", name(other_reader), at_least(other),
        other, other == 1 ? "" : "s", other > count ? other - count : count - other,
        other > count ? "more" : "fewer", name(job_.reader), at_least(count), count));
  }

  const Job& job_;
  const bool counts_bytes_;
  bool read_failed_ = false;
  std::vector<Slicer> slicers_;         // of the reader, and of those beside it
  std::atomic<std::size_t> row_bytes_;  // the most that a row took until now
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
  const auto write = [&](Load* load) { stages.write(*load); };
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  std::min<std::size_t>(threads, loads.size()));
  const auto filters = tbb::make_filter<void, Load*>(filter_mode::serial_in_order, read) &
                       tbb::make_filter<Load*, Load*>(filter_mode::parallel, process) &
                       tbb::make_filter<Load*, void>(filter_mode::serial_in_order, write);
  try {
    tbb::parallel_pipeline(loads.size(), filters);
  } catch (const std::runtime_error& error) {
    const std::string_view what = error.what();
    if (!what.starts_with("pthread_create")) throw;
    throw io::Error(fmt::format("cannot start {} threads: {}; --threads 1 needs none", threads,
                                what.substr(what.find(": ") + 2)));
  }
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
  stages.require_same_known_counts();
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
