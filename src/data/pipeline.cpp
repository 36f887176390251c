#include "data/pipeline.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>

#include <exception>
#include <limits>

namespace silu::data {
namespace {

// What travels through the pipeline. Made once and used again, so that its memory is, too.
struct Load {
  Block block;
  Chunk chunk;
  Writer::Text text;
  std::exception_ptr error;  ///< thrown when its turn comes, so that the first one in order counts
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
  Stages(Reader& reader, std::span<const Function> functions, Writer& writer, OutputFile& output,
         Progress& progress)
      : reader_(reader),
        functions_(functions),
        writer_(writer),
        output_(output),
        progress_(progress) {}

  /// Serial: false at the end, and after a failure.
  bool read(Load& load) {
    if (read_failed_) return false;
    try {
      return reader_.next(load.block);
    } catch (...) {
      load.error = std::current_exception();
      read_failed_ = true;
      return true;
    }
  }

  /// Parallel.
  void process(Load& load) const {
    if (load.error) return;
    try {
      reader_.parse(load.block, load.chunk);
      evaluate(functions_, load.chunk);
      writer_.format(load.chunk, load.text);
    } catch (...) {
      load.error = std::current_exception();
    }
  }

  /// Serial, in order.
  void write(const Load& load) {
    if (load.error) std::rethrow_exception(load.error);
    writer_.append(load.chunk, load.text, output_);
    output_.flush();
    progress_.advance(load.block);
  }

 private:
  Reader& reader_;
  const std::span<const Function> functions_;
  Writer& writer_;
  OutputFile& output_;
  Progress& progress_;
  bool read_failed_ = false;
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
// that used its load before has left.
void run_in_parallel(Stages& stages, std::vector<Load>& loads, unsigned threads) {
  using tbb::filter_mode;
  std::size_t next = 0;
  const auto read = [&](tbb::flow_control& control) -> Load* {
    Load& load = loads[next++ % loads.size()];
    if (!stages.read(load)) control.stop();
    return &load;
  };
  const auto process = [&](Load* load) {
    stages.process(*load);
    return load;
  };
  const auto write = [&](const Load* load) { stages.write(*load); };
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
  tbb::parallel_pipeline(loads.size(),
                         tbb::make_filter<void, Load*>(filter_mode::serial_in_order, read) &
                             tbb::make_filter<Load*, Load*>(filter_mode::parallel, process) &
                             tbb::make_filter<Load*, void>(filter_mode::serial_in_order, write));
}

}  // namespace

void run(Reader& reader, DType dtype, std::span<const Function> functions, Writer& writer,
         OutputFile& output, Progress& progress, unsigned threads) {
  // Starting threads takes longer than a few blocks do.
  constexpr std::size_t kFewBlocks = 2;
  constexpr auto kAllBlocks = std::numeric_limits<std::size_t>::max();
  Stages stages(reader, functions, writer, output, progress);
  std::vector<Load> loads(threads > 1 ? 3 * threads : 1);
  for (Load& load : loads) load.chunk = make_chunk(dtype);
  writer.expect(dtype, reader.shape());
  writer.begin(output);
  if (run_serially(stages, loads[0], threads > 1 ? kFewBlocks : kAllBlocks)) {
    run_in_parallel(stages, loads, threads);
  }
  writer.end(output);
  output.commit();
}

}  // namespace silu::data
