#include "silu/function.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <stdexcept>

namespace silu {
namespace {

ParameterValues default_values(const Activation& activation) {
  ParameterValues values = {};
  for (std::size_t i = 0; i < activation.parameters.size(); ++i) {
    const auto& parameter = activation.parameters[i];
    if (!parameter.default_value) {
      throw std::invalid_argument(std::string(activation.name) + ": " +
                                  std::string(parameter.name) + " has no default");
    }
    values[i] = *parameter.default_value;
  }
  return values;
}

bool is_default(const Parameter& parameter, double value) {
  return parameter.default_value && *parameter.default_value == value;
}

// To double with rounding to odd: of the two doubles around the value the one with the odd
// significand. Rounding that to fewer bits gives what rounding the value itself would.
double round_to_odd(long double value) {
  const auto nearest = static_cast<double>(value);
  if (nearest == value || !std::isfinite(nearest)) return nearest;
  const auto bits = std::bit_cast<std::uint64_t>(nearest);
  const bool away = std::abs(static_cast<long double>(nearest)) > std::abs(value);
  return std::bit_cast<double>((bits - (away ? 1 : 0)) | 1);
}

template <class T>
T round(double value) {
  return T(value);
}
template <class T>
T round(long double value) {
  return static_cast<T>(value);
}
template <class T>
requires std::same_as<T, Float16> || std::same_as<T, BFloat16> T round(long double value) {
  return T(round_to_odd(value));
}

template <class Wide, class T>
void evaluate(const Evaluator& evaluator, const ParameterValues& parameters, std::span<const T> x,
              std::span<T> y) {
  std::ranges::transform(x, y.begin(), [&](T each) {
    return round<T>(evaluator(static_cast<Wide>(static_cast<double>(each)), parameters));
  });
}

}  // namespace

std::string to_text(const Parameter& parameter, double value) {
  if (!parameter.choices.empty()) {
    return std::string(parameter.choices[static_cast<std::size_t>(value)]);
  }
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

Function::Function(const Activation& activation)
    : Function(activation, default_values(activation)) {}

Function::Function(const Activation& activation, const ParameterValues& parameters, int order)
    : activation_(&activation), parameters_(parameters), order_(order) {
  if (order < 0 || order > 2) throw std::invalid_argument("silu: no derivative of that order");
  for (const auto& parameter : activation.parameters) {
    if (parameter.requirement.holds(parameters)) continue;
    throw std::invalid_argument(std::string(activation.name) + ": " + std::string(parameter.name) +
                                " must be " + std::string(parameter.requirement.words));
  }
}

std::string Function::name() const {
  const std::string name = std::string(activation_->name) + arguments();
  return order_ == 0 ? name : name + "_d" + std::to_string(order_);
}

std::string Function::title() const {
  return std::string(activation_->title) + arguments() +
         std::string(static_cast<std::size_t>(order_), '\'');
}

// "(2,5)", "(threshold=5)": behind one that is left out, names are needed.
std::string Function::arguments() const {
  std::string text;
  bool left_out = false;
  for (std::size_t i = 0; i < activation_->parameters.size(); ++i) {
    const auto& parameter = activation_->parameters[i];
    if (is_default(parameter, parameters_[i])) {
      left_out = true;
      continue;
    }
    text += text.empty() ? '(' : ',';
    if (left_out) text += std::string(parameter.name) + '=';
    text += to_text(parameter, parameters_[i]);
  }
  return text.empty() ? text : text + ')';
}

const Evaluator& Function::evaluator() const {
  if (order_ == 0) return activation_->value;
  return order_ == 1 ? activation_->first_derivative : activation_->second_derivative;
}

template <class T, class Kernel>
void Function::apply(Kernel Kernels::*kernel, std::span<const T> x, std::span<T> y) const {
  if (order_ == 0 && activation_->kernels && arguments().empty()) {
    ((*activation_->kernels).*kernel)(x, y, 1);
  } else if (order_ == 0 && !std::same_as<T, double>) {
    evaluate<double>(evaluator(), parameters_, x, y);
  } else {
    evaluate<long double>(evaluator(), parameters_, x, y);
  }
}

void Function::operator()(std::span<const float> x, std::span<float> y) const {
  apply(&Kernels::f32, x, y);
}
void Function::operator()(std::span<const double> x, std::span<double> y) const {
  apply(&Kernels::f64, x, y);
}
void Function::operator()(std::span<const Float16> x, std::span<Float16> y) const {
  apply(&Kernels::f16, x, y);
}
void Function::operator()(std::span<const BFloat16> x, std::span<BFloat16> y) const {
  apply(&Kernels::bf16, x, y);
}

}  // namespace silu
