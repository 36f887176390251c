#include "definitions.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace oracle {
namespace {

using P = const silu::ParameterValues&;

template <class N>
N magnitude(const N& x) {
  return x.rough() < 0 ? -x : x;
}

// Of the two ways to write it the one whose exponential is small.
template <class N>
N sigmoid(const N& x) {
  const N e = exp(-magnitude(x));
  return (x.rough() < 0 ? e : N(1)) / (N(1) + e);
}

template <class N>
N softplus(const N& x) {
  return (x.rough() < 0 ? N(0) : x) + log1p(exp(-magnitude(x)));
}

// x min(max(0, x), 6) / 6 and the like.
template <class N>
N clamp(const N& x, double low, double high) {
  return x.rough() <= low ? N(low) : x.rough() >= high ? N(high) : x;
}

// Whether a x > b, without a rounding.
bool product_exceeds(double a, long double x, double b) {
  const long double rough = a * x;
  if (std::abs(rough - b) > 0x1p-50L * std::abs(rough)) return rough > b;
  MpfrNumber product(53 + 64);
  mpfr_set_ld(product, x, MPFR_RNDN);
  mpfr_mul_d(product, product, a, MPFR_RNDN);
  return mpfr_cmp_d(product, b) > 0;
}

template <class F>
Definition define(std::string_view name, F) {
  return {name,
          [](const Quick& x, P p) { return F{}(x, p); },
          [](const Jet<Quick>& x, P p) { return F{}(x, p); },
          [](const Fast& x, P p) { return F{}(x, p); },
          [](const Jet<Fast>& x, P p) { return F{}(x, p); },
          [](const Jet<Sure>& x, P p) { return F{}(x, p); }};
}

const Definition kDefinitions[] = {
    define("silu", []<class N>(const N& x, P) { return x * sigmoid(x); }),
    define("relu", []<class N>(const N& x, P) { return x.rough() > 0 ? x : N(0); }),
    define("sigmoid", []<class N>(const N& x, P) { return sigmoid(x); }),
    define("tanh", []<class N>(const N& x, P) { return tanh(x); }),
    define("relu6", []<class N>(const N& x, P) { return clamp(x, 0, 6); }),
    define("leaky_relu", []<class N>(const N& x, P p) { return x.rough() > 0 ? x : N(p[0]) * x; }),
    define("elu", []<class N>(const N& x, P p) { return x.rough() > 0 ? x : N(p[0]) * expm1(x); }),
    define("celu", []<class N>(const N& x,
                               P p) { return x.rough() > 0 ? x : N(p[0]) * expm1(x / N(p[0])); }),
    define("selu",
           []<class N>(const N& x, P) {
             const N scale = N::decimal("1.0507009873554804934193349852946");
             const N alpha = N::decimal("1.6732632423543772848170429916717");
             return scale * (x.rough() > 0 ? x : alpha * expm1(x));
           }),
    define("gelu",
           []<class N>(const N& x, P p) {
             if (p[0] == 0) return x * erfc(-x / sqrt(N(2))) / N(2);
             // (1 + tanh y) / 2 is sigmoid(2y).
             const N y = sqrt(N(2) / N::pi()) * (x + N::decimal("0.044715") * x * x * x);
             return x * sigmoid(N(2) * y);
           }),
    define("mish", []<class N>(const N& x, P) { return x * tanh(softplus(x)); }),
    define("softplus",
           []<class N>(const N& x, P p) {
             if (product_exceeds(p[0], x.rough(), p[1])) return x;
             return softplus(N(p[0]) * x) / N(p[0]);
           }),
    define("softsign", []<class N>(const N& x, P) { return x / (N(1) + magnitude(x)); }),
    define("softshrink",
           []<class N>(const N& x, P p) {
             if (x.rough() > p[0]) return x - N(p[0]);
             return x.rough() < -p[0] ? x + N(p[0]) : N(0);
           }),
    define("hardshrink",
           []<class N>(const N& x, P p) { return std::abs(x.rough()) > p[0] ? x : N(0); }),
    define("tanhshrink", []<class N>(const N& x, P) { return x - tanh(x); }),
    define("hardtanh", []<class N>(const N& x, P p) { return clamp(x, p[0], p[1]); }),
    define("hardsigmoid", []<class N>(const N& x, P) { return clamp(x + N(3), 0, 6) / N(6); }),
    define("hardswish", []<class N>(const N& x, P) { return x * clamp(x + N(3), 0, 6) / N(6); }),
    define("logsigmoid", []<class N>(const N& x, P) { return -softplus(-x); }),
    define("threshold", []<class N>(const N& x, P p) { return x.rough() > p[0] ? x : N(p[1]); }),
    define("prelu", []<class N>(const N& x, P p) { return x.rough() > 0 ? x : N(p[0]) * x; }),
    define("swish", []<class N>(const N& x, P p) { return x * sigmoid(N(p[0]) * x); }),
    define("squareplus",
           []<class N>(const N& x, P p) {
             const N root = sqrt(x * x + N(p[0]));
             return x.rough() > 0 ? (x + root) / N(2) : N(p[0]) / (N(2) * (root - x));
           }),
    define("identity", []<class N>(const N& x, P) { return x; }),
    define("exponential", []<class N>(const N& x, P) { return exp(x); }),
    define("quick_gelu",
           []<class N>(const N& x, P) { return x * sigmoid(N::decimal("1.702") * x); }),
    define("hard_tanh", []<class N>(const N& x, P) { return clamp(x, -1, 1); }),
    define("sparse_plus",
           []<class N>(const N& x, P) {
             if (x.rough() >= 1) return x;
             return x.rough() <= -1 ? N(0) : (x + N(1)) * (x + N(1)) / N(4);
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
