#include "io/output_file.h"

#include <doctest/doctest.h>

#include "io/error.h"
#include "temporary_folder.h"

using namespace silu::io;
namespace fs = std::filesystem;

namespace {

auto count_files(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

}  // namespace

TEST_CASE("a file appears whole, at commit") {
  const TemporaryFolder folder;
  const fs::path file = folder.path / "out.csv";
  std::string expected;
  {
    OutputFile output(file);
    for (int i = 0; i < 100000; ++i) {
      output.write("0123456789");
      expected += "0123456789";
    }
    output.write(std::string(1 << 20, 'x'));
    expected += std::string(1 << 20, 'x');
    CHECK_FALSE(fs::exists(file));
    output.commit();
  }
  CHECK(contents(file) == expected);
  CHECK(count_files(folder.path) == 1);
}

TEST_CASE("without commit the old file stays and nothing else") {
  const TemporaryFolder folder;
  const fs::path file = folder.path / "out.csv";
  std::ofstream(file) << "old";
  {
    OutputFile output(file);
    output.write("new");
    output.flush();
  }
  CHECK(contents(file) == "old");
  CHECK(count_files(folder.path) == 1);
}

TEST_CASE("a replaced file keeps its mode, a link keeps pointing to it") {
  const TemporaryFolder folder;
  std::ofstream(folder.path / "target") << "old";
  fs::permissions(folder.path / "target", fs::perms(0640));
  fs::create_symlink("target", folder.path / "link");
  OutputFile output(folder.path / "link");
  output.write("new");
  output.commit();
  CHECK(fs::is_symlink(folder.path / "link"));
  CHECK(contents(folder.path / "target") == "new");
  CHECK(fs::status(folder.path / "target").permissions() == fs::perms(0640));
}

TEST_CASE("failures name the file and the reason") {
  CHECK_THROWS_WITH_AS(OutputFile("no/such/folder/x"),
                       "no/such/folder/x: cannot create a file in no/such/folder: No such file or "
                       "directory",
                       Error);
  OutputFile full("/dev/full");
  full.write("text");
  CHECK_THROWS_WITH_AS(full.commit(), "/dev/full: No space left on device", Error);
}
