#include <bit>

#include "data/writers/writers.h"
#include "io/error.h"

namespace silu::data {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie");

// The values of one function and nothing else.
class RawWriter : public Writer {
 public:
  void format(const Chunk&, Text&) const override {}

  void append(const Chunk& chunk, const Text&, io::OutputFile& output) override {
    output.write(bytes_of(chunk, 0));
  }
};

}  // namespace

std::unique_ptr<Writer> make_raw_writer(const Names& names, const NumberStyle&) {
  if (names.size() != 1)
    throw io::Error("raw holds the values of one function; choose one with -f");
  return std::make_unique<RawWriter>();
}

}  // namespace silu::data
