#include "silu/article.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

#include "functions.h"

using namespace silu;

TEST_CASE("every row of the catalogue has its article") {
  for (const auto* each : catalogue()) {
    CAPTURE(each->name);
    const Article& about = article(*each);
    CHECK(about.activation == each);
    for (const Notation& notation : {about.formula, about.derivative}) {
      CHECK_FALSE(notation.unicode.empty());
      for (const auto text : {notation.ascii, notation.latex}) {
        CHECK_FALSE(text.empty());
        CHECK(std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }));
      }
    }
    CHECK((each->kinks != nullptr) == !about.at_kinks.empty());
    for (const Reference& reference : about.references) {
      CHECK_FALSE(reference.title.empty());
      CHECK(reference.url.starts_with("https://"));
    }
  }
}

TEST_CASE("a copy of a row has no article") {
  const Activation copy = row("silu");
  CHECK_THROWS_WITH_AS(article(copy), "silu: no article on silu", std::invalid_argument);
}
