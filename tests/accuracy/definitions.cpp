#include "definitions.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace oracle {
namespace {

using P = const silu::ParameterValues&;

// x min(max(0, x), 6) / 6 and the like.
template <class N>
N clamp(const N& x, double low, double high) {
  return x.rough() <= low ? N(low) : x.rough() >= high ? N(high) : x;
}

// Whether a x > b, without a rounding.
template <class Extent>
bool product_exceeds(double a, Extent x, double b) {
  const Extent rough = a * x;
  if (std::abs(rough - b) > 0x1p-50L * std::abs(rough)) return rough > b;
  MpfrNumber product(53 + 64);
  mpfr_set_ld(product, x, MPFR_RNDN);
  mpfr_mul_d(product, product, a, MPFR_RNDN);
  return mpfr_cmp_d(product, b) > 0;
}

template <class F, class B, int Order>
Jet<B, Order> evaluate(typename B::Extent x, P p) {
  return F{}(Jet<B, Order>::variable(x), p);
}
// The same where an operation costs less than a call.
template <class F, class B, int Order>
[[gnu::flatten]] Jet<B, Order> evaluate_inline(typename B::Extent x, P p) {
  return evaluate<F, B, Order>(x, p);
}

template <class F, class B>
constexpr Evaluators<B> kInline = {evaluate_inline<F, B, 0>, evaluate_inline<F, B, 1>,
                                   evaluate_inline<F, B, 2>};
template <class F>
constexpr Evaluators<Sure> kCalls = {evaluate<F, Sure, 0>, evaluate<F, Sure, 1>,
                                     evaluate<F, Sure, 2>};

template <class F>
Definition define(std::string_view name, F) {
  return {name, {kInline<F, Quick>, kInline<F, Fast>, kCalls<F>}};
}

const Decimal kSeluScale("1.0507009873554804934193349852946");
const Decimal kSeluAlpha("1.6732632423543772848170429916717");
const Decimal kGeluCubic("0.044715");
const Decimal kQuickGeluFactor("1.702");

const Definition kDefinitions[] = {
    define("silu", []<class N>(const N& x, P) { return x * sigmoid(x); }),
    define("relu", []<class N>(const N& x, P) { return x.rough() > 0 ? x : N(0); }),
    define("sigmoid", []<class N>(const N& x, P) { return sigmoid(x); }),
    define("tanh", []<class N>(const N& x, P) { return tanh(x); }),
    define("relu6", []<class N>(const N& x, P) { return clamp(x, 0, 6); }),
    define("leaky_relu", []<class N>(const N& x, P p) { return x.rough() > 0 ? x : p[0] * x; }),
    define("elu", []<class N>(const N& x, P p) { return x.rough() > 0 ? x : p[0] * expm1(x); }),
    define("celu",
           []<class N>(const N& x, P p) { return x.rough() > 0 ? x : p[0] * expm1(x / p[0]); }),
    define("selu",
           []<class N>(const N& x, P) {
             using B = decltype(x.f);
             return B(kSeluScale) * (x.rough() > 0 ? x : B(kSeluAlpha) * expm1(x));
           }),
    define("gelu",
           []<class N>(const N& x, P p) {
             using B = decltype(x.f);
             if (p[0] == 0) return x * erfc(-1 / sqrt(B(2)) * x) / 2;
             // (1 + tanh y) / 2 is sigmoid(2y).
             const N y = sqrt(2 / B::pi()) * (x + B(kGeluCubic) * x * x * x);
             return x * sigmoid(2 * y);
           }),
    define("mish", []<class N>(const N& x, P) { return x * tanh(softplus(x)); }),
    define("softplus",
           []<class N>(const N& x, P p) {
             if (product_exceeds(p[0], x.rough(), p[1])) return x;
             return softplus(p[0] * x) / p[0];
           }),
    // For large x a derivative of x / (1 + x) is a difference of which little is left.
    define("softsign",
           []<class N>(const N& x, P) {
             if (x.rough() > 1) return 1 - 1 / (1 + x);
             return x.rough() < -1 ? 1 / (1 - x) - 1 : x / (1 + magnitude(x));
           }),
    define("softshrink",
           []<class N>(const N& x, P p) {
             if (x.rough() > p[0]) return x - p[0];
             return x.rough() < -p[0] ? x + p[0] : N(0);
           }),
    define("hardshrink",
           []<class N>(const N& x, P p) { return std::abs(x.rough()) > p[0] ? x : N(0); }),
    define("tanhshrink", []<class N>(const N& x, P) { return tanhshrink(x); }),
    define("hardtanh", []<class N>(const N& x, P p) { return clamp(x, p[0], p[1]); }),
    define("hardsigmoid", []<class N>(const N& x, P) { return clamp(x + 3, 0, 6) / 6; }),
    define("hardswish", []<class N>(const N& x, P) { return x * clamp(x + 3, 0, 6) / 6; }),
    define("logsigmoid", []<class N>(const N& x, P) { return -softplus(-x); }),
    define("threshold", []<class N>(const N& x, P p) { return x.rough() > p[0] ? x : N(p[1]); }),
    define("prelu", []<class N>(const N& x, P p) { return x.rough() > 0 ? x : p[0] * x; }),
    define("swish", []<class N>(const N& x, P p) { return x * sigmoid(p[0] * x); }),
    // (x + sqrt(x^2 + b)) / 2, without a difference.
    define("squareplus",
           []<class N>(const N& x, P p) {
             const N rest = p[0] / (2 * (sqrt(x * x + p[0]) + magnitude(x)));
             return x.rough() < 0 ? rest : x + rest;
           }),
    define("identity", []<class N>(const N& x, P) { return x; }),
    define("exponential", []<class N>(const N& x, P) { return exp(x); }),
    define("quick_gelu",
           []<class N>(const N& x, P) { return x * sigmoid(decltype(x.f)(kQuickGeluFactor) * x); }),
    define("hard_tanh", []<class N>(const N& x, P) { return clamp(x, -1, 1); }),
    define("sparse_plus",
           []<class N>(const N& x, P) {
             if (x.rough() >= 1) return x;
             return x.rough() <= -1 ? N(0) : (x + 1) * (x + 1) / 4;
           }),
};

}  // namespace

const Definition& definition(std::string_view name) {
  const auto found = std::ranges::find(kDefinitions, name, &Definition::name);
  if (found == std::end(kDefinitions)) {
    std::fprintf(stderr, "no definition of %.*s\n", static_cast<int>(name.size()), name.data());
    std::abort();
  }
  return *found;
}

}  // namespace oracle
