#include <doctest/doctest.h>

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "check/core/checker.h"
#include "silu/parse.h"

using namespace silu;
using check::Tally;

namespace {

template <class T>
std::vector<T> every_value() {
  std::vector<T> x;
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    x.push_back(std::bit_cast<T>(static_cast<BitsOf<T>>(bits)));
  }
  return x;
}

// Tallies of so many inputs at a time.
template <class T>
Tally check_in_pieces(const check::Checker& checker, std::span<const T> x, std::span<const T> y,
                      std::size_t piece) {
  Tally all;
  for (std::size_t first = 0; first < x.size(); first += piece) {
    const std::size_t count = std::min(piece, x.size() - first);
    all.merge(checker.check(std::as_bytes(x.subspan(first, count)),
                            std::as_bytes(y.subspan(first, count))),
              checker.options().most_findings);
  }
  return all;
}

}  // namespace

TEST_CASE_TEMPLATE("a tally does not depend on how the inputs are cut", T, BFloat16, Float16) {
  const DType dtype = DTypeTraits<T>::kDType;
  const Function function = parse_function("silu");
  const check::Checker checker(function, {.input_dtype = dtype, .result_dtype = dtype});
  const auto x = every_value<T>();
  std::vector<T> y(x.size());
  function(x, y);
  for (std::size_t i = 20'000; i < 30'000; i += 3) y[i] = y[i - 100];

  const auto check = [&](std::size_t piece) { return check_in_pieces<T>(checker, x, y, piece); };
  const Tally whole = check(x.size());
  for (const std::size_t piece : {9'362, 1'000, 77}) {
    const Tally cut = check(piece);
    CHECK(cut.misrounded == whole.misrounded);
    CHECK(cut.max_ulp == whole.max_ulp);
    CHECK((cut.sum_of_ulps == whole.sum_of_ulps));
    REQUIRE(cut.special.size() == whole.special.size());
    for (std::size_t i = 0; i < cut.special.size(); ++i) {
      CHECK(cut.special[i].index == whole.special[i].index);
      const bool is_same = std::bit_cast<std::uint64_t>(cut.special[i].ulp) ==
                           std::bit_cast<std::uint64_t>(whole.special[i].ulp);
      CHECK(is_same);
    }
  }
}
