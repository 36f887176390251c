#pragma once

#include <string>

#include "silu/function.h"

namespace silu::cli {

/// What there is to know of a function, for people: lines of at most 80 columns (an address may be
/// longer), in Unicode or in ASCII.
std::string info_text(const Function& function, bool ascii);

/// The same for programs: one JSON object. Numbers are numbers, but infinite ones the strings
/// "inf" and "-inf"; a place is a number, or a pair of them if it is an interval.
std::string info_json(const Function& function);

}  // namespace silu::cli
