#include "formulas/formulas.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "formulas/evaluate.h"
#include "silu/parse.h"

namespace silu::formulas {
namespace {

// A formula is a line here. The sources are projects whose published code for processors has it,
// but for the order of factors and summands; ONNX is the operators that PyTorch exports.
constexpr Formula kSilu[] = {
    {"x*sigmoid(x)", "JAX, TensorFlow, ONNX"},
    {"x/(1+exp(-x))", "PyTorch, ggml, oneDNN"},
    {"x*(1/(1+exp(-x)))"},
    {"x*exp(x)/(1+exp(x))"},
    {"x*(exp(x)/(1+exp(x)))"},
    {"x*(1-sigmoid(-x))"},
    {"x-x*sigmoid(-x)"},
    {"0.5*x*(1+tanh(0.5*x))"},
    {"0.5*x+0.5*x*tanh(0.5*x)"},
    {"select(x>=0, x/(1+exp(-x)), x*exp(x)/(1+exp(x)))"},
    {"x/(1+exp2(-1.4426950408889634*x))"},
    {"x*(1/(1+exp2(-1.4426950408889634*x)))"},
};

constexpr Formula kSigmoid[] = {
    {"1/(1+exp(-x))", "PyTorch, ggml, oneDNN"},
    {"exp(x)/(1+exp(x))"},
    {"1-1/(1+exp(x))"},
    {"0.5*(1+tanh(0.5*x))"},
    {"0.5+0.5*tanh(0.5*x)"},
    {"select(x>=0, 1/(1+exp(-x)), exp(x)/(1+exp(x)))"},
    {"1/(1+exp2(-1.4426950408889634*x))"},
    {"exp(-log1p(exp(-x)))"},
};

constexpr Formula kTanh[] = {
    {"(exp(x)-exp(-x))/(exp(x)+exp(-x))"},
    {"(exp(2*x)-1)/(exp(2*x)+1)"},
    {"(1-exp(-2*x))/(1+exp(-2*x))"},
    {"1-2/(1+exp(2*x))"},
    {"2*sigmoid(2*x)-1"},
    {"expm1(2*x)/(expm1(2*x)+2)"},
    {"select(x>=0, -expm1(-2*x)/(2+expm1(-2*x)), expm1(2*x)/(2+expm1(2*x)))"},
};

constexpr Formula kElu[] = {
    {"select(x>0, x, exp(x)-1)", "PyTorch 1.13, ONNX Runtime"},
    {"select(x>0, x, expm1(x))", "newer PyTorch, JAX, ggml"},
    {"max(x,0)+min(exp(x)-1,0)"},
    {"max(x,0)+expm1(min(x,0))"},
    {"select(x>0, x, tanh(0.5*x)*(exp(x)+1))"},
};

constexpr Formula kGelu[] = {
    {"x*0.5*(1+erf(x*0.7071067811865476))", "PyTorch, ONNX Runtime"},
    {"0.5*x*erfc(-x*0.7071067811865476)", "JAX (approximate=False)"},
    {"0.5*x+0.5*x*erf(x*0.7071067811865476)"},
    {"select(x>=0, x-0.5*x*erfc(x*0.7071067811865476), 0.5*x*erfc(-x*0.7071067811865476))"},
    {"0.5*x*(1+tanh(0.7978845608028654*(x+0.044715*(x*x*x))))",
     "approximation: PyTorch (approximate='tanh')"},
    {"0.5*x*(1+tanh(0.7978845608028654*x*(1+0.044715*x*x)))", "approximation: ggml"},
    {"x*sigmoid(1.702*x)", "approximation: quick_gelu"},
};

constexpr Formula kGeluTanh[] = {
    {"0.5*x*(1+tanh(0.7978845608028654*(x+0.044715*(x*x*x))))", "PyTorch"},
    {"0.5*x*(1+tanh(0.7978845608028654*x*(1+0.044715*x*x)))", "ggml"},
    {"x*(0.5*(1+tanh(0.7978845608028654*(x+0.044715*(x*x*x)))))", "JAX"},
    {"x*sigmoid(1.5957691216057308*(x+0.044715*(x*x*x)))"},
    {"x/(1+exp(-1.5957691216057308*(x+0.044715*(x*x*x))))"},
    {"x-x/(1+exp(1.5957691216057308*(x+0.044715*(x*x*x))))"},
};

constexpr Formula kMish[] = {
    {"x*tanh(log(1+exp(x)))"},
    {"x*tanh(log1p(exp(x)))", "PyTorch"},
    {"x*tanh(max(x,0)+log1p(exp(-abs(x))))", "JAX"},
    {"x*tanh(select(x>20, x, log1p(exp(x))))"},
    {"x*(exp(x)*(exp(x)+2))/(exp(x)*(exp(x)+2)+2)"},
    {"select(x>20, x, x*(exp(x)*(exp(x)+2)/(exp(x)*(exp(x)+2)+2)))"},
    {"x-2*x/((1+exp(x))*(1+exp(x))+1)"},
};

constexpr Formula kSoftplus[] = {
    {"log(1+exp(x))"},
    {"log1p(exp(x))"},
    {"select(x>20, x, log1p(exp(x)))", "PyTorch"},
    {"select(x>20, x, log(1+exp(x)))", "ggml"},
    {"max(x,0)+log1p(exp(-abs(x)))", "JAX"},
    {"max(x,0)+log(1+exp(-abs(x)))"},
    {"select(x>0, x+log(exp(-x)+1), log(exp(x)+1))", "ONNX Runtime"},
    {"-log(sigmoid(-x))"},
};

constexpr Formula kSoftsign[] = {
    {"x/(1+abs(x))", "PyTorch, JAX"},
    {"1/(1+abs(x))*x", "ONNX Runtime"},
};

constexpr Formula kTanhshrink[] = {
    {"x-tanh(x)", "PyTorch"},
    {"x-(1-2/(1+exp(2*x)))"},
};

constexpr Formula kHardsigmoid[] = {
    {"min(max(x+3,0),6)/6", "PyTorch"},
    {"min(max((x+3)/6,0),1)", "ggml"},
    {"min(max(x+3,0),6)*0.16666666666666666"},
    {"max(min(0.16666666666666666*x+0.5,1),0)", "ONNX Runtime"},
    {"min(max(fma(x,0.16666666666666666,0.5),0),1)"},
};

constexpr Formula kHardswish[] = {
    {"x*min(max(x+3,0),6)/6", "PyTorch"},
    {"x*(min(max(x+3,0),6)/6)"},
    {"x*min(max((x+3)/6,0),1)", "ggml"},
    {"x*min(max(x+3,0),6)*0.16666666666666666"},
    {"x*min(max(x*0.16666666666666666+0.5,0),1)", "ONNX"},
    {"x*min(max(fma(x,0.16666666666666666,0.5),0),1)"},
};

constexpr Formula kLogsigmoid[] = {
    {"log(sigmoid(x))"},
    {"log(1/(1+exp(-x)))"},
    {"-log(1+exp(-x))"},
    {"-log1p(exp(-x))"},
    {"min(x,0)-log1p(exp(-abs(x)))", "PyTorch"},
    {"-(max(-x,0)+log1p(exp(-abs(x))))", "JAX"},
};

constexpr Formula kQuickGelu[] = {
    {"x*sigmoid(1.702*x)"},
    {"x/(1+exp(-1.702*x))"},
    {"x*(1/(1+exp(-1.702*x)))", "ggml"},
};

constexpr FormulaSet kSets[] = {
    {"silu", kSilu},
    {"sigmoid", kSigmoid},
    {"tanh", kTanh},
    {"elu", kElu},
    {"gelu", kGelu},
    {"gelu(tanh)", kGeluTanh},
    {"mish", kMish},
    {"softplus", kSoftplus},
    {"softsign", kSoftsign},
    {"tanhshrink", kTanhshrink},
    {"hardsigmoid", kHardsigmoid},
    {"hardswish", kHardswish},
    {"logsigmoid", kLogsigmoid},
    {"swish", kSilu},
    {"quick_gelu", kQuickGelu},
};

}  // namespace

std::span<const FormulaSet> formula_sets() {
  return kSets;
}

std::span<const Formula> formulas_of(const Function& function) {
  const auto* const found = std::ranges::find_if(
      kSets, [&](const FormulaSet& set) { return set.function == function.name(); });
  return found == std::end(kSets) ? std::span<const Formula>() : found->formulas;
}

std::vector<Candidate> candidates(const Function& function, DType dtype) {
  std::vector<Candidate> result;
  if (size_of(dtype) > sizeof(float)) return result;
  for (const bool in_float32 : {false, true}) {
    if (in_float32 && size_of(dtype) == sizeof(float)) continue;
    for (const Formula& each : formulas_of(function)) {
      result.push_back({Expression(each.expression), std::string(each.source), in_float32});
    }
  }
  return result;
}

std::string describe(const Candidate& candidate, DType dtype) {
  const auto& text = candidate.expression.text();
  if (candidate.in_float32) {
    return fmt::format("{} in float32, rounded once to {}", text, name_of(dtype));
  }
  return fmt::format("{}, each step rounded to {}", text, name_of(dtype));
}

template <class T>
void evaluate(const Candidate& candidate, std::span<const T> x, std::span<T> y) {
  if constexpr (!std::is_same_v<T, float>) {
    if (candidate.in_float32) {
      std::vector<float> wide(x.size());
      std::ranges::transform(x, wide.begin(), [](T each) { return static_cast<float>(each); });
      evaluate<float>(candidate.expression, wide, wide);
      std::ranges::transform(wide, y.begin(), [](float each) { return T(each); });
      return;
    }
  }
  evaluate(candidate.expression, x, y);
}

template void evaluate(const Candidate&, std::span<const float>, std::span<float>);
template void evaluate(const Candidate&, std::span<const Float16>, std::span<Float16>);
template void evaluate(const Candidate&, std::span<const BFloat16>, std::span<BFloat16>);
template void evaluate(const Candidate&, std::span<const Float8E4M3FN>, std::span<Float8E4M3FN>);
template void evaluate(const Candidate&, std::span<const Float8E5M2>, std::span<Float8E5M2>);

}  // namespace silu::formulas
