#pragma once

namespace silu::io {

/// How many processors this program may run on, at least one.
unsigned usable_processors();

}  // namespace silu::io
