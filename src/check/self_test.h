#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "check/core/checker.h"

namespace silu::check {

/// What counts results y of inputs x: Checker::check, unless a test of the self-test has another.
using Judge = std::function<Tally(const Checker& checker, std::span<const std::byte> x,
                                  std::span<const std::byte> y)>;

/// A kind of fault, and whether each one that was planted was found.
struct SelfTestLine {
  std::string kind;  ///< "one step up"
  std::size_t planted = 0;
  bool found = true;  ///< all of them, as what and where they are, and nothing else
};

/// Plants faults at known places among our own results, of several functions and dtypes, and lets
/// them be judged. The first line is of results without any fault.
std::vector<SelfTestLine> self_test(const Judge& judge);

/// A judge that cuts the inputs in pieces, and merges their tallies.
Tally judge_in_pieces(const Checker& checker, std::span<const std::byte> x,
                      std::span<const std::byte> y);

}  // namespace silu::check
