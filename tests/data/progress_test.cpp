#include "data/progress.h"

#include <doctest/doctest.h>

using namespace silu::data;

TEST_CASE("a progress line says what is done, how fast, and how long it will take") {
  CHECK(progress_line({.total = 4'000'000'000, .in_bytes = true}, 1'000'000'000, 4, false) ==
        "[======>                 ]  25%  1.0 GB of 4.0 GB  250 MB/s  12 s left");
  CHECK(progress_line({.total = 1'000'000}, 999'999, 1000, false) ==
        "[=======================>]  99%  1.0 M rows of 1.0 M rows  1.0 k rows/s  1 s left");
  CHECK(
      progress_line({.total = 10}, 10, 7200, false).starts_with("[========================] 100%"));
  CHECK(progress_line({.total = 10}, 1, 7200, false).ends_with("18:00 h left"));
}

TEST_CASE("a progress line of unknown work counts it") {
  CHECK(progress_line({.total = 0, .in_bytes = true}, 1500, 3, false) == "1.5 kB  500 B/s");
}

TEST_CASE("a progress line is green where colour is wanted") {
  CHECK(progress_line({.total = 2}, 1, 1, true).starts_with("[\x1b[32m============>\x1b[0m"));
}
