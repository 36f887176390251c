#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "data/reader.h"
#include "io/error.h"
#include "memory_input.h"

/// What reading a source gives: its values and rows, and the error that ended it.
struct Outcome {
  std::vector<std::uint32_t> values;  // their bits: NaN is NaN
  std::string rows;
  std::string error;
  std::uint64_t bad_values = 0;

  bool operator==(const Outcome&) const = default;
};

using MakeReader = std::unique_ptr<silu::data::Reader> (*)(const silu::data::Source&);

inline Outcome read_source(MakeReader make_reader, const silu::data::Source& source) {
  using namespace silu::data;
  Outcome outcome;
  try {
    const auto reader = make_reader(source);
    reader->preview();
    Block block;
    Chunk chunk = Columns<float>{};
    while (reader->next(block)) {
      reader->parse(block, chunk);
      const auto& columns = std::get<Columns<float>>(chunk);
      if (source.keep && columns.rows.size() != columns.x.size()) std::abort();
      for (const float x : columns.x) outcome.values.push_back(std::bit_cast<std::uint32_t>(x));
      for (const auto row : columns.rows) outcome.rows += row;
    }
    outcome.bad_values = reader->bad_values();
  } catch (const silu::io::Error& error) {
    // Values before an error depend on how the blocks are cut; the error does not.
    outcome = {};
    outcome.error = std::string(error.what()).substr(source.file.size());
  }
  return outcome;
}

/// Reads the bytes at once and a few at a time: the outcome must be the same. The first byte
/// chooses what to do about values that are none, and how many come at a time.
inline void fuzz_text(MakeReader make_reader, silu::data::Source source, const std::uint8_t* data,
                      std::size_t size) {
  constexpr std::size_t kMostPackets = 200;
  if (size == 0) return;
  const std::size_t choice = *data;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  source.on_error = static_cast<silu::data::OnError>(choice % 3);

  memory_input = {bytes, bytes.size()};
  const auto at_once = read_source(make_reader, source);
  memory_input.packet = std::max(1 + choice / 3, bytes.size() / kMostPackets);
  const auto in_packets = read_source(make_reader, source);
  if (!(at_once == in_packets)) std::abort();
}
