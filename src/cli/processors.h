#pragma once

namespace silu::cli {

/// How many processors this program may run on, at least one.
unsigned usable_processors();

}  // namespace silu::cli
