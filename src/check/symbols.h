#pragma once

#include <string>
#include <vector>

namespace silu::check {

/// The functions that a shared library (ELF, of this machine's kind) defines for others, in order
/// of their names; none if it does not say.
std::vector<std::string> exported_functions(const std::string& file);

/// ", did you mean 'my_silu'?", or what else helps to find the name of a function.
std::string hint_for_symbol(const std::string& symbol, const std::vector<std::string>& functions);

}  // namespace silu::check
