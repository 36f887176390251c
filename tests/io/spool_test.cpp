#include "io/spool.h"

#include <doctest/doctest.h>

#include "temporary_folder.h"

using namespace silu::io;

TEST_CASE("a spool gives back all that it took, little or much") {
  for (const int lines : {0, 1, 1000, 300000}) {
    CAPTURE(lines);
    const TemporaryFolder folder;
    Spool spool;
    std::string expected;
    for (int i = 0; i < lines; ++i) {
      const std::string line = std::to_string(i) + "\n";
      spool.write(line);
      expected += line;
    }
    OutputFile output(folder.path / "out");
    spool.copy_to(output);
    output.commit();
    CHECK(contents(folder.path / "out") == expected);
  }
}
