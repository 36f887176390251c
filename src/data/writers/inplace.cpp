#include <algorithm>

#include "data/writers/writers.h"

namespace silu::data {
namespace {

// The values of one function in the place of the input's; all around them stays as it was.
class InplaceWriter : public Writer {
 public:
  explicit InplaceWriter(const Frame& frame) : frame_(frame) {}

  void begin(io::OutputFile& output) override { output.write(frame_.before); }

  void format(const Chunk& chunk, Text& text) const override {
    if (!frame_.big_endian) return;
    auto& out = clear(text);
    data::append(out, bytes_of(chunk, 0));
    const std::size_t size = size_of(frame_.dtype);
    for (char* value = out.begin(); value != out.end(); value += size) {
      std::reverse(value, value + size);
    }
  }

  void append(const Chunk& chunk, const Text& text, io::OutputFile& output) override {
    if (frame_.big_endian) return Writer::append(chunk, text, output);
    output.write(bytes_of(chunk, 0));
  }

  void end(io::OutputFile& output) override { output.write(frame_.after); }

 private:
  const Frame frame_;
};

}  // namespace

std::unique_ptr<Writer> make_inplace_writer(const Frame& frame) {
  return std::make_unique<InplaceWriter>(frame);
}

}  // namespace silu::data
