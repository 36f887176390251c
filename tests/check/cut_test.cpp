#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
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
  for (const std::size_t piece : {9'362U, 1'000U, 77U}) {
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

// Special inputs are looked for only where a block may have some.
TEST_CASE("every special input is found by itself") {
  const check::Checker checker(parse_function("silu"), {});
  using Limits = std::numeric_limits<float>;
  for (const float x : {0.0F, -0.0F, 1.0F, -1.0F, Limits::denorm_min(), Limits::min(),
                        Limits::max(), -Limits::infinity(), Limits::quiet_NaN(),
                        std::bit_cast<float>(0x7f800001U), std::bit_cast<float>(0xffc00000U)}) {
    const float y = 0;
    CHECK(checker.check(std::as_bytes(std::span(&x, 1)), std::as_bytes(std::span(&y, 1)))
              .special.size() == 1);
  }
}

TEST_CASE("a zero of the wrong sign is not flushed, where signs count") {
  const check::Checker checker(
      parse_function("silu"), {.signed_zero = true, .subnormals = check::Subnormals::kFlushInputs});
  const float x = -std::numeric_limits<float>::denorm_min();
  for (const float y : {0.0F, -0.0F}) {
    const Tally tally =
        checker.check(std::as_bytes(std::span(&x, 1)), std::as_bytes(std::span(&y, 1)));
    CHECK(tally.misrounded == (std::signbit(y) ? 0 : 1));
    CHECK(tally.only_by_flushing == 0);
  }
}
