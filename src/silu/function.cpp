#include "silu/function.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "silu/kernels/kernel_table.h"
#include "silu/kernels/overlap.h"

namespace silu {
namespace {

ParameterValues default_values(const Activation& activation) {
  ParameterValues values = {};
  for (std::size_t i = 0; i < activation.parameters.size(); ++i) {
    const auto& parameter = activation.parameters[i];
    if (!parameter.default_value) {
      throw std::invalid_argument(std::string(activation.name) + ": " +
                                  std::string(parameter.name) + " has no default value");
    }
    values[i] = *parameter.default_value;
  }
  return values;
}

bool is_default(const Parameter& parameter, double value) {
  return parameter.default_value && *parameter.default_value == value;
}

// With parameters that are not usual.
template <class T>
void evaluate_widely(const FormulaRow& formula, const ParameterValues& parameters,
                     std::span<const T> x, std::span<T> y) {
  constexpr std::size_t kChunk = 16;
  for (std::size_t first = 0; first < x.size(); first += kChunk) {
    const std::size_t size = std::min(kChunk, x.size() - first);
    double wide[kChunk];
    ScaledSum sums[kChunk];
    for (std::size_t i = 0; i < size; ++i) wide[i] = static_cast<double>(x[first + i]);
    formula.widely(parameters, wide, sums, size);
    for (std::size_t i = 0; i < size; ++i) {
      y[first + i] = std::is_same_v<T, double> ? T(round_once(sums[i])) : T(round_to_odd(sums[i]));
    }
  }
}

// Of at most kMost values of 16 or 8 bits. The float32 result rounds to the right one, unless it
// may be a tie of two narrower numbers: then its last bits are zero.
template <std::size_t kMost, class T>
void evaluate_chunk(const FormulaRow& formula, const ParameterValues& parameters,
                    std::span<const T> x, std::span<T> y) {
  constexpr int kDropped = std::numeric_limits<float>::digits - std::numeric_limits<T>::digits;
  constexpr std::uint32_t kLast = (std::uint32_t{1} << (kDropped - 1)) - 1;
  float wide[kMost] = {};
  for (std::size_t i = 0; i < x.size(); ++i) wide[i] = static_cast<float>(x[i]);
  formula.float32(parameters, wide, wide, x.size());
  const auto may_be_tie = [](float each) {
    return (std::bit_cast<std::uint32_t>(each) & kLast) == 0;
  };
  if (std::none_of(wide, wide + x.size(), may_be_tie)) {
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = T(wide[i]);
    return;
  }
  double odd[kMost] = {};
  for (std::size_t i = 0; i < x.size(); ++i) odd[i] = static_cast<double>(x[i]);
  formula.to_odd(parameters, odd, odd, x.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = T(odd[i]);
}

template <class T>
void evaluate_by(const FormulaRow& formula, const ParameterValues& parameters, std::span<const T> x,
                 std::span<T> y) {
  if (!formula.is_usual(parameters)) return evaluate_widely(formula, parameters, x, y);
  if constexpr (std::is_same_v<T, float>) {
    formula.float32(parameters, x.data(), y.data(), x.size());
  } else if constexpr (std::is_same_v<T, double>) {
    formula.float64(parameters, x.data(), y.data(), x.size());
  } else {
    constexpr std::size_t kChunk = 64;
    for (std::size_t first = 0; first < x.size(); first += kChunk) {
      const std::size_t size = std::min(kChunk, x.size() - first);
      evaluate_chunk<kChunk>(formula, parameters, x.subspan(first, size), y.subspan(first, size));
    }
  }
}

// Values of 8 bits are so few that a long array gets them from a table.
template <class T, class Compute>
void look_up(std::span<const T> x, std::span<T> y, Compute compute) {
  constexpr std::size_t kPatterns = 256;
  if (x.size() < kPatterns) return compute(x, y);
  std::array<T, kPatterns> table;
  for (std::size_t i = 0; i < kPatterns; ++i)
    table[i] = std::bit_cast<T>(static_cast<BitsOf<T>>(i));
  compute(std::span<const T>(table), std::span(table));
  std::ranges::transform(x, y.begin(),
                         [&](T each) { return table[std::bit_cast<BitsOf<T>>(each)]; });
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
  if (order < 0 || order > 2)
    throw std::invalid_argument("silu: the order of a derivative must be 0, 1 or 2");
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

bool Function::has_default_parameters() const {
  for (std::size_t i = 0; i < activation_->parameters.size(); ++i) {
    if (!is_default(activation_->parameters[i], parameters_[i])) return false;
  }
  return true;
}

template <class T>
void Function::apply(std::span<const T> x, std::span<T> y) const {
  const auto kernel = find_kernel<T>(*activation_, order_);
  if (kernel != nullptr && has_default_parameters()) return kernel(x.data(), y.data(), x.size());
  const FormulaRow& formula = find_formula(*activation_, order_, parameters_);
  const auto directly = [&](std::span<const T> from, std::span<T> to) {
    evaluate_by(formula, parameters_, from, to);
  };
  if constexpr (sizeof(T) == 1) {
    look_up(x, y, directly);
  } else {
    directly(x, y);
  }
}

void Function::evaluate(DType dtype, std::span<const std::byte> x, std::span<std::byte> y) const {
  require_same_or_disjoint(x, y);
  with_type(dtype, [&]<class T>(std::type_identity<T>) {
    if (x.size() % sizeof(T) != 0) throw std::invalid_argument("silu: x ends within a value");
    const std::size_t count = x.size() / sizeof(T);
    apply(std::span(reinterpret_cast<const T*>(x.data()), count),
          std::span(reinterpret_cast<T*>(y.data()), count));
  });
}

}  // namespace silu
