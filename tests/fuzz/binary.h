#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "data/reader.h"
#include "io/error.h"

/// The values of a source as doubles, or nothing if it is refused. That any shape or frame it has
/// agrees with the values is checked on the way.
inline std::optional<std::vector<double>> read_source(
    std::unique_ptr<silu::data::Reader> (*make_reader)(const silu::data::Source&),
    const silu::data::Source& source, std::size_t size) {
  using namespace silu::data;
  try {
    std::vector<double> values;
    const auto reader = make_reader(source);
    reader->preview();
    Block block;
    Chunk chunk = make_chunk(*reader->description().dtype);
    while (reader->next(block)) {
      reader->parse(block, chunk);
      std::visit(
          [&](const auto& columns) {
            for (const auto x : columns.x) values.push_back(static_cast<double>(x));
          },
          chunk);
    }
    if (count_values(reader->description().shape->sizes) != values.size()) std::abort();
    if (const auto& frame = reader->description().frame) {
      const std::size_t bytes = values.size() * size_of(frame->dtype);
      if (frame->before.size() + bytes + frame->after.size() != size) std::abort();
    }
    return values;
  } catch (const silu::io::Error&) {
    return {};
  }
}

/// Reads the bytes from a file that is mapped and from a pipe: both are refused, or both give the
/// same values.
inline void fuzz_binary(
    std::unique_ptr<silu::data::Reader> (*make_reader)(const silu::data::Source&),
    silu::data::Source source, const std::uint8_t* data, std::size_t size) {
  constexpr int kPipeBytes = 1 << 20;
  static const int file = ::memfd_create("fuzz", 0);
  if (size > kPipeBytes || ::ftruncate(file, 0) != 0) return;
  if (::pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) std::abort();
  source.file = "/proc/self/fd/" + std::to_string(file);
  const auto mapped = read_source(make_reader, source, size);

  int ends[2];
  if (::pipe(ends) != 0 || ::fcntl(ends[1], F_SETPIPE_SZ, kPipeBytes) < 0) std::abort();
  if (::write(ends[1], data, size) != static_cast<ssize_t>(size)) std::abort();
  ::close(ends[1]);
  source.file = "/dev/fd/" + std::to_string(ends[0]);
  const auto piped = read_source(make_reader, source, size);
  ::close(ends[0]);

  if (mapped.has_value() != piped.has_value()) std::abort();
  if (!mapped) return;
  const auto same_bits = [](double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  };
  if (!std::ranges::equal(*mapped, *piped, same_bits)) std::abort();
}
