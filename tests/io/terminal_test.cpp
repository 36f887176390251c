#include "io/terminal.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

using namespace silu::io;

namespace {

bool on_terminal(const ColorVariables& variables) {
  return wants_color(ColorMode::kAuto, true, variables);
}

bool in_file(const ColorVariables& variables) {
  return wants_color(ColorMode::kAuto, false, variables);
}

}  // namespace

TEST_CASE("color is for terminals where nothing else is told") {
  CHECK(on_terminal({}));
  CHECK(on_terminal({.term = "xterm-256color"}));
  CHECK_FALSE(in_file({}));
  CHECK_FALSE(in_file({.term = "xterm-256color"}));
}

TEST_CASE("the mode wins over the environment") {
  for (const bool is_terminal : {false, true}) {
    CHECK(wants_color(ColorMode::kAlways, is_terminal,
                      {.no_color = "1", .clicolor = "0", .term = "dumb"}));
    CHECK_FALSE(wants_color(ColorMode::kNever, is_terminal,
                            {.force_color = "1", .clicolor_force = "1", .term = "xterm"}));
  }
}

TEST_CASE("NO_COLOR with any value wins over the other variables") {
  for (const auto* value : {"1", "0", "false"}) {
    CHECK_FALSE(on_terminal({.no_color = value}));
    CHECK_FALSE(on_terminal({.no_color = value, .force_color = "1", .clicolor_force = "1"}));
    CHECK_FALSE(in_file({.no_color = value, .force_color = "1", .clicolor_force = "1"}));
  }
}

TEST_CASE("FORCE_COLOR and CLICOLOR_FORCE bring color into files and to dumb terminals") {
  for (const auto* value : {"1", "3", "true", "00"}) {
    for (const ColorVariables& forced : {ColorVariables{.force_color = value, .term = "dumb"},
                                         {.clicolor_force = value, .clicolor = "0"}}) {
      CHECK(in_file(forced));
      CHECK(on_terminal(forced));
    }
  }
  CHECK(in_file({.force_color = "0", .clicolor_force = "1"}));
}

TEST_CASE("forcing by 0 is no forcing") {
  const ColorVariables forced = {.force_color = "0", .clicolor_force = "0"};
  CHECK_FALSE(in_file(forced));
  CHECK(on_terminal(forced));
}

TEST_CASE("a dumb terminal has no color, and CLICOLOR=0 takes it away") {
  CHECK_FALSE(on_terminal({.term = "dumb"}));
  CHECK_FALSE(on_terminal({.clicolor = "1", .term = "dumb"}));
  CHECK_FALSE(on_terminal({.clicolor = "0"}));
  CHECK(on_terminal({.clicolor = "1"}));
  CHECK_FALSE(in_file({.clicolor = "1"}));
}

TEST_CASE("a file is no terminal, and a picture for it has a size all the same") {
  const int file = ::open("/dev/null", O_RDONLY);
  CHECK_FALSE(is_terminal(file));
  CHECK_FALSE(can_rewrite_lines(file));
  CHECK_FALSE(is_terminal(-1));
  CHECK(terminal_size(file).columns == 80);
  CHECK(terminal_size(file).rows == 24);

  const auto size_with = [&](const char* columns, const char* lines) {
    ::setenv("COLUMNS", columns, 1);
    ::setenv("LINES", lines, 1);
    return picture_size(file);
  };
  CHECK(size_with("120", "50").columns == 120);
  CHECK(size_with("120", "50").rows == 50);
  CHECK(size_with("", "wide").columns == 80);
  CHECK(size_with("", "wide").rows == 24);
  CHECK(size_with("0", "-3").columns == 80);
  CHECK(size_with("0", "-3").rows == 24);
  CHECK(size_with("1e9", "nan").columns == 1000);
  CHECK(size_with("1e9", "nan").rows == 24);
  CHECK(terminal_size(file).columns == 80);
  ::unsetenv("COLUMNS");
  ::unsetenv("LINES");
  ::close(file);
}
