#include "io/progress.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace silu::io;

namespace {

constexpr ProgressStyle kWide{.color = false, .columns = 100};

}  // namespace

TEST_CASE("a progress line says what is done, how fast, and how long it will take") {
  CHECK(progress_line({.total = 4'000'000'000, .in_bytes = true}, 1'000'000'000, 4, kWide) ==
        "[======>                 ]  25%  1.0 GB of 4.0 GB  250 MB/s  12 s left");
  CHECK(progress_line({.total = 1'000'000}, 999'999, 1000, kWide) ==
        "[=======================>]  99%  1.0 M rows of 1.0 M rows  1.0 k rows/s  1 s left");
  CHECK(
      progress_line({.total = 10}, 10, 7200, kWide).starts_with("[========================] 100%"));
  CHECK(progress_line({.total = 10}, 1, 7200, kWide).ends_with("18:00 h left"));
}

TEST_CASE("a progress line of unknown work counts it") {
  CHECK(progress_line({.total = 0, .in_bytes = true}, 1500, 3, kWide) == "1.5 kB  500 B/s");
}

TEST_CASE("a progress line of which only the share matters") {
  CHECK(progress_line({.total = 1000, .only_share = true}, 250, 4, kWide) ==
        "[======>                 ]  25%  12 s left");
}

TEST_CASE("a progress line is green where color is wanted") {
  CHECK(progress_line({.total = 2}, 1, 1, {.color = true, .columns = 100})
            .starts_with("[\x1b[32m============>\x1b[0m"));
}

TEST_CASE("a progress line stays within its terminal, because one that wraps cannot be wiped") {
  const Extent rows{.total = 30'000'000};
  CHECK(progress_line(rows, 28'300'000, 1.3, {.columns = 80}) ==
        "[=================> ]  94%  28.3 M rows of 30.0 M rows  21.8 M rows/s  1 s left");
  for (const bool color : {false, true}) {
    for (const std::size_t columns :
         std::initializer_list<std::size_t>{1, 2, 10, 40, 60, 62, 63, 64, 66, 80, 1000}) {
      auto line = progress_line(rows, 28'300'000, 1.3, {.color = color, .columns = columns});
      for (const std::string_view escape : {"\x1b[32m", "\x1b[0m"}) {
        if (const auto at = line.find(escape); at != std::string::npos)
          line.erase(at, escape.size());
      }
      CAPTURE(line);
      CHECK(line.size() < columns);
      CHECK(line.find('\x1b') == std::string::npos);
    }
  }
  CHECK(progress_line({.total = 0, .in_bytes = true}, 1500, 3, {.columns = 10}) == "1.5 kB  5");
}
