#include "check/library.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "kernels_io.h"
#include "temporary_folder.h"

using namespace silu;
using namespace silu::check;

namespace {

const std::string kLibrary = CHECK_LIBRARY;

// More than one block, and a last one that is not whole.
constexpr std::uint64_t kMany = 200'001;

auto run(const std::string& symbol, std::uint64_t count = kMany,
         std::optional<double> timeout = {}) {
  return make_library_reader(kLibrary, symbol, count_up_to(count), {.timeout_seconds = timeout});
}

std::string failure(const std::string& symbol, std::uint64_t count = kMany,
                    std::optional<double> timeout = {}) {
  std::string message = failure_of([&] { return run(symbol, count, timeout); });
  const std::string prefix = kLibrary + ": " + symbol + ": ";
  if (!message.empty()) REQUIRE(message.starts_with(prefix));
  return message.empty() ? message : message.substr(prefix.size());
}

std::string error(const std::string& file, const std::string& symbol) {
  const std::string message =
      error_of_making([&] { return make_library_reader(file, symbol, count_up_to(10), {}); });
  REQUIRE(message.starts_with(file + ": "));
  return message.substr(file.size() + 2);
}

Feed feed_of(DType dtype, std::size_t columns, std::uint64_t count) {
  std::vector<std::unique_ptr<data::Reader>> readers;
  for (std::size_t i = 0; i < columns; ++i) {
    readers.push_back(data::make_range_reader(0, static_cast<double>(count - 1), count));
  }
  return Feed(std::move(readers), dtype);
}

LaneFindings findings_of(const std::string& symbol, std::uint64_t count = 70'000) {
  LaneFindings findings;
  const auto reader =
      make_library_reader(kLibrary, symbol, count_up_to(count), {.lanes = &findings});
  CHECK(results_of<float>(*reader).size() == count);
  return findings;
}

std::string failure_in_lanes(const std::string& symbol) {
  LaneFindings findings;
  return failure_of([&] {
    return make_library_reader(kLibrary, symbol, count_up_to(1'000), {.lanes = &findings});
  });
}

}  // namespace

TEST_CASE("a library's results come in order") {
  for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{65'536}, kMany}) {
    const auto results = results_of<float>(*run("copy_f32", count));
    REQUIRE(results.size() == count);
    for (std::uint64_t i = 0; i < count; ++i) REQUIRE(results[i] == static_cast<float>(i));
  }
}

TEST_CASE("a library's kernel may be of any dtype") {
  const auto doubles = results_of<double>(*make_library_reader(
      kLibrary, "copy_f64", feed_of(DType::kFloat64, 1, kMany), {.result_dtype = DType::kFloat64}));
  REQUIRE(doubles.size() == kMany);
  CHECK(doubles.back() == kMany - 1);
  const auto narrow = results_of<BFloat16>(
      *make_library_reader(kLibrary, "negate_bf16", feed_of(DType::kBFloat16, 1, 100),
                           {.result_dtype = DType::kBFloat16}));
  REQUIRE(narrow.size() == 100);
  CHECK(static_cast<double>(narrow[99]) == -99);
}

TEST_CASE("a library's backward kernel takes x and dy") {
  const auto results = results_of<float>(
      *make_library_reader(kLibrary, "product", feed_of(DType::kFloat32, 2, kMany), {}));
  REQUIRE(results.size() == kMany);
  for (std::uint64_t i = 0; i < kMany; ++i) {
    REQUIRE(results[i] == static_cast<float>(i) * static_cast<float>(i));
  }
}

TEST_CASE("a library's crash is that of one input") {
  CHECK(failure("crash") == "killed by signal 11 (Segmentation fault) at input 70000 @ 70000");
  CHECK(failure("divide_by_zero") ==
        "killed by signal 8 (Floating point exception) at input 70000 @ 70000");
  CHECK(failure("recurse_forever") ==
        "killed by signal 11 (Segmentation fault) at input 70000 @ 70000");
  CHECK(failure("throw_exception") == "killed by signal 6 (Aborted) at input 70000 @ 70000");
  CHECK(failure("quit") == "exited with status 0 at input 70000 @ 70000");
  CHECK(failure("crash_when_full") ==
        "killed by signal 11 (Segmentation fault) at inputs 65536 to 131071 @ 65536");
}

// The timeout is long enough for a busy machine to come this far.
TEST_CASE("a library's hang is that of one input, too") {
  CHECK(failure("hang", kMany, 0.5) == "no result for 0.5 s at input 70000 @ 70000");
}

TEST_CASE("a library's kernel stays in its arrays") {
  const std::string crash = "killed by signal 11 (Segmentation fault), ";
  CHECK(failure("write_behind") == crash + "accessing memory behind the end of y at input 0 @ 0");
  CHECK(failure("read_behind") == crash + "accessing memory behind the end of x at input 0 @ 0");
  CHECK(failure("write_input") == crash + "writing to x at inputs 0 to 65535 @ 0");
  CHECK(failure("write_before") == "wrote outside of its results at input 0 @ 0");
  CHECK(failure("write_behind", 5) ==
        crash + "accessing memory behind the end of y at input 0 @ 0");
}

TEST_CASE("a result that a library's kernel does not write is found") {
  CHECK(failure("skip_last") == "left its result unwritten at input 65535 @ 65535");
  CHECK(failure("skip_last", 5) == "left its result unwritten at input 4 @ 4");
}

TEST_CASE("what a library's kernel prints and reads is not ours") {
  const auto results = results_of<float>(*run("print", 10));
  CHECK(results == std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(results_of<float>(*run("read_input", 1)) == std::vector<float>{0});
}

TEST_CASE("a library that cannot be used") {
  CHECK(error(kLibrary, "copy_f3") == "no function 'copy_f3', did you mean 'copy_f32'?");
  CHECK(error(kLibrary, "cpp_kernel") ==
        "no function 'cpp_kernel', did you mean '_Z10cpp_kernelPKfPfm'? extern \"C\" keeps a name");
  CHECK(error(kLibrary, "data_f32").starts_with("no function 'data_f32'; it exports "));
  CHECK(error("/no/such/library.so", "f") == "No such file or directory");
  const TemporaryFolder folder;
  const std::string file = folder.path / "library.so";
  std::ofstream(file) << "no library";
  CHECK(error(file, "f") == "file too short");
  std::ofstream(file) << std::string(10'000, 'x');
  CHECK(error(file, "f") == "invalid ELF header");
  CHECK(error(folder.path, "f").find("cannot read file data: Is a directory") == 0);
}

TEST_CASE("a library's inputs may be of unknown length, and may fail") {
  const TemporaryFolder folder;
  const std::string file = folder.path / "values";
  const auto make = [&] {
    std::vector<std::unique_ptr<data::Reader>> columns;
    columns.push_back(data::input_formats()[0].make_reader({.file = file}));
    return make_library_reader(kLibrary, "copy_f32", Feed(std::move(columns), DType::kFloat32), {});
  };
  std::ofstream stream(file);
  for (int i = 0; i < 100'000; ++i) stream << i << '\n';
  stream.flush();
  CHECK(results_of<float>(*make()).size() == 100'000);
  stream << "x\n";
  stream.close();
  CHECK_THROWS_WITH_AS(results_of<float>(*make()), doctest::Contains("'x' is not a number"),
                       io::Error);
  std::ofstream(file) << "";
  CHECK(results_of<float>(*make()).empty());
}

TEST_CASE("a library whose results depend on their place or their neighbours is found") {
  CHECK(findings_of("copy_f32").inputs == 0);
  const LaneFindings place = findings_of("place");
  CHECK(place.inputs > 50'000);
  CHECK(place.index == 0);
  CHECK(place.arrangement == std::string("shifted by 1"));
  const LaneFindings tail = findings_of("tail");
  CHECK(tail.inputs > 0);
  CHECK(findings_of("beside_nan").arrangement == std::string("beside NaN"));
  CHECK(findings_of("beside_nan").inputs == 69'999);  // 0 is right by chance

  const LaneFindings alone = findings_of("alone");
  CHECK(alone.inputs == 1);
  CHECK(alone.index == 300);
  CHECK(alone.arrangement == std::string("alone"));
  CHECK(alone.in_order == 0x4396'0000);
  CHECK(alone.arranged == 0);

  const LaneFindings unaligned = findings_of("unaligned");
  CHECK(unaligned.inputs == 273);  // one in each whole group
  CHECK(unaligned.index == 7);
  CHECK(unaligned.arrangement == std::string("unaligned"));
}

TEST_CASE("a library's crash in lanes tells the arrangement") {
  CHECK(failure_in_lanes("crash_alone") ==
        kLibrary + ": crash_alone: killed by signal 6 (Aborted) at input 300, alone @ 300");
}

TEST_CASE("lanes of a library's backward kernel") {
  LaneFindings findings;
  const auto reader = make_library_reader(kLibrary, "product", feed_of(DType::kFloat32, 2, 1'000),
                                          {.lanes = &findings});
  CHECK(results_of<float>(*reader).size() == 1'000);
  CHECK(findings.inputs == 0);
}

TEST_CASE("a library that is no longer needed is gone") {
  auto reader = run("copy_f32");
  data::Block block;
  CHECK(reader->next(block));
  reader.reset();
  const std::string children = "/proc/self/task/" + std::to_string(::getpid()) + "/children";
  CHECK(contents(children).empty());
}
