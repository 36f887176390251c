#include "silu/catalogue/rows.h"

namespace silu {

std::span<const Activation* const> catalogue() {
  static constexpr const Activation* kCatalogue[] = {
      &kSilu,       &kRelu,        &kSigmoid,    &kTanh,        &kRelu6,     &kLeakyRelu,
      &kElu,        &kCelu,        &kSelu,       &kGelu,        &kMish,      &kSoftplus,
      &kSoftsign,   &kSoftshrink,  &kHardshrink, &kTanhshrink,  &kHardtanh,  &kHardsigmoid,
      &kHardswish,  &kLogSigmoid,  &kThreshold,  &kPRelu,       &kIdentity,  &kSwish,
      &kSquareplus, &kExponential, &kQuickGelu,  &kJaxHardTanh, &kSparsePlus};
  return kCatalogue;
}

}  // namespace silu
