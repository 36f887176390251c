#pragma once

#include <span>
#include <string_view>

namespace silu::text {

/// Whether two letters are the same, in upper or lower case.
bool same_letter(char a, char b);

/// The name that was probably meant, or nothing.
std::string_view nearest(std::string_view given, std::span<const std::string_view> names);

}  // namespace silu::text
