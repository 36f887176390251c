#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "silu/function.h"

namespace silu::cli {

/// {"name": "beta", "default": 1.0}, with the words there are to choose from.
nlohmann::ordered_json to_json(const Parameter& parameter);

/// silu::parse_function, which tells the name that was probably meant where there is none like it.
Function parse_function(std::string_view text);

/// The functions of several lists, "silu,softplus(2,5)", each followed by its derivatives up to an
/// order. Throws Error if one is there twice, if one has no derivatives up to that order because it
/// is one, and as parse_function does.
std::vector<Function> parse_functions(const std::vector<std::string>& lists, int derivative);

}  // namespace silu::cli
