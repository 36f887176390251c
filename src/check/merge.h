#pragma once

#include <string>
#include <vector>

#include "check/read_report.h"

namespace silu::check {

/// The report of the whole from JSON reports of all its parts, in any order: what a check of all
/// inputs at once would say. Throws Error if they are not parts of one whole, or not all of them.
ReadReport merge_parts(const std::vector<std::string>& files);

}  // namespace silu::check
