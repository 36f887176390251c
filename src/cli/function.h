#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/choice.h"
#include "silu/function.h"

namespace silu::cli {

/// The names that an activation goes by, the one to show first.
NameList names_of(const Activation& activation);

/// "beta=1, threshold=20", or nothing.
std::string parameters_of(const Activation& activation);

/// {"name": "beta", "default": 1.0}, with the words there are to choose from.
nlohmann::ordered_json to_json(const Parameter& parameter);

/// The function that a text stands for: "silu", "leaky_relu(0.2)", "softplus(beta=2)",
/// "gelu(tanh)", and "silu_d1" or "silu'" for a derivative. So Function's name and title are texts
/// of itself. Throws Error, which shows the right form.
Function parse_function(std::string_view text);

/// The functions of several lists, "silu,softplus(2,5)", each followed by its derivatives up to an
/// order. Throws Error if one is there twice.
std::vector<Function> parse_functions(const std::vector<std::string>& lists, int derivative);

}  // namespace silu::cli
