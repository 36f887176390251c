#include "silu/catalogue/parameters.h"
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
};

}  // namespace silu
