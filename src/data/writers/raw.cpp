#include <bit>

#include "data/error.h"
#include "data/writers/writers.h"

namespace silu::data {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie");

// The values of one function and nothing else.
class RawWriter : public Writer {
 public:
  void format(const Chunk& chunk, Text& text) const override {
    auto& out = clear(text);
    std::visit(
        [&](const auto& columns) {
          const auto& values = columns.functions.front();
          const auto* bytes = reinterpret_cast<const char*>(values.data());
          out.append(bytes, bytes + values.size() * sizeof(values[0]));
        },
        chunk);
  }
};

}  // namespace

std::unique_ptr<Writer> make_raw_writer(const Names& names, const NumberStyle&) {
  if (names.size() != 1) throw Error("raw holds the values of one function; name one with -f");
  return std::make_unique<RawWriter>();
}

}  // namespace silu::data
