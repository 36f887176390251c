#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <thread>

#include "binary_files.h"
#include "data/error.h"
#include "data/readers/readers.h"

using namespace silu;
using namespace silu::data;

namespace {

struct LinspaceSample {
  double start, stop;
  std::uint64_t count, index;
  double value;
};

#include "linspace.h"

// A reader of text that arrives in the given pieces.
struct Pipe {
  explicit Pipe(std::vector<std::string> pieces) {
    REQUIRE(::pipe(ends) == 0);
    writer = std::thread([this, pieces = std::move(pieces)] {
      for (const auto& piece : pieces) {
        if (::write(ends[1], piece.data(), piece.size()) < 0) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
      ::close(ends[1]);
    });
    name = "/dev/fd/" + std::to_string(ends[0]);
    reader = make_text_reader({.file = name});
  }
  ~Pipe() {
    writer.join();
    ::close(ends[0]);
  }

  int ends[2];
  std::string name;
  std::thread writer;
  std::unique_ptr<Reader> reader;
};

}  // namespace

TEST_CASE("ranges are numpy.linspace, bit for bit") {
  for (const auto& sample : kLinspaceSamples) {
    CAPTURE(sample.start);
    CAPTURE(sample.stop);
    CAPTURE(sample.index);
    const auto reader = make_range_reader(sample.start, sample.stop, sample.count);
    Chunk chunk = Columns<double>{};
    Block block;
    block.first = sample.index;
    block.count = 1;
    reader->parse(block, chunk);
    CHECK(std::memcmp(&std::get<Columns<double>>(chunk).x[0], &sample.value, sizeof(double)) == 0);
  }
}

TEST_CASE("a range is handed out in blocks, all of it") {
  const auto values = read_all<double>(*make_range_reader(0, 99999, 100000));
  REQUIRE(values.size() == 100000);
  for (std::size_t i = 0; i < values.size(); ++i) REQUIRE(values[i] == static_cast<double>(i));
}

TEST_CASE("a range is rounded to the dtype") {
  CHECK(read_all<float>(*make_range_reader(0, 0.3, 4)) == std::vector{0.0F, 0.1F, 0.2F, 0.3F});
}

TEST_CASE("a table of a range gets the decimals that tell its values apart") {
  CHECK(make_range_reader(-3, 3, 7)->decimals() == 1);
  CHECK(make_range_reader(0, 1, 101)->decimals() == 2);
  CHECK(make_range_reader(0, 1, 1001)->decimals() == 3);
  CHECK(make_range_reader(0.05, 0.95, 10)->decimals() == 2);
  CHECK(make_range_reader(0, 1000, 10001)->decimals() == 1);
  CHECK(make_range_reader(-10, 10, 20001)->decimals() == 3);
  CHECK(make_range_reader(0, 1, 4)->decimals() == 1);
  CHECK(make_range_reader(1, 1, 4)->decimals() == 1);
  CHECK(make_range_reader(0.123, 1, 1)->decimals() == 1);
  CHECK(make_range_reader(-1, 1, 1'000'000'000)->decimals() == 9);
}

TEST_CASE("values are checked when they are given") {
  CHECK(read_all<float>(*make_values_reader({"1", "-.5"})) == std::vector{1.0F, -0.5F});
  CHECK_THROWS_WITH_AS(make_values_reader({"1", "x"}), "'x' is not a number", Error);
}

TEST_CASE("text: blanks, newlines and commas separate, wherever a read ends") {
  Pipe pipe({"1 2", "3\n,", "-4.", "5", "\t6\r\n", "7"});
  CHECK(read_all<float>(*pipe.reader) == std::vector{1.0F, 23.0F, -4.5F, 6.0F, 7.0F});
}

TEST_CASE("text: decimals do not eat the input") {
  Pipe pipe({"0.2", "5 ", "1"});
  CHECK(pipe.reader->decimals() == 2);
  CHECK(read_all<double>(*pipe.reader) == std::vector{0.25, 1.0});
}

TEST_CASE("text: an error says where, wherever a read ends") {
  Pipe pipe({"1 2\n3 ", "4\n 5 6", "x 7"});
  CHECK_THROWS_WITH_AS(read_all<float>(*pipe.reader),
                       (pipe.name + ":3:4: '6x' is not a number").c_str(), Error);
}

TEST_CASE("text: what never ends is not gathered") {
  Pipe pipe({"1\n2 ", std::string(5000, '3')});
  CHECK_THROWS_WITH_AS(read_all<float>(*pipe.reader),
                       (pipe.name + ":2:3: '3333333333333333333333333333333333333333…' is too long "
                                    "for a number")
                           .c_str(),
                       Error);
}

TEST_CASE("raw: whole values of the dtype, from a file and from a pipe") {
  const std::string bytes = bytes_of_values({1.5F, -2.0F, 0.0F});
  CHECK(read_file<float>(make_raw_reader, bytes) == std::vector{1.5F, -2.0F, 0.0F});
  CHECK(read_file<float>(make_raw_reader, "").empty());
  const auto expected = "7 bytes are no whole number of values of 4 bytes each";
  CHECK(error_of(make_raw_reader, bytes.substr(5)) == expected);
  CHECK(error_of_pipe(make_raw_reader, bytes.substr(5)) == expected);
  CHECK(error_of_pipe(make_raw_reader, bytes).empty());
  CHECK(error_of(make_raw_reader, "12", {.dtype = DType::kFloat16}).empty());
}
