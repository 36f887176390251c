#pragma once

#include "silu/activation.h"

namespace silu {

/// The rows of the catalogue.
extern const Activation kSilu, kRelu, kSigmoid, kSwish;

}  // namespace silu
