#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kUsedBy[] = {"output layers for regression"};

}  // namespace

constexpr Article kIdentityArticle = {
    .activation = &kIdentity,
    .formula = {"x", "x", "x"},
    .derivative = {"1", "1", "1"},
    .used_by = kUsedBy,
};

}  // namespace silu
