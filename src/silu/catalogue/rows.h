#pragma once

#include "silu/activation.h"

namespace silu {

/// The rows of the catalogue.
extern const Activation kSilu, kRelu, kSigmoid, kTanh, kRelu6, kLeakyRelu, kElu, kCelu, kSelu,
    kGelu, kMish, kSoftplus, kSoftsign, kSoftshrink, kHardshrink, kTanhshrink, kHardtanh,
    kHardsigmoid, kHardswish, kLogSigmoid, kThreshold, kPRelu, kSwish, kSquareplus, kExponential,
    kQuickGelu, kJaxHardTanh, kSparsePlus, kIdentity;

}  // namespace silu
