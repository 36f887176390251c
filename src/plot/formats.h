#pragma once

#include <span>

#include "data/writer.h"
#include "io/terminal.h"

namespace silu::plot {

/// The forms of pictures, that of the terminal first. Their writers gather the rows in bounded
/// memory and draw at the end; then they throw Error if there is nothing to draw.
///
/// That of the terminal fits where the output goes: its size, its color as told, and ASCII if the
/// locale is not UTF-8.
std::span<const data::Format> formats(io::ColorMode color = io::ColorMode::kAuto);

}  // namespace silu::plot
