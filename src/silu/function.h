#pragma once

#include <cstddef>
#include <memory>
#include <ranges>
#include <span>
#include <string>

#include "silu/activation.h"
#include "silu/dtype.h"
#include "silu/scaled_sum.h"

namespace silu {

class ResultTables;

/// A parameter's value as it is written: "0.2", or one of its words.
std::string to_text(const Parameter& parameter, double value);

/// What is evaluated: an activation with the values of its parameters, or a derivative of that.
/// Cheap to copy.
///
/// Several threads may call it at once. For a type of 16 or 8 bits it fills a table of its results,
/// shared by its copies and derivatives, once it has been asked for two values for each entry; at
/// 16 bits that is 128 KiB. So one function for many small arrays is faster than a new one for
/// each.
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
  Function derivative(int order) const;

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
  /// Where f(x[i]) is NaN, y[i] is
  /// std::numeric_limits<T>::quiet_NaN(), whatever the sign and the payload of x[i]. Rounding mode,
  /// flushing of subnormal numbers and traps of the calling thread have no influence, and they and
  /// its exception flags stay as they are.
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

  /// Writes f(x[i]), before it is rounded, to y[i], with a relative error below 2^-90 (of 1 near a
  /// zero of f that is no double), for as many x as y; anything else throws std::invalid_argument.
  /// It is some 100 times slower than values of a dtype, but the same on every target: what a
  /// checker takes for the exact value. A NaN is the quiet one, without a sign.
  void evaluate_exactly(std::span<const double> x, std::span<ScaledSum> y) const;

  /// Writes f(x[i]) rounded to odd to y[i], for numbers x[i] that float32 has: of the two doubles
  /// around f(x[i]) that with the odd significand, if it is none itself. So T(y[i]) is correctly
  /// rounded for every dtype T of at most 32 bits, whatever that of x.
  void evaluate_to_odd(std::span<const double> x, std::span<double> y) const;

  /// The backward pass of training: writes dy[i] f'(x[i]) to dx[i], for spans, vectors or arrays
  /// of the same size. f'(x[i]) is what derivative(order() + 1) gives, a number of the dtype, and
  /// its product with dy[i] is rounded to the dtype once, to nearest, ties to even: so the bits are
  /// the same everywhere. No factor is an exception: 0 times infinity is NaN, as above the
  /// canonical one. dx may be dy, or x. If it overlaps with one of them in part, or if this is a
  /// derivative of order 2, it throws std::invalid_argument. The caller's floating-point
  /// environment does not matter here either.
  template <std::ranges::contiguous_range X, std::ranges::contiguous_range DY,
            std::ranges::contiguous_range DX>
  void backward(const X& x, const DY& dy, DX&& dx) const {
    const std::span to(dx);
    using T = typename decltype(to)::element_type;
    const std::span<const T> from(x);
    const std::span<const T> gradient(dy);
    backward(DTypeTraits<T>::kDType, std::as_bytes(from), std::as_bytes(gradient),
             std::as_writable_bytes(to));
  }

  /// The same for a dtype that is known at run time only.
  void backward(DType dtype, std::span<const std::byte> x, std::span<const std::byte> dy,
                std::span<std::byte> dx) const;

  /// The same activation, parameters and order.
  friend bool operator==(const Function& a, const Function& b) {
    return a.activation_ == b.activation_ && a.parameters_ == b.parameters_ && a.order_ == b.order_;
  }

 private:
  std::string arguments() const;

  bool has_default_parameters() const;

  template <class T, class Work>
  void with_kernel(std::size_t count, const Work& work) const;
  template <class T>
  void multiply_by_values(std::span<const T> x, const T* dy, T* dx) const;

  const Activation* activation_;
  ParameterValues parameters_;
  int order_;
  std::shared_ptr<ResultTables> tables_;
};

}  // namespace silu
