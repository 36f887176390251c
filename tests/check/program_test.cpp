#include "check/program.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "kernels_io.h"
#include "temporary_folder.h"

using namespace silu;
using check::make_program_reader;

namespace {

using Command = std::vector<std::string>;

Command shell(const std::string& script) {
  return {"sh", "-c", script, "kernel"};
}

auto run(const Command& command, std::uint64_t count, std::optional<double> timeout = {}) {
  return make_program_reader(command, count_up_to(count), {.timeout_seconds = timeout});
}

std::string failure(const std::string& script, std::uint64_t count = 1'000,
                    std::optional<double> timeout = {}) {
  return failure_of([&] { return run(shell(script), count, timeout); });
}

// A reader of standard input, of which nobody knows the length.
check::Feed feed_from(const std::string& file) {
  std::vector<std::unique_ptr<data::Reader>> columns;
  columns.push_back(data::input_formats()[0].make_reader({.file = file}));
  return check::Feed(std::move(columns), DType::kFloat32);
}

// More than pipes and buffers hold.
constexpr std::uint64_t kMany = 3'000'000;

bool counts_up_to(std::uint64_t count, const std::vector<float>& results) {
  if (results.size() != count) return false;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (results[i] != static_cast<float>(i)) return false;
  }
  return true;
}

// A process that nobody has waited for yet is a zombie.
bool is_gone(int pid) {
  const std::string status = contents("/proc/" + std::to_string(pid) + "/status");
  return status.empty() || status.find("State:\tZ") != std::string::npos;
}

void wait_until_gone(int pid) {
  REQUIRE(pid > 0);
  while (!is_gone(pid)) std::this_thread::yield();
}

}  // namespace

TEST_CASE("a program is fed and read at the same time, whatever it holds back") {
  const TemporaryFolder folder;
  const std::string file = folder.path / "file";
  for (const auto& command :
       {Command{"cat"}, shell("cat > " + file + "; cat " + file), shell("cat | cat"),
        shell("dd bs=7 count=1 2> /dev/null; cat"), shell("cat; exec >&-; exec cat > /dev/null")}) {
    CAPTURE(command.back());
    CHECK(counts_up_to(kMany, results_of<float>(*run(command, kMany, 30))));
  }
  CHECK(counts_up_to(1, results_of<float>(*run({"cat"}, 1))));
}

TEST_CASE("a program may answer before it reads, or without it") {
  CHECK(results_of<float>(*run(shell("head -c 12000000 /dev/zero; cat > /dev/null"), kMany)) ==
        std::vector<float>(kMany));
  CHECK(results_of<float>(*run(shell("exec <&-; head -c 12000000 /dev/zero"), kMany)) ==
        std::vector<float>(kMany));
}

TEST_CASE("a program gives one result for each item of x and dy") {
  std::vector<std::unique_ptr<data::Reader>> columns;
  for (int i = 0; i < 2; ++i) columns.push_back(data::make_range_reader(0, 999, 1'000));
  const auto reader = make_program_reader(shell("cat > /dev/null; head -c 2000 /dev/zero"),
                                          check::Feed(std::move(columns), DType::kFloat64),
                                          {.result_dtype = DType::kFloat16});
  CHECK(reader->description().dtype == DType::kFloat16);
  CHECK(reader->description().extent.total == 1'000);
  CHECK(results_of<Float16>(*reader).size() == 1'000);
}

TEST_CASE("too few results, and too many") {
  CHECK(failure("head -c 3996") == "sh: returned 999 results for 1000 inputs @ 999");
  CHECK(failure("head -c 4") == "sh: returned 1 result for 1000 inputs @ 1");
  CHECK(failure(":") == "sh: returned 0 results for 1000 inputs @ 0");
  CHECK(failure("head -c 4000", kMany) == "sh: returned 1000 results for 3000000 inputs @ 1000");
  CHECK(failure("cat; echo abc") == "sh: returned more than 1000 results for 1000 inputs @ 1000");
  CHECK(failure("cat; printf a") ==
        "sh: ended with 1 of the 4 bytes of a result, after 1000 results @ 1000");
  CHECK(failure("head -c 3999") ==
        "sh: ended with 3 of the 4 bytes of a result, after 999 results @ 999");
  CHECK(failure("exec cat /dev/zero", kMany) ==
        "sh: returned more than 3000000 results for 3000000 inputs @ 3000000");
}

TEST_CASE("a program that crashes or fails") {
  CHECK(failure("head -c 2000; exit 3") == "sh: exited with status 3 after 500 results @ 500");
  CHECK(failure("cat; exit 1") == "sh: exited with status 1 after 1000 results @ 1000");
  CHECK(failure("head -c 8; kill -SEGV $$") ==
        "sh: killed by signal 11 (Segmentation fault) after 2 results @ 2");
  CHECK(failure("cat; kill -KILL $$") ==
        "sh: killed by signal 9 (Killed) after 1000 results @ 1000");
  CHECK(failure("exit 3", kMany) == "sh: exited with status 3 after 0 results @ 0");
}

TEST_CASE("a program that hangs at once") {
  CHECK(failure("exec sleep 100", 1'000, 0.1) == "sh: no result for 0.1 s after 0 results @ 0");
  CHECK(failure("exec sleep 100", kMany, 0.1) == "sh: no result for 0.1 s after 0 results @ 0");
}

// The timeout is long enough for a busy machine to come this far.
TEST_CASE("a program that hangs later") {
  CHECK(failure("head -c 40; exec sleep 100", kMany, 0.5) ==
        "sh: no result for 0.5 s after 10 results @ 10");
  CHECK(failure("cat; exec sleep 100", 1'000, 0.5) ==
        "sh: no result for 0.5 s after 1000 results @ 1000");
}

TEST_CASE("a program that does not exit") {
  CHECK(failure("cat; exec >&-; exec sleep 100", 1'000, 0.5) ==
        "sh: did not exit within 0.5 s after 1000 results @ 1000");
  CHECK(failure("head -c 40; exec >&-; exec sleep 100", 1'000, 0.5) ==
        "sh: returned 10 results for 1000 inputs @ 10");
}

TEST_CASE("a program that cannot be run") {
  const TemporaryFolder folder;
  const std::string file = folder.path / "kernel";
  const auto error = [&] { return error_of_making([&] { return run({file}, 10); }); };
  CHECK(error() == file + ": No such file or directory");
  std::ofstream(file) << "#!/bin/sh\n";
  CHECK(error() == file + ": Permission denied");
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  std::ofstream(file) << "#!/no/interpreter\n";
  CHECK(error() == file + ": No such file or directory");
}

TEST_CASE("a program's inputs may fail, too") {
  const TemporaryFolder folder;
  const std::string file = folder.path / "values";
  std::ofstream(file) << "1\n2\nx\n";
  for (const std::string script : {"cat", "cat > /dev/null", "cat; exit 1", ":"}) {
    CAPTURE(script);
    CHECK_THROWS_WITH_AS(
        results_of<float>(*make_program_reader(shell(script), feed_from(file), {})),
        doctest::Contains(":3:1: 'x' is not a number"), io::Error);
  }
}

TEST_CASE("inputs of unknown length") {
  const TemporaryFolder folder;
  const std::string file = folder.path / "values";
  {
    std::ofstream stream(file);
    for (int i = 0; i < 100'000; ++i) stream << i << '\n';
  }
  const auto make = [&](const std::string& script) {
    return make_program_reader(shell(script), feed_from(file), {});
  };
  CHECK(counts_up_to(100'000, results_of<float>(*make("cat"))));
  CHECK(failure_of([&] { return make("head -c 40"); }).starts_with("sh: returned 10 results for "));
  CHECK(failure_of([&] { return make("cat; echo abc"); }) ==
        "sh: returned more than 100000 results for 100000 inputs @ 100000");
  std::ofstream(file + ".empty") << "";
  CHECK(results_of<float>(*make_program_reader({"cat"}, feed_from(file + ".empty"), {})).empty());
  CHECK(results_of<float>(*make("exec <&-; head -c 400000 /dev/zero")).size() == 100'000);
}

TEST_CASE("a program that is no longer needed is gone, with those that it started") {
  const TemporaryFolder folder;
  const std::string file = folder.path / "pids";
  auto reader = run(shell("sleep 100 & echo $! $$ > " + file + "; cat; wait"), kMany);
  data::Block block;
  CHECK(reader->next(block));
  reader.reset();
  std::ifstream pids(file);
  int started = 0;
  int program = 0;
  pids >> started >> program;
  CHECK(is_gone(program));
  wait_until_gone(started);
}

TEST_CASE("a program does not outlive ours") {
  const TemporaryFolder folder;
  const std::string file = folder.path / "pid";
  const pid_t ours = ::fork();
  if (ours == 0) {
    const auto reader =
        run(shell("echo $$ > " + file + "x; mv " + file + "x " + file + "; exec sleep 100"), 10);
    ::pause();
  }
  while (!std::filesystem::exists(file)) std::this_thread::yield();
  ::kill(ours, SIGKILL);
  ::waitpid(ours, nullptr, 0);
  wait_until_gone(std::stoi(contents(file)));
}

TEST_CASE("how a program ended is known where nobody asks for it") {
  std::signal(SIGCHLD, SIG_IGN);
  CHECK(failure("cat; exit 3") == "sh: exited with status 3 after 1000 results @ 1000");
}

TEST_CASE("a program begins with signals as any does") {
  const auto reader = make_program_reader(
      shell("grep -q 'SigBlk:.0*$' /proc/self/status && "
            "! grep 'SigIgn:.*[1-9a-f]...$' /proc/self/status > /dev/null && cat"),
      count_up_to(10), {});
  CHECK(results_of<float>(*reader).size() == 10);
}
