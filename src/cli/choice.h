#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace silu::cli {

/// "unknown function 'silo', did you mean 'silu'? Known: silu, relu, sigmoid": an Error to throw.
[[noreturn]] void throw_unknown(std::string_view kind, std::string_view given,
                                const std::vector<std::string_view>& known);

/// The known name that given was probably meant to be, or nothing.
std::string_view nearest(std::string_view given, const std::vector<std::string_view>& known);

}  // namespace silu::cli
