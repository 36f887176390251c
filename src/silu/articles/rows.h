#pragma once

#include "silu/article.h"

namespace silu {

/// One article for each row of the catalogue.
extern const Article kSiluArticle, kReluArticle, kSigmoidArticle, kTanhArticle, kRelu6Article,
    kLeakyReluArticle, kEluArticle, kCeluArticle, kSeluArticle, kGeluArticle, kMishArticle,
    kSoftplusArticle, kSoftsignArticle, kSoftshrinkArticle, kHardshrinkArticle, kTanhshrinkArticle,
    kHardtanhArticle, kHardsigmoidArticle, kHardswishArticle, kLogSigmoidArticle, kThresholdArticle,
    kPReluArticle, kSwishArticle, kSquareplusArticle, kExponentialArticle, kQuickGeluArticle,
    kJaxHardTanhArticle, kSparsePlusArticle, kIdentityArticle;

}  // namespace silu
