#pragma once

#include <cstdint>
#include <string_view>

namespace silu::formulas {

/// What a step of a formula does.
enum class Operation : std::uint8_t {
  kInput,
  kConstant,
  kNegate,
  kAbs,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kFma,
  kMin,
  kMax,
  kSqrt,
  kExp,
  kExpm1,
  kExp2,
  kLog,
  kLog1p,
  kTanh,
  kErf,
  kErfc,
  kSigmoid,
  kSelect,
};

/// What there is to know of an operation.
struct OperationInfo {
  /// As an expression calls it: "exp"; empty if it is written otherwise.
  std::string_view name;
  /// As it is counted, + and - alike: "add"; empty if it costs nothing worth counting.
  std::string_view kind;
  int operands;
  /// Whether its result is one of the values that it takes, so that nothing is rounded.
  bool is_exact;
};

const OperationInfo& info_of(Operation operation);

/// "exp, expm1, ...": what an expression can call.
std::string_view function_names();

}  // namespace silu::formulas
