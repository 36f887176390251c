#pragma once

#include <cstddef>
#include <ranges>
#include <span>
#include <string>

#include "silu/activation.h"
#include "silu/dtype.h"

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

  /// Writes f(x[i]) to y[i]: spans, vectors or arrays of the type of one dtype, as many x as y,
  /// which are the same memory or disjoint; anything else throws std::invalid_argument. float32 and
  /// narrower results are correctly rounded; float64 ones are within 0.501 ULP, of 2^-35 near a
  /// zero of a derivative. Parameters from 2^-30 to 2^30 in magnitude (and 0 and infinity, where
  /// they make no product) have vector code; others give as exact results, some 100 times slower.
  template <std::ranges::contiguous_range X, std::ranges::contiguous_range Y>
  void operator()(const X& x, Y&& y) const {
    const std::span to(y);
    using T = typename decltype(to)::element_type;
    const std::span<const T> from(x);
    evaluate(DTypeTraits<T>::kDType, std::as_bytes(from), std::as_writable_bytes(to));
  }

  /// The same for whole values of a dtype that is known at run time only, as they lie in memory,
  /// aligned.
  void evaluate(DType dtype, std::span<const std::byte> x, std::span<std::byte> y) const;

  /// The same activation, parameters and order.
  friend bool operator==(const Function&, const Function&) = default;

 private:
  std::string arguments() const;

  bool has_default_parameters() const;

  template <class T>
  void apply(std::span<const T> x, std::span<T> y) const;

  const Activation* activation_;
  ParameterValues parameters_;
  int order_;
};

}  // namespace silu
