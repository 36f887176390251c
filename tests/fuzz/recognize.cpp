#include "data/recognize.h"

#include <cstdint>
#include <cstdlib>

namespace {

// What a beginning of the bytes is recognized as, all of them are, too.
template <class Recognize>
void require_same(std::string_view bytes, Recognize recognize) {
  const auto all = recognize({.bytes = bytes, .is_all = true});
  if (!all) std::abort();
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const auto some = recognize({.bytes = bytes.substr(0, size)});
    if (some && *some != *all) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace silu::data;
  constexpr std::size_t kMostBytes = 200;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  first_zip_member(bytes);
  // A line of text that may be the length of a safetensors header is not waited behind.
  if (size > kMostBytes || bytes.substr(0, 3).find('\n') != bytes.npos) return 0;
  require_same(bytes, recognize_foreign);
  require_same(bytes, recognize_format);
  return 0;
}
