#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "data/reader.h"
#include "io/error.h"
#include "temporary_folder.h"

using MakeReader = std::unique_ptr<silu::data::Reader> (*)(const silu::data::Source&);

/// A file of given bytes for one test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes) {
    std::ofstream(name(), std::ios::binary) << bytes;
  }
  std::string name() const { return folder_.path / "file"; }

 private:
  TemporaryFolder folder_;
};

template <class T>
std::string bytes_of_values(std::initializer_list<T> values) {
  return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(T)};
}

template <class T>
std::string little_endian(std::size_t value) {
  const auto number = static_cast<T>(value);
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

template <class T>
std::vector<T> read_all(silu::data::Reader& reader) {
  std::vector<T> values;
  silu::data::Block block;
  silu::data::Chunk chunk = silu::data::Columns<T>{};
  while (reader.next(block)) {
    reader.parse(block, chunk);
    const auto& x = std::get<silu::data::Columns<T>>(chunk).x;
    values.insert(values.end(), x.begin(), x.end());
  }
  return values;
}

/// The values of a file of given bytes.
template <class T>
std::vector<T> read_file(MakeReader make_reader, const std::string& bytes,
                         silu::data::Source source = {}) {
  const TemporaryFile file(bytes);
  source.file = file.name();
  return read_all<T>(*make_reader(source));
}

/// What goes wrong when a source is read, less its name; nothing if it does not.
inline std::string error_of_source(MakeReader make_reader, const silu::data::Source& source) {
  try {
    read_all<float>(*make_reader(source));
    return "";
  } catch (const silu::io::Error& error) {
    const std::string message = error.what();
    REQUIRE(message.starts_with(source.file + ": "));
    return message.substr(source.file.size() + 2);
  }
}

/// The same for a file of given bytes, and for a pipe that they come through.
inline std::string error_of(MakeReader make_reader, const std::string& bytes,
                            silu::data::Source source = {}) {
  const TemporaryFile file(bytes);
  source.file = file.name();
  return error_of_source(make_reader, source);
}

inline std::string error_of_pipe(MakeReader make_reader, const std::string& bytes,
                                 silu::data::Source source = {}) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::thread writer([&] {
    CHECK(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    ::close(ends[1]);
  });
  source.file = "/dev/fd/" + std::to_string(ends[0]);
  const std::string error = error_of_source(make_reader, source);
  writer.join();
  ::close(ends[0]);
  return error;
}
