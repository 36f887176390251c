#include "text/align.h"

#include <doctest/doctest.h>

using namespace silu::text;

TEST_CASE("align pads columns to their widest cell, counted in characters") {
  const std::vector<Cells> rows = {{"name", "×", "n"}, {"a", "10", "100"}};
  CHECK(align(rows, "  ", {0}) == std::vector<std::string>{"name   ×    n", "a     10  100"});
  CHECK(align(rows, " | ", {0, 1, 2}) ==
        std::vector<std::string>{"name | ×  | n  ", "a    | 10 | 100"});
}

TEST_CASE("wrap breaks between words, and counts characters") {
  CHECK(wrap("", 2, 10) == "");
  CHECK(wrap("one two three", 0, 80) == "one two three");
  CHECK(wrap("one two three", 0, 7) == "one two\nthree");
  CHECK(wrap("one two three", 0, 6) == "one\ntwo\nthree");
  CHECK(wrap("one two three", 4, 11) == "one two\n    three");
  CHECK(wrap("××× ××× a", 0, 7) == "××× ×××\na");
}

TEST_CASE("wrap leaves a word whole that is longer than a line") {
  CHECK(wrap("incomprehensible", 2, 8) == "incomprehensible");
  CHECK(wrap("an incomprehensible word", 2, 8) == "an\n  incomprehensible\n  word");
}
