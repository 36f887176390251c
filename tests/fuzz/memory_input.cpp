#include "memory_input.h"

#include <algorithm>

#include "io/input_file.h"

// Linked before the library, these are the only InputFile there is.
namespace silu::io {

InputFile::InputFile(const std::string& path) : name_(path), file_(0) {}

InputFile::~InputFile() = default;

// file_ counts what was read.
bool InputFile::read_some(std::string& bytes, std::size_t size) {
  const auto read = static_cast<std::size_t>(file_);
  const auto some = memory_input.bytes.substr(read, std::min(size, memory_input.packet));
  bytes += some;
  file_ += static_cast<int>(some.size());
  return !some.empty();
}

// Now the next packet makes a block of its own, now it joins the one before.
bool InputFile::has_more() const {
  return file_ % 2 == 1;
}

std::uint64_t InputFile::bytes_left() const {
  return memory_input.bytes.size();
}

}  // namespace silu::io
