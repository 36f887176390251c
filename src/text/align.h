#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace silu::text {

/// How many characters a text of UTF-8 has: the columns that it takes, as far as none is wide.
std::size_t width_of(std::string_view text);

using Cells = std::vector<std::string>;

/// Rows of as many cells each as lines of text without an end: columns as wide as their widest
/// cell in characters of UTF-8, a separator between them, text at the left of those named and at
/// the right of the others. Nothing but the last column's own blanks ends a line.
std::vector<std::string> align(const std::vector<Cells>& rows, std::string_view separator,
                               std::initializer_list<std::size_t> left);

/// A text in lines without an end at the last, broken between words so that none is longer than
/// `columns` characters of UTF-8; a word that is longer by itself stays whole. The lines after the
/// first begin with `indent` blanks, in whose place something else stands before the first.
std::string wrap(std::string_view text, std::size_t indent, std::size_t columns);

}  // namespace silu::text
