#include "formulas/operation.h"

#include <cstddef>

namespace silu::formulas {

const OperationInfo& info_of(Operation operation) {
  static constexpr OperationInfo kInfos[] = {
      {"", "", 0, true},           // kInput
      {"", "", 0, false},          // kConstant
      {"", "", 1, true},           // kNegate
      {"abs", "abs", 1, true},     //
      {"", "add", 2, false},       // kAdd
      {"", "add", 2, false},       // kSubtract
      {"", "mul", 2, false},       // kMultiply
      {"", "div", 2, false},       // kDivide
      {"fma", "fma", 3, false},    //
      {"min", "min", 2, true},     //
      {"max", "max", 2, true},     //
      {"sqrt", "sqrt", 1, false},  //
      {"exp", "exp", 1, false},    //
      {"expm1", "expm1", 1, false},
      {"exp2", "exp2", 1, false},
      {"log", "log", 1, false},
      {"log1p", "log1p", 1, false},
      {"tanh", "tanh", 1, false},
      {"erf", "erf", 1, false},
      {"erfc", "erfc", 1, false},
      {"sigmoid", "sigmoid", 1, false},
      {"select", "select", 4, true},
  };
  return kInfos[static_cast<std::size_t>(operation)];
}

std::string_view function_names() {
  return "abs, erf, erfc, exp, exp2, expm1, fma, log, log1p, max, min, select, sigmoid, sqrt, tanh";
}

}  // namespace silu::formulas
