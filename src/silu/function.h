#pragma once

#include <cstddef>
#include <memory>
#include <ranges>
#include <span>
#include <string>

#include "silu/activation.h"
#include "silu/dtype.h"

namespace silu {

class ResultTables;

/// A parameter's value as it is written: "0.2", or one of its words.
std::string to_text(const Parameter& parameter, double value);

/// What is evaluated: an activation with the values of its parameters, or a derivative of that.
/// Cheap to copy.
///
/// Several threads may call it at once. For a type of 16 or 8 bits it fills a table of its results,
/// shared by its copies, once it has been asked for two values for each entry; at 16 bits that is
/// 128 KiB. So one function for many small arrays is faster than a new one for each.
class Function {
 public:
  /// The activation with its default parameters. Throws std::invalid_argument if one has none.
  explicit Function(const Activation& activation);

  /// Throws std::invalid_argument if a value is not what its parameter requires, or if order is
  /// not 0 (the function itself), 1 or 2.
  Function(const Activation& activation, const ParameterValues& parameters, int order = 0);

  // A function that was moved from is still one.
  Function(const Function&) = default;
  Function& operator=(const Function&) = default;

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
  long double operator()(long double x) const { return evaluator()(x, parameters_); }

  /// Writes f(x[i]) to y[i]: spans, vectors or arrays of the type of one dtype, as many x as y,
  /// which are the same memory or disjoint; anything else throws std::invalid_argument. float32 and
  /// narrower results are correctly rounded, for parameters from 2^-30 to 2^30 in magnitude;
  /// docs/accuracy.md has the bounds of the rest.
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
  friend bool operator==(const Function& a, const Function& b) {
    return a.activation_ == b.activation_ && a.parameters_ == b.parameters_ && a.order_ == b.order_;
  }

 private:
  const Evaluator& evaluator() const;
  std::string arguments() const;

  bool has_default_parameters() const;

  template <class T>
  void apply(std::span<const T> x, std::span<T> y) const;
  template <class T>
  void compute(std::span<const T> x, std::span<T> y) const;

  const Activation* activation_;
  ParameterValues parameters_;
  int order_;
  std::shared_ptr<ResultTables> tables_;
};

}  // namespace silu
