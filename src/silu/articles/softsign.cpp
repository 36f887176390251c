#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kReferences[] = {
    {"Turian, Bergstra and Bengio, Quadratic Features and Deep Architectures for Chunking, 2009",
     "https://aclanthology.org/N09-2062/"}};

constexpr std::string_view kUsedBy[] = {"Deep Voice 3"};

}  // namespace

constexpr Article kSoftsignArticle = {
    .activation = &kSoftsign,
    .formula = {"x / (1 + |x|)", "x / (1 + abs(x))", R"(\frac{x}{1 + |x|})"},
    .derivative = {"1 / (1 + |x|)²", "1 / (1 + abs(x))^2", R"(\frac{1}{(1 + |x|)^2})"},
    .at_kinks = "at 0 the second derivative is 0, between 2 on the left and -2 on the right",
    .difference = "PyTorch returns NaN at +-inf, for derivatives too; libsilu returns the limits",
    .references = kReferences,
    .used_by = kUsedBy,
};

}  // namespace silu
