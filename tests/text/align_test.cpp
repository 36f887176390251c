#include "text/align.h"

#include <doctest/doctest.h>

using namespace silu::text;

TEST_CASE("align pads columns to their widest cell, counted in characters") {
  const std::vector<Cells> rows = {{"name", "×", "n"}, {"a", "10", "100"}};
  CHECK(align(rows, "  ", {0}) == std::vector<std::string>{"name   ×    n", "a     10  100"});
  CHECK(align(rows, " | ", {0, 1, 2}) ==
        std::vector<std::string>{"name | ×  | n  ", "a    | 10 | 100"});
}
