#pragma once

#include <string_view>

namespace silu::data {

/// What a text of UTF-8 may begin with, which is no part of what it says.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// What may stand between the numbers of a text; the comma only if it is no decimal mark.
inline constexpr std::string_view kSeparators = ", \t\r\n\f\v";
inline constexpr std::string_view kWhitespace = kSeparators.substr(1);

}  // namespace silu::data
