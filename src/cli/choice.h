#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace silu::cli {

using NameList = std::vector<std::string_view>;

/// Throws Error: "unknown function 'silo', did you mean 'silu'? known: silu, relu, sigmoid".
/// known are the names to list, accepted all those that could have been meant.
[[noreturn]] void throw_unknown(std::string_view kind, std::string_view given,
                                const NameList& known, const NameList& accepted);

/// The row that goes by a given name; throws as above if there is none. names_of(row) lists the
/// names of a row, the one to show first.
template <class Rows, class NamesOf>
const auto& choose(std::string_view kind, std::string_view given, const Rows& rows,
                   NamesOf names_of) {
  NameList known;
  NameList accepted;
  for (const auto& row : rows) {
    const NameList names = names_of(row);
    if (std::ranges::count(names, given) > 0) return row;
    known.push_back(names.front());
    accepted.insert(accepted.end(), names.begin(), names.end());
  }
  throw_unknown(kind, given, known, accepted);
}

}  // namespace silu::cli
