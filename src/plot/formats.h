#pragma once

#include <span>

#include "data/writer.h"

namespace silu::plot {

/// The forms of pictures, that of the terminal first. Their writers gather the rows in bounded
/// memory and draw at the end; then they throw Error if there is nothing to draw.
std::span<const data::Format> formats();

}  // namespace silu::plot
