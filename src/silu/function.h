#pragma once

#include <span>
#include <string>

#include "silu/activation.h"

namespace silu {

/// A parameter's value as it is written: "0.2", or one of its words.
std::string to_text(const Parameter& parameter, double value);

/// What is evaluated: an activation with the values of its parameters, or a derivative of that.
/// Cheap to copy.
class Function {
 public:
  /// The activation with its default parameters. Throws std::invalid_argument if one has none.
  explicit Function(const Activation& activation);

  /// Throws std::invalid_argument if a value is not what its parameter requires, or if order is
  /// not 0 (the function itself), 1 or 2.
  Function(const Activation& activation, const ParameterValues& parameters, int order = 0);

  const Activation& activation() const { return *activation_; }
  const ParameterValues& parameters() const { return parameters_; }
  int order() const { return order_; }

  /// The derivative of this function's activation of order 0, 1 or 2.
  Function derivative(int order) const { return {*activation_, parameters_, order}; }

  /// For programs: "silu", "leaky_relu(0.2)", "hardtanh(max_val=2)", "gelu(tanh)"; a derivative is
  /// "silu_d1". Parameters that have their default value are left out. parse_function (parse.h)
  /// makes the same function of this and of the title.
  std::string name() const;
  /// For people: "SiLU", "LeakyReLU(0.2)", "SiLU'", "SiLU''".
  std::string title() const;

  /// f(x) in the widest precision there is.
  long double operator()(long double x) const { return formula()(x, parameters_); }

  /// Write f(x[i]) to y[i]; x and y are of the same size, and the same memory or disjoint. The
  /// result is computed in a wider format and rounded once; a kernel's is what kernels.h says.
  void operator()(std::span<const float> x, std::span<float> y) const;
  void operator()(std::span<const double> x, std::span<double> y) const;
  void operator()(std::span<const Float16> x, std::span<Float16> y) const;
  void operator()(std::span<const BFloat16> x, std::span<BFloat16> y) const;

  /// The same activation, parameters and order.
  friend bool operator==(const Function&, const Function&) = default;

 private:
  const Formula& formula() const;
  std::string arguments() const;

  template <class T, class Kernel>
  void apply(Kernel Kernels::*kernel, std::span<const T> x, std::span<T> y) const;

  const Activation* activation_;
  ParameterValues parameters_;
  int order_;
};

}  // namespace silu
