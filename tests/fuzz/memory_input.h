#pragma once

#include <cstddef>
#include <string_view>

/// What every silu::data::InputFile of a fuzzer reads, in the place of files: thousands of runs a
/// second have no time for the system.
struct MemoryInput {
  std::string_view bytes;
  std::size_t packet;  ///< a read brings as many at most
};
inline MemoryInput memory_input;
