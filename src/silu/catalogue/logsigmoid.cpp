#include <algorithm>

#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"log_sigmoid"};

}  // namespace

// -softplus(-x)
constexpr Activation kLogSigmoid = {
    .name = "logsigmoid",
    .title = "LogSigmoid",
    .aliases = kAliases,
    .value = evaluator([]<class T>(T x, Parameters) {
      return -(std::max(-x, T(0)) + std::log1p(std::exp(-std::abs(x))));
    }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) { return logistic(-x); }),
    .second_derivative = evaluator([]<class T>(T x, Parameters) { return -logistic_slope(x); }),
};

}  // namespace silu
