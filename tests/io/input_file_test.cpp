#include "io/input_file.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <thread>

#include "temporary_folder.h"

using namespace silu::io;

namespace {

std::string read_all(InputFile& file, std::size_t size) {
  std::string bytes;
  while (file.read_some(bytes, size)) {
  }
  return bytes;
}

}  // namespace

TEST_CASE("what was peeked at in a pipe is read, once, and no more is waited for") {
  for (const std::size_t size : {1U, 3U, 100U}) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    InputFile file("/dev/fd/" + std::to_string(ends[0]));
    REQUIRE(::write(ends[1], "abc", 3) == 3);
    CHECK(file.peek(1) == "abc");
    CHECK(file.peek(3) == "abc");
    CHECK(file.has_more());
    std::string bytes;
    CHECK(file.read_some(bytes, 1));
    CHECK(bytes == "a");
    CHECK(file.peek(2) == "bc");
    REQUIRE(::write(ends[1], "de", 2) == 2);
    CHECK(file.peek(3) == "bcde");
    ::close(ends[1]);
    CHECK(file.peek(9) == "bcde");
    CHECK(read_all(file, size) == "bcde");
    CHECK(file.peek(1).empty());
    ::close(ends[0]);
  }
}

TEST_CASE("a file keeps its position when it is peeked at") {
  const TemporaryFolder folder;
  const auto path = folder.path / "x";
  std::ofstream(path) << "abcdef";
  InputFile file(path.string());
  CHECK(file.peek(1) == "abcdef");
  CHECK(::lseek(file.descriptor(), 0, SEEK_CUR) == 0);
  std::string bytes;
  CHECK(file.read_some(bytes, 2));
  CHECK(file.peek(9) == "cdef");
  CHECK(file.bytes_left() == 4);
  CHECK(read_all(file, 100) == "cdef");
}
