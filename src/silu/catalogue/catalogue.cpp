#include "silu/catalogue/rows.h"

namespace silu {

std::span<const Activation* const> catalogue() {
  static constexpr const Activation* kCatalogue[] = {&kSilu, &kRelu, &kSigmoid, &kSwish};
  return kCatalogue;
}

}  // namespace silu
