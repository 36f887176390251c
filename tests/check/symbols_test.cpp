#include "check/symbols.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "temporary_folder.h"

using namespace silu::check;

TEST_CASE("the functions of a library") {
  const auto functions = exported_functions(CHECK_LIBRARY);
  CHECK(std::ranges::count(functions, "copy_f32") == 1);
  CHECK(std::ranges::count(functions, "product") == 1);
  CHECK(std::ranges::count(functions, "abort") == 0);  // of another one
}

TEST_CASE("a file that is cut off, or none of this kind, has no functions") {
  const TemporaryFolder folder;
  const std::string file = folder.path / "library";
  const std::string whole = contents(CHECK_LIBRARY);
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 5) {
    std::ofstream(file, std::ios::binary) << whole.substr(0, size);
    exported_functions(file);
  }
  std::ofstream(file, std::ios::binary) << std::string(10'000, 'x');
  CHECK(exported_functions(file).empty());
  CHECK(exported_functions(folder.path / "none").empty());
}

TEST_CASE("headers that lie are no danger") {
  const TemporaryFolder folder;
  const std::string file = folder.path / "library";
  const std::string whole = contents(CHECK_LIBRARY);
  // The header of the file, and the last section headers.
  for (std::size_t i = 16; i < 64 + 512; ++i) {
    std::string wrong = whole;
    wrong[i < 64 ? i : wrong.size() - (i - 63)] = '\xff';
    std::ofstream(file, std::ios::binary) << wrong;
    exported_functions(file);
  }
}

TEST_CASE("what helps to find the name of a function") {
  CHECK(hint_for_symbol("my_silo", {"other", "my_silu"}) == ", did you mean 'my_silu'?");
  CHECK(hint_for_symbol("my_silu", {"_Z7my_siluPKfPfm"}) ==
        ", did you mean '_Z7my_siluPKfPfm'? extern \"C\" keeps a name");
  CHECK(hint_for_symbol("my_silu", {"a", "b"}) == "; it exports a, b");
  CHECK(hint_for_symbol("my_silu", {"a", "b", "c", "d", "e", "f"}) ==
        "; it exports a, b, c, d, e, ...");
  CHECK(hint_for_symbol("my_silu", {}) == "; it exports no function");
}
