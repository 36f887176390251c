#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

#include "data/binary_files.h"
#include "data/readers/readers.h"
#include "data/writer.h"
#include "io/error.h"

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
  explicit Pipe(std::vector<std::string> pieces, Source source = {},
                std::unique_ptr<Reader> (*make_reader)(const Source&) = make_text_reader) {
    REQUIRE(::pipe(ends) == 0);
    writer = std::thread([this, pieces = std::move(pieces)] {
      for (const auto& piece : pieces) {
        if (::write(ends[1], piece.data(), piece.size()) < 0) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
      ::close(ends[1]);
    });
    name = "/dev/fd/" + std::to_string(ends[0]);
    source.file = name;
    try {
      reader = make_reader(source);
    } catch (...) {
      close();
      throw;
    }
  }
  ~Pipe() { close(); }

  void close() {
    writer.join();
    ::close(ends[0]);
  }

  int ends[2];
  std::string name;
  std::thread writer;
  std::unique_ptr<Reader> reader;
};

// Standard input that brings bytes and then fails, as a socket does when its peer leaves unread
// what it was sent.
struct FailingInput {
  explicit FailingInput(const std::string& bytes) : standard_input(::dup(STDIN_FILENO)) {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    REQUIRE(::write(ends[0], "unread", 6) == 6);
    REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    ::close(ends[1]);
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]);
  }
  ~FailingInput() {
    ::dup2(standard_input, STDIN_FILENO);
    ::close(standard_input);
  }

  int standard_input;
};

}  // namespace

TEST_CASE("a read error half way is no end of the input") {
  const auto check = [](MakeReader make_reader, const std::string& bytes) {
    const FailingInput input(bytes);
    const auto reader = make_reader({});
    Block block;
    CHECK_THROWS_WITH_AS(while (reader->next(block)), "<stdin>: Connection reset by peer",
                         io::Error);
  };
  check(make_text_reader, "1 2 3");
  check(make_csv_reader, "x\n1\n2\n3");
  check(make_tsv_reader, "x\n1\n2\n3");
  check(make_json_reader, "[1, 2, 3");
  check(make_jsonl_reader, "1\n2\n3");
  check(make_raw_reader, bytes_of_values({1.0F, 2.0F}));
}

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
  CHECK(style_of(make_range_reader(-3, 3, 7)->preview()).x_decimals == 1);
  CHECK(style_of(make_range_reader(0, 1, 101)->preview()).x_decimals == 2);
  CHECK(style_of(make_range_reader(0, 1, 1001)->preview()).x_decimals == 3);
  CHECK(style_of(make_range_reader(0.05, 0.95, 10)->preview()).x_decimals == 2);
  CHECK(style_of(make_range_reader(0, 1000, 10001)->preview()).x_decimals == 1);
  CHECK(style_of(make_range_reader(-10, 10, 20001)->preview()).x_decimals == 3);
  CHECK(style_of(make_range_reader(0, 1, 4)->preview()).x_decimals == 1);
  CHECK(style_of(make_range_reader(1, 1, 4)->preview()).x_decimals == 1);
  CHECK(style_of(make_range_reader(0.123, 1, 1)->preview()).x_decimals == 1);
  CHECK_FALSE(style_of(make_range_reader(1e-16, 1e-15, 7)->preview()).x_is_scientific);
  const auto tiny = style_of(make_range_reader(1e-20, 2e-20, 3)->preview());
  CHECK(tiny.x_is_scientific);
  CHECK(tiny.x_decimals == 1);
  CHECK(style_of(make_range_reader(1e-20, 1, 1)->preview()).x_is_scientific);
  CHECK(style_of(make_range_reader(-1, 1, 1'000'000'000)->preview()).x_decimals == 9);
}

TEST_CASE("values are checked when they are given") {
  CHECK(read_all<float>(*make_values_reader({"1", "-.5"})) == std::vector{1.0F, -0.5F});
  CHECK_THROWS_WITH_AS(make_values_reader({"1", "x"}), "'x' is not a number", io::Error);
}

TEST_CASE("text: blanks, newlines and commas separate, wherever a read ends") {
  Pipe pipe({"1 2", "3\n,", "-4.", "5", "\t6\r\n", "7"});
  CHECK(read_all<float>(*pipe.reader) == std::vector{1.0F, 23.0F, -4.5F, 6.0F, 7.0F});
}

TEST_CASE("text: decimals do not eat the input") {
  Pipe pipe({"0.2", "5 ", "1"});
  CHECK(style_of(pipe.reader->preview()).x_decimals == 2);
  CHECK(read_all<double>(*pipe.reader) == std::vector{0.25, 1.0});
}

TEST_CASE("text: an error says where, wherever a read ends") {
  Pipe pipe({"1 2\n3 ", "4\n 5 6", "x 7"});
  CHECK_THROWS_WITH_AS(read_all<float>(*pipe.reader),
                       (pipe.name + ":3:4: '6x' is not a number").c_str(), io::Error);
}

TEST_CASE("text: what never ends is not gathered") {
  Pipe pipe({"1\n2 ", std::string(5000, '3')});
  CHECK_THROWS_WITH_AS(read_all<float>(*pipe.reader),
                       (pipe.name + ":2:3: '3333333333333333333333333333333333333333…' is too long "
                                    "for a number (limit: 4096 bytes)")
                           .c_str(),
                       io::Error);
}

TEST_CASE("raw: whole values of the dtype, from a file and from a pipe") {
  const std::string bytes = bytes_of_values({1.5F, -2.0F, 0.0F});
  CHECK(read_file<float>(make_raw_reader, bytes) == std::vector{1.5F, -2.0F, 0.0F});
  CHECK(read_file<float>(make_raw_reader, "").empty());
  const auto expected = "7 bytes is not a multiple of the value size, 4 bytes";
  CHECK(error_of(make_raw_reader, bytes.substr(5)) == expected);
  CHECK(error_of_pipe(make_raw_reader, bytes.substr(5)) == expected);
  CHECK(error_of_pipe(make_raw_reader, bytes).empty());
  CHECK(error_of(make_raw_reader, "12", {.dtype = DType::kFloat16}).empty());
}

TEST_CASE("text: --on-error goes on") {
  Pipe nan({"1 a", "bc 2 -\n"}, {.on_error = OnError::kNaN});
  const auto values = read_all<float>(*nan.reader);
  REQUIRE(values.size() == 4);
  CHECK(std::isnan(values[1]));
  CHECK(std::isnan(values[3]));
  CHECK(nan.reader->bad_values() == 2);
  Pipe skip({"1 a", "bc 2 -\n"}, {.on_error = OnError::kSkip});
  CHECK(style_of(skip.reader->preview()).x_decimals == 1);
  CHECK(read_all<float>(*skip.reader) == std::vector{1.0F, 2.0F});
  CHECK(skip.reader->bad_values() == 2);
}

TEST_CASE("csv: the same rows wherever a read ends") {
  const std::string text =
      "\xef\xbb\xbf\n\"the \"\"x\"\"\",b\r\n1,\"two\nlines\"\n\r\n\" 2.5 \",\"a\"\"\n\"\"b\"\n "
      "-3\t,\"\"";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    Pipe pipe({text.substr(0, cut), text.substr(cut)}, {.column = "the \"x\"", .keep = true},
              make_csv_reader);
    CHECK(pipe.reader->description().kept->header == "\"the \"\"x\"\"\",b\r\n");
    std::vector<float> values;
    std::string rows;
    Block block;
    Chunk chunk = Columns<float>{};
    while (pipe.reader->next(block)) {
      pipe.reader->parse(block, chunk);
      const auto& columns = std::get<Columns<float>>(chunk);
      values.insert(values.end(), columns.x.begin(), columns.x.end());
      for (const auto row : columns.rows) rows += std::string(row) + "|";
    }
    CHECK(values == std::vector{1.0F, 2.5F, -3.0F});
    CHECK(rows == "1,\"two\nlines\"\n|\" 2.5 \",\"a\"\"\n\"\"b\"\n| -3\t,\"\"|");
  }
}

TEST_CASE("csv: a header is a first row whose field is no number") {
  const auto read = [](std::string text, std::optional<std::string> column = {}) {
    Pipe pipe({std::move(text)}, {.column = std::move(column)}, make_csv_reader);
    return read_all<float>(*pipe.reader);
  };
  CHECK(read("1,x\n2,y\n") == std::vector{1.0F, 2.0F});
  CHECK(read("x,1\n2,3\n") == std::vector{2.0F});
  CHECK(read("x,1\n2,3\n", "2") == std::vector{1.0F, 3.0F});
  CHECK(read(",y\n2,3\n") == std::vector{2.0F});
  CHECK(read("1,y\n2,3\n", "1").size() == 2);
  CHECK(read("1,y\n2,3\n", "y") == std::vector{3.0F});
  CHECK(read("").empty());
  CHECK(read("\n\n").empty());
  CHECK(read("x").empty());
  CHECK(read("x,").empty());  // found by a fuzzer
  CHECK(read("x\n").empty());
  CHECK(read("a\"b\n\"1\"").size() == 1);
}

TEST_CASE("csv: an error says where") {
  const auto read = [](std::string text, Source source = {}) {
    Pipe pipe({std::move(text)}, std::move(source), make_csv_reader);
    try {
      read_all<float>(*pipe.reader);
    } catch (const io::Error& error) {
      return std::string(error.what()).substr(pipe.name.size());
    }
    return std::string("none");
  };
  CHECK(read("a,x\n\"1\n\",2\n4,abc\n", {.column = "x"}) == ":4:3: 'abc' is not a number");
  CHECK(read("1,2\n3\n", {.column = "2"}) == ":2:1: 1 field, expected 2 as in the first row");
  CHECK(read("1,2\n3\n") == ":2:1: 1 field, expected 2 as in the first row");
  CHECK(read("a\n1,5\n2,25\n") ==
        ":2:1: 2 fields, expected 1 as in the first row; is the decimal mark ','? (--delimiter ';' "
        "--decimal ,)");
  CHECK(read("a,b\n1,2\n3,4,\n") == ":3:1: 3 fields, expected 2 as in the first row");
  CHECK(read("a,b\n1,2\n3,\"4,5\"\nx\n") == ":4:1: 1 field, expected 2 as in the first row");
  CHECK(read("1,2\n3,4,5\n", {.keep = true}) == ":2:1: 3 fields, expected 2 as in the first row");
  CHECK(read("1\n\"\"\n") == ":2:1: '' is not a number");
  CHECK(read("1\n\"2") == ":2:1: unclosed quote in this row");
}

TEST_CASE("csv: a name of the first row makes it a header, an index does not") {
  const auto read = [](std::string text, std::optional<std::string> column,
                       std::optional<bool> header = {}) {
    Pipe pipe({std::move(text)}, {.column = std::move(column), .header = header}, make_csv_reader);
    return read_all<float>(*pipe.reader);
  };
  CHECK(read("2020,2021\n3,4\n", "2021") == std::vector{4.0F});
  CHECK(read("2020,2021\n3,4\n", "2") == std::vector{2021.0F, 4.0F});
  CHECK(read("2020,2021\n3,4\n", "2", true) == std::vector{4.0F});
  CHECK(read("2020,2021\n3,4\n", {}, true) == std::vector{3.0F});
  CHECK(read("2020,2021\n3,4\n", {}, false) == std::vector{2020.0F, 3.0F});
  // The first row may be data that an index happens to equal.
  CHECK(read("2,1\n3,4\n", "2") == std::vector{1.0F, 4.0F});
  CHECK(read("2,1\n3,4\n", "2", false) == std::vector{1.0F, 4.0F});
  CHECK(read("2,1\n3,4\n", "2", true) == std::vector{3.0F});
  CHECK(read("x,nan\n3,4\n", "nan") == std::vector{4.0F});
  CHECK(read("", {}, true).empty());
  CHECK(read("", "3", false).empty());
  CHECK_THROWS_AS(read("x,2021\n3,4\n", "x", false), io::Error);
  CHECK_THROWS_AS(read("x,2021\n3,4\n", {}, false), io::Error);
}

TEST_CASE("csv: a delimiter and a decimal mark of one's own") {
  const std::string text = "a;\"b;c\"\r\n-1,5;\"2,25\"\r\n 3 ;1,0e2\r\n,5;+12345678901234567890,5";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    const auto read = [&](const char* column) {
      Pipe pipe({text.substr(0, cut), text.substr(cut)},
                {.column = column, .delimiter = ';', .decimal = ','}, make_csv_reader);
      return read_all<double>(*pipe.reader);
    };
    CHECK(read("a") == std::vector{-1.5, 3.0, 0.5});
    CHECK(read("b;c") == std::vector{2.25, 100.0, 12345678901234567890.5});
  }
  Pipe spaces({"1 2\n3 4\n"}, {.column = "2", .delimiter = ' '}, make_csv_reader);
  CHECK(read_all<float>(*spaces.reader) == std::vector{2.0F, 4.0F});
  Pipe numbers({"1,5 2,2", "5\n,5"}, {.decimal = ','});
  CHECK(read_all<float>(*numbers.reader) == std::vector{1.5F, 2.25F, 0.5F});
  Pipe half({"1,5 0,1"}, {.decimal = ','});
  const auto halves = read_all<Float16>(*half.reader);
  REQUIRE(halves.size() == 2);
  CHECK(halves[0].bits == 0x3e00);
  CHECK(halves[1].bits == 0x2e66);
}

TEST_CASE("csv: what looks like another delimiter or decimal mark is asked about") {
  const auto error = [](std::string text, Source source = {}) {
    try {
      Pipe pipe({std::move(text)}, std::move(source), make_csv_reader);
      read_all<float>(*pipe.reader);
    } catch (const io::Error& thrown) {
      return std::string(thrown.what());
    }
    return std::string("none");
  };
  const auto asks = [&](const std::string& text, const char* question) {
    return error(text).ends_with(question);
  };
  CHECK(asks("a;b\n1,5;2\n", "1:1: 'a;b' is one field; is the delimiter ';'? (--delimiter ';')"));
  CHECK(asks("\n1;2\n3;4\n", "2:1: '1;2' is one field; is the delimiter ';'? (--delimiter ';')"));
  CHECK(asks("a\tb\n1\t2\n", "is the delimiter '\\t'? (--delimiter '\\t')"));
  CHECK(asks("1,5;2\n2,25;3\n", "is the delimiter ';'? (--delimiter ';' --decimal ,)"));
  CHECK(error("\"a;b\"\n1\n") == "none");
  CHECK(error("a,b;c\n1,2\n") == "none");
  CHECK(error("a\t\n1\n") == "none");
  CHECK(error("1,\t2\n3,\t4\n") == "none");
  CHECK(error("a;b\n1\n", {.delimiter = ','}) == "none");
  CHECK(error("a;b\n1,5;2\n", {.delimiter = ';'})
            .ends_with("2:1: '1,5' is not a number; is the decimal mark ','? (--decimal ,)"));
  CHECK(error("a;b\n1.5;2\n", {.delimiter = ';', .decimal = ','})
            .ends_with("2:1: '1.5' is not a number; the decimal mark is ','"));
  // The header may go with the rows either way.
  CHECK(error("time;value, raw\n1,5;2\n")
            .ends_with(":2:1: '1,5;2' and the header have 2 fields each between ';'; is the "
                       "delimiter ';'? (--delimiter ';' --decimal ,)"));
  CHECK(error("\na;b,c\r\n\r\n1;2,\r\n")
            .ends_with(":4:1: '1;2,' and the header have 2 fields each between ';'; is the "
                       "delimiter ';'? (--delimiter ';' --decimal ,)"));
  CHECK(asks("a;b,c;d\n1;2,5;3\n", "is the delimiter ';'? (--delimiter ';' --decimal ,)"));
  CHECK(asks("a\tb,c\n1,5\t2", "is the delimiter '\\t'? (--delimiter '\\t' --decimal ,)"));
  CHECK(error("a;b,c\n1,5;2\n", {.delimiter = ','}) == "none");
  CHECK(error("a;b,c\n1,5;2\n", {.column = "a;b"}) == "none");
  CHECK(error("a;b,c\n1,hello; world\n") == "none");
  CHECK(error("a;b,c\n1,\"x;y\"\n") == "none");
  CHECK(error("\"a;b\",c\n1,5;2\n") == "none");
  CHECK(error("a,\tb\n1,\t2\n", {.column = "2"}) == "none");
  CHECK(error("a;b,c\n") == "none");
  CHECK(error("\"1,5\"\n\"1,5\"\n", {.header = false}).ends_with("'1,5' is not a number"));
  CHECK(error("1\n", {.decimal = ','}) ==
        "the decimal mark and the delimiter are both ','; choose another delimiter with "
        "--delimiter, such as ';'");
}

TEST_CASE("csv: which of several columns is read is noted, in few words") {
  const auto note = [](std::string text, Source source = {}) {
    Pipe pipe({std::move(text)}, std::move(source), make_csv_reader);
    const auto& notes = pipe.reader->description().notes;
    CHECK(notes.size() <= 1);
    return notes.empty() ? "" : notes[0].substr(pipe.name.size());
  };
  CHECK(note("x,y\n1,2\n") ==
        ": the file has 2 columns: 'x', 'y'; reading the first, 'x'; choose with --column");
  CHECK(note("1,2\n") == ": the file has 2 columns; reading the first; choose with --column");
  CHECK(note("1,2\n", {.column = "1"}).empty());
  CHECK(note("x\n1\n").empty());
  CHECK(note("").empty());
  std::string wide = "x";
  for (int i = 0; i < 10000; ++i) wide += ",column " + std::to_string(i);
  CHECK(note(wide).size() < 250);
}

TEST_CASE("csv: a header that looks like a number gone wrong is noted, a name is not") {
  const auto notes = [](std::string text, Source source = {}) {
    if (!source.column) source.column = "1";
    Pipe pipe({std::move(text)}, std::move(source), make_csv_reader);
    return pipe.reader->description().notes;
  };
  for (const std::string name : {"1e5x", "[1.5]", "1.5.2", "-3x", "+.5x", "1_000", "12:30",
                                 "2020-01-01", "$5", "(7)", "\"1 2\"",
                                 "\xe2\x88\x92"
                                 "1",
                                 "0xg", "'4", "<5", "  6 kg"}) {
    CAPTURE(name);
    for (const char* rows : {"\n", "\n2\n3\n"}) {
      const auto found = notes(name + rows);
      REQUIRE(found.size() == 1);
      CHECK(found[0].find("--no-header") != std::string::npos);
      CHECK(notes(name + rows, {.header = true}).empty());
    }
  }
  CHECK(notes("1e5x\n2\n")[0].ends_with(
      ": '1e5x' is not a number, so that the first row is taken for a header; --no-header reads it "
      "as a row, --header confirms it"));
  for (const std::string name :
       {"x", "x1", "", "[m/s]", "$", "nato", "_1", "x 1", "nano", "infinit", "e5", "-x", ".x",
        "\xc3\xa9"
        "1",
        "#1", "% 1", "a.1"}) {
    CAPTURE(name);
    CHECK(notes(name + "\n2\n3\n").empty());
  }
  // It may be a missing number, too, or stand beside numbers.
  for (const std::string row : {"NA,x", "n/a,x", "NULL,x", "-,x", "?,x", ",x", "x,7", "x,2020"}) {
    CAPTURE(row);
    CHECK(notes(row + "\n2,1\n").size() == 1);
    CHECK(notes(row + "\n2,1\n", {.header = true}).empty());
  }
  // The column that is read is the one that counts, and its name may be given.
  CHECK(notes("x,2nd\n1,2\n").empty());
  CHECK(notes("x,2nd\n1,2\n", {.column = "2"}).size() == 1);
  CHECK(notes("x,2nd\n1,2\n", {.column = "2nd"}).empty());
}

TEST_CASE("csv: a guessed header without rows is noted at the end") {
  const auto last_note = [](std::vector<std::string> pieces, Source source = {}) {
    Pipe pipe(std::move(pieces), std::move(source), make_csv_reader);
    read_all<float>(*pipe.reader);
    return pipe.reader->last_note().substr(pipe.reader->last_note().empty() ? 0 : pipe.name.size());
  };
  const std::string expected =
      ": the file has a header ('x') and no rows; --no-header reads it as a row";
  CHECK(last_note({"x"}) == expected);
  CHECK(last_note({"\nx\n"}) == expected);
  CHECK(last_note({"y,\"x\"\r\n", "\r\n", "\n\n"}, {.column = "2"}) == expected);
  CHECK(last_note({"x\n", "\n", "1"}).empty());
  CHECK(last_note({"x\ny\n"}, {.on_error = OnError::kSkip}).empty());
  CHECK(last_note({"x\n"}, {.column = "x"}).empty());
  CHECK(last_note({"x\n"}, {.header = true}).empty());
  CHECK(last_note({"1\n"}).empty());
  CHECK(last_note({""}).empty());
  CHECK(last_note({"\n\n"}).empty());
}

TEST_CASE("csv: a number that is a name, too, is noted with what is read") {
  const auto notes = [](std::string text, std::optional<bool> header) {
    Pipe pipe({std::move(text)}, {.column = "2", .header = header}, make_csv_reader);
    std::string result;
    for (const auto& each : pipe.reader->description().notes) {
      result += each.substr(pipe.name.size());
    }
    return result;
  };
  const auto by_number =
      ": reading column 2, not column 1, whose first field is '2' (--header makes that its name)";
  CHECK(notes("2,1\n3,4\n", {}) == by_number);
  CHECK(notes("\"2\",x\n3,4\n", {}).starts_with(by_number));
  CHECK(notes("2,1\n3,4\n", true) == ": reading column 1, whose name is '2', not column 2");
  CHECK(notes("2,1\n3,4\n", false).empty());
  for (const std::optional<bool> header : {std::optional<bool>(), std::optional(true)}) {
    CHECK(notes("2020,2021\n1,2\n", header).empty());
    CHECK(notes("1,2\n3,4\n", header).empty());
  }
}

TEST_CASE("csv: a row of another width has no x") {
  const std::string text = "a,b\n1,2\n3\n4,5,6\nx,y,z\n7,8\n";
  Pipe nan({text}, {.column = "b", .on_error = OnError::kNaN}, make_csv_reader);
  const auto values = read_all<float>(*nan.reader);
  REQUIRE(values.size() == 5);
  CHECK(values[0] == 2);
  for (int i : {1, 2, 3}) CHECK(std::isnan(values[static_cast<std::size_t>(i)]));
  CHECK(values[4] == 8);
  CHECK(nan.reader->bad_values() == 3);
  Pipe skip({text}, {.column = "b", .on_error = OnError::kSkip}, make_csv_reader);
  CHECK(read_all<float>(*skip.reader) == std::vector{2.0F, 8.0F});
  CHECK(skip.reader->bad_values() == 3);
}

TEST_CASE("csv: every width of a row is told from the right one") {
  // Wherever the separators stand: the program looks at eight bytes at a time.
  std::string text = "a,b,c,d,e\n";
  for (std::size_t digits = 0; digits <= 12; ++digits) {
    for (int fields = 1; fields <= 20; ++fields) {
      for (int i = 1; i < fields; ++i) text += "1." + std::string(digits, '0') + ",";
      text += "2\n";
    }
  }
  for (const char* column : {"a", "b", "c", "d", "e"}) {
    CAPTURE(column);
    Pipe pipe({text}, {.column = column, .on_error = OnError::kSkip}, make_csv_reader);
    CHECK(read_all<float>(*pipe.reader) == std::vector(13, *column == 'e' ? 2.0F : 1.0F));
    CHECK(pipe.reader->bad_values() == 13 * 19);
  }
}

TEST_CASE("text, csv: CR ends a line as LF and CR LF do, wherever a read ends") {
  const auto read = [](MakeReader make_reader, const std::string& text, std::size_t cut,
                       OnError on_error) {
    std::string name;
    try {
      Pipe pipe({text.substr(0, cut), text.substr(cut)}, {.on_error = on_error}, make_reader);
      name = pipe.name;
      std::string values;
      for (const float x : read_all<float>(*pipe.reader)) values += std::to_string(int(x)) + " ";
      return values;
    } catch (const io::Error& error) {
      return std::string(error.what()).substr(name.size());
    }
  };
  // Lines 1 to 10, two of them empty.
  const std::string text = "1\n2\r\n\r\n3\r4\r5\n\n\r6\r\n 7x\r\n8\r";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    for (const MakeReader make_reader : {make_text_reader, make_csv_reader, make_tsv_reader}) {
      CHECK(read(make_reader, text, cut, OnError::kSkip) == "1 2 3 4 5 6 8 ");
    }
    CHECK(read(make_text_reader, text, cut, OnError::kStop) == ":10:2: '7x' is not a number");
    CHECK(read(make_csv_reader, text, cut, OnError::kStop) == ":10:1: '7x' is not a number");
    CHECK(read(make_csv_reader, "\r\r\n\n\r\rlonger header\r1\r2 3\r", cut, OnError::kStop) ==
          ":8:1: '2 3' is not a number");
  }
}

TEST_CASE("csv: CR inside quotes is part of the field, outside it ends the row") {
  const std::string text = "a,b\r1,\"x\r\r\ny\"\r\"2\",z\r3,\"\"";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    Pipe pipe({text.substr(0, cut), text.substr(cut)}, {.column = "a", .keep = true},
              make_csv_reader);
    CHECK(pipe.reader->description().kept->header == "a,b\r");
    CHECK(read_all<float>(*pipe.reader) == std::vector{1.0F, 2.0F, 3.0F});
  }
}

TEST_CASE("csv: a column that does not exist is told with those that do") {
  const Source source{.file = "/dev/null", .column = "y"};
  CHECK_THROWS_WITH_AS(make_csv_reader(source), "/dev/null: no column 'y'; the file is empty",
                       io::Error);
}

TEST_CASE("json: the same values wherever a read ends") {
  const std::string text =
      " \n[ {\"y\": [1, {\"x\": 2}], \"x\": 1e0}, {\"x\": null, \"a,]\\\"\": "
      "\"}\"}\n,{\"x\":-0.5,\"x\":3}] ";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    Pipe pipe({text.substr(0, cut), text.substr(cut)}, {.column = "x"}, make_json_reader);
    const auto values = read_all<float>(*pipe.reader);
    REQUIRE(values.size() == 3);
    CHECK(values[0] == 1);
    CHECK(std::isnan(values[1]));
    CHECK(values[2] == -0.5F);
  }
}

TEST_CASE("json and jsonl: an error says where") {
  const auto read = [](auto make_reader, std::string text, Source source = {}) {
    std::string name;
    try {
      Pipe pipe({std::move(text)}, std::move(source), make_reader);
      name = pipe.name;
      read_all<float>(*pipe.reader);
    } catch (const io::Error& error) {
      return std::string(error.what()).substr(name.size());
    }
    return std::string("none");
  };
  CHECK(read(make_json_reader, "[1,\n true]") == ":2:2: 'true' is not a number");
  CHECK(read(make_json_reader, "[1,\"a\\\"b\"]") == ":1:4: '\"a\\\"b\"' is not a number");
  CHECK(read(make_json_reader, "[[1]]") == ":1:2: an array is not a number");
  CHECK(read(make_json_reader, "[1, {}]", {.column = "x"}) ==
        ":1:2: expected an object with the key 'x'");
  CHECK(read(make_json_reader, "[{\"x\":1},\n{\"b\":{\"x\":1},\"a\":2}]", {.column = "x"}) ==
        ":2:1: no key 'x'; the object has: 'b', 'a'");
  for (const char* text : {"[1,]", "[,1]", "[1,,2]", "[1 2]", "[1", "[1]]", "[1] 2", "[nan]",
                           "[01]", "[1,2", "[,]", "[1e400]", "[\"\xff\"]"}) {
    CAPTURE(text);
    CHECK(read(make_json_reader, text).starts_with(":1:"));
  }
  CHECK(read(make_jsonl_reader, "1\n\n \"x\"\n") == ":3:2: '\"x\"' is not a number");
  CHECK(read(make_jsonl_reader, "1\n1 2\n").starts_with(":2:3: syntax error"));
}

TEST_CASE("json and jsonl: a NUL byte is an error wherever it stands") {
  using namespace std::string_literals;
  const auto read = [](auto make_reader, const std::string& text, Source source = {}) {
    const TemporaryFile file(text);
    source.file = file.name();
    try {
      const auto reader = make_reader(source);
      const auto values = read_all<float>(*reader);
      return std::to_string(values.size()) + " values, " + std::to_string(reader->bad_values()) +
             " invalid";
    } catch (const io::Error& error) {
      return std::string(error.what()).substr(source.file.size());
    }
  };
  CHECK(read(make_json_reader, "[1, 2]\0 garbage"s) == ":1:7: unexpected NUL byte");
  CHECK(read(make_json_reader, "[1, 2]\n\0"s) == ":2:1: unexpected NUL byte");
  const std::string array = " [{\"x\": 2.5, \"a\": [\"b\"]},\n{\"x\": null}]\n";
  const std::string line = "{\"x\": [1, 2.5, null, true, \"a\"], \"y\": -1e3}\r";
  for (const auto how : {OnError::kStop, OnError::kNaN, OnError::kSkip}) {
    for (std::size_t at = 0; at <= array.size(); ++at) {
      CAPTURE(at);
      auto text = array;
      text.insert(at, 1, '\0');
      CHECK(read(make_json_reader, text, {.column = "x", .on_error = how})
                .ends_with(": unexpected NUL byte"));
    }
    // Behind the CR, the NUL would stand on the next line.
    for (std::size_t at = 0; at < line.size(); ++at) {
      CAPTURE(at);
      auto text = line;
      text.insert(at, 1, '\0');
      const auto found = read(make_jsonl_reader, "{\"y\": 1}\n" + text + "\n{\"y\": 2}\n",
                              {.column = "y", .on_error = how});
      CHECK(found == (how == OnError::kStop
                          ? ":2:" + std::to_string(at + 1) + ": unexpected NUL byte"
                      : how == OnError::kNaN ? "3 values, 1 invalid"
                                             : "2 values, 1 invalid"));
    }
  }
}

TEST_CASE("json: a missing key is told with a few of those there are, in linear time") {
  std::string object = "{";
  for (int i = 0; i < 95'000; ++i) object += "\"k" + std::to_string(i % 90'000) + "\":1,";
  object.back() = '}';
  const TemporaryFile file(object);
  const auto reader = make_jsonl_reader({.file = file.name(), .column = "x"});
  const auto start = std::chrono::steady_clock::now();
  CHECK_THROWS_WITH_AS(
      read_all<float>(*reader),
      (file.name() +
       ":1:1: no key 'x'; the object has: 'k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', "
       "'k9', 'k10', 'k11', 'k12', 'k13', 'k14', 'k15', 'k16', 'k17', 'k18', 'k19', …")
          .c_str(),
      io::Error);
  // Comparing each key with all before it took 12 seconds.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(4));
}

TEST_CASE("json: a zero keeps its sign, with a point or without") {
  Pipe pipe({"[-0, 0, -0.0, {\"x\": -0}]"}, {.on_error = OnError::kSkip}, make_json_reader);
  const auto values = read_all<float>(*pipe.reader);
  REQUIRE(values.size() == 3);
  CHECK(std::signbit(values[0]));
  CHECK_FALSE(std::signbit(values[1]));
  CHECK(std::signbit(values[2]));
}

TEST_CASE("json: integers are rounded once") {
  Pipe pipe({"[9007199791611905, 18446744073709551615, 123456789012345678901234567890, -3]"}, {},
            make_json_reader);
  CHECK(read_all<float>(*pipe.reader) ==
        std::vector{9007200328482816.0F, 18446744073709551616.0F, 1.2345679e29F, -3.0F});
}
