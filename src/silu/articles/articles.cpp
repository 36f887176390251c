#include <algorithm>
#include <stdexcept>
#include <string>

#include "silu/articles/rows.h"

namespace silu {
namespace {

constexpr const Article* kArticles[] = {
    &kSiluArticle,        &kReluArticle,        &kSigmoidArticle,     &kTanhArticle,
    &kRelu6Article,       &kLeakyReluArticle,   &kEluArticle,         &kCeluArticle,
    &kSeluArticle,        &kGeluArticle,        &kMishArticle,        &kSoftplusArticle,
    &kSoftsignArticle,    &kSoftshrinkArticle,  &kHardshrinkArticle,  &kTanhshrinkArticle,
    &kHardtanhArticle,    &kHardsigmoidArticle, &kHardswishArticle,   &kLogSigmoidArticle,
    &kThresholdArticle,   &kPReluArticle,       &kSwishArticle,       &kSquareplusArticle,
    &kExponentialArticle, &kQuickGeluArticle,   &kJaxHardTanhArticle, &kSparsePlusArticle,
    &kIdentityArticle};

}  // namespace

const Article& article(const Activation& activation) {
  const auto found = std::ranges::find(kArticles, &activation, &Article::activation);
  if (found == std::end(kArticles)) {
    throw std::invalid_argument("silu: no article on " + std::string(activation.name));
  }
  return **found;
}

}  // namespace silu
