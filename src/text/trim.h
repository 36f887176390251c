#pragma once

#include <string_view>

namespace silu::text {

/// A text without the characters of `blanks` at its ends.
constexpr std::string_view trim(std::string_view text, std::string_view blanks) {
  while (!text.empty() && blanks.find(text.front()) != blanks.npos) text.remove_prefix(1);
  while (!text.empty() && blanks.find(text.back()) != blanks.npos) text.remove_suffix(1);
  return text;
}

}  // namespace silu::text
