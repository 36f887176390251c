#include "io/spool.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <string>
#include <vector>

#include "temporary_folder.h"

using namespace silu::io;

namespace {

std::string copy(Spool& spool, std::size_t text) {
  const TemporaryFolder folder;
  OutputFile output(folder.path / "out");
  spool.copy_to(text, output);
  output.commit();
  return contents(folder.path / "out");
}

}  // namespace

TEST_CASE("a spool gives back all that it took, little or much") {
  for (const int lines : {0, 1, 1000, 300000}) {
    CAPTURE(lines);
    Spool spool(1);
    std::string expected;
    for (int i = 0; i < lines; ++i) {
      const std::string line = std::to_string(i) + "\n";
      spool.append(0, line);
      expected += line;
    }
    CHECK(copy(spool, 0) == expected);
  }
}

TEST_CASE("a spool takes bytes by the piece") {
  const std::string bytes(3 << 18, 'x');
  for (const std::size_t size :
       {1U << 13, (1U << 18) - 9, (1U << 18) - 8, (1U << 18) - 7, 1U << 18}) {
    CAPTURE(size);
    Spool spool(1);
    for (int i = 0; i < 3; ++i) spool.append(0, std::string_view(bytes).substr(0, size));
    spool.append(0, "end");
    CHECK(copy(spool, 0) == std::string(3 * size, 'x') + "end");
  }
}

TEST_CASE("the texts of a spool do not mix") {
  constexpr std::size_t kTexts = 100;
  Spool spool(kTexts);
  std::vector<std::string> expected(kTexts);
  for (std::size_t round = 0; round < 50; ++round) {
    for (std::size_t i = 0; i < kTexts; ++i) {
      // The first one stays empty, and the last ones take more than a piece each time.
      const std::string bytes(i * (round + 3), static_cast<char>('a' + (i + round) % 26));
      spool.append(i, bytes);
      expected[i] += bytes;
    }
  }
  for (const std::size_t i : {std::size_t{99}, std::size_t{0}, std::size_t{50}, std::size_t{1}}) {
    CAPTURE(i);
    CHECK(copy(spool, i) == expected[i]);
  }
}

TEST_CASE("a spool needs one open file for any number of texts") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit few{32, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  Spool spool(100);
  const std::string bytes(20'000, 'x');
  for (std::size_t i = 0; i < 100; ++i) spool.append(i, bytes);
  CHECK(copy(spool, 99) == bytes);
  ::setrlimit(RLIMIT_NOFILE, &before);
}
