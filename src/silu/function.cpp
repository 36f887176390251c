#include "silu/function.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "silu/kernels/default_environment.h"
#include "silu/kernels/kernel_table.h"
#include "silu/kernels/overlap.h"
#include "silu/kernels/result_table.h"

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

void require_order(int order) {
  if (order < 0 || order > 2)
    throw std::invalid_argument("silu: the order of a derivative must be 0, 1 or 2");
}

bool is_default(const Parameter& parameter, double value) {
  return parameter.default_value && *parameter.default_value == value;
}

// Else a NaN has the sign of what is too large, where T has no infinity.
template <class T>
T with_canonical_nan(T value) {
  return std::isnan(static_cast<double>(value)) ? std::numeric_limits<T>::quiet_NaN() : value;
}

// With parameters that are not usual.
template <class T>
void evaluate_widely(const FormulaArguments& formula, std::span<const T> x, std::span<T> y) {
  constexpr std::size_t kChunk = 16;
  for (std::size_t first = 0; first < x.size(); first += kChunk) {
    const std::size_t size = std::min(kChunk, x.size() - first);
    double wide[kChunk];
    ScaledSum sums[kChunk];
    for (std::size_t i = 0; i < size; ++i) wide[i] = static_cast<double>(x[first + i]);
    formula.widely(formula.parameters, wide, sums, size);
    for (std::size_t i = 0; i < size; ++i) {
      const double rounded =
          std::is_same_v<T, double> ? round_once(sums[i]) : round_to_odd(sums[i]);
      y[first + i] = with_canonical_nan(T(rounded));
    }
  }
}

// Of at most kMost values of 16 or 8 bits. The float32 result rounds to the right one, unless it is
// a tie of two narrower numbers: what it has been rounded from may not be.
template <std::size_t kMost, class T>
void evaluate_chunk(const FoundFormula& formula, std::span<const T> x, std::span<T> y) {
  constexpr int kDropped = std::numeric_limits<float>::digits - std::numeric_limits<T>::digits;
  constexpr std::uint32_t kBelowTie = (std::uint32_t{1} << (kDropped - 1)) - 1;
  float wide[kMost] = {};
  for (std::size_t i = 0; i < x.size(); ++i) wide[i] = static_cast<float>(x[i]);
  formula.kernels->float32(formula.arguments, wide, wide, x.size());
  T rounded[kMost];
  unsigned ties = 0;
  const auto may_be_tie = [&](std::size_t i) {
    const auto bits = std::bit_cast<std::uint32_t>(wide[i]);
    const auto back = std::bit_cast<std::uint32_t>(static_cast<float>(rounded[i]));
    return static_cast<unsigned>((bits & kBelowTie) == 0) & static_cast<unsigned>(bits != back);
  };
  for (std::size_t i = 0; i < x.size(); ++i) rounded[i] = with_canonical_nan(T(wide[i]));
  for (std::size_t i = 0; i < x.size(); ++i) ties += may_be_tie(i);
  if (ties != 0) {
    double odd[kMost];
    std::size_t places[kMost];
    std::size_t count = 0;
    for (std::size_t i = 0; count < ties; ++i) {
      places[count] = i;
      odd[count] = static_cast<double>(x[i]);
      count += may_be_tie(i);
    }
    formula.kernels->to_odd(formula.arguments, odd, odd, count);
    for (std::size_t i = 0; i < count; ++i) rounded[places[i]] = with_canonical_nan(T(odd[i]));
  }
  std::ranges::copy_n(rounded, static_cast<std::ptrdiff_t>(x.size()), y.begin());
}

template <class T>
void evaluate_by(const FoundFormula& formula, std::span<const T> x, std::span<T> y) {
  const auto& [kernels, arguments] = formula;
  if (!kernels->is_usual(arguments.parameters)) return evaluate_widely(arguments, x, y);
  if constexpr (std::is_same_v<T, float>) {
    kernels->float32(arguments, x.data(), y.data(), x.size());
  } else if constexpr (std::is_same_v<T, double>) {
    kernels->float64(arguments, x.data(), y.data(), x.size());
  } else {
    constexpr std::size_t kChunk = 256;
    for (std::size_t first = 0; first < x.size(); first += kChunk) {
      const std::size_t size = std::min(kChunk, x.size() - first);
      evaluate_chunk<kChunk>(formula, x.subspan(first, size), y.subspan(first, size));
    }
  }
}

template <class T>
void look_up(const T* results, std::span<const T> x, std::span<T> y) {
  using Bits = BitsOf<T>;
  const auto& table = kernel_table();
  const auto* const entries = reinterpret_cast<const Bits*>(results);
  const auto* const patterns = reinterpret_cast<const Bits*>(x.data());
  auto* const found = reinterpret_cast<Bits*>(y.data());
  if constexpr (sizeof(T) == 1) {
    table.look_up8(entries, patterns, found, x.size());
  } else {
    table.look_up16(entries, patterns, found, x.size());
  }
}

// To the second-level cache.
template <class T>
void prefetch(const T* values, std::size_t count) {
  constexpr std::size_t kLine = 64 / sizeof(T);
  for (std::size_t i = 0; i < count; i += kLine) __builtin_prefetch(values + i, 0, 2);
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
    : activation_(&activation),
      parameters_(parameters),
      order_(order),
      tables_(std::make_shared<ResultTables>()) {
  require_order(order);
  for (const auto& parameter : activation.parameters) {
    if (parameter.requirement.holds(parameters)) continue;
    throw std::invalid_argument(std::string(activation.name) + ": " + std::string(parameter.name) +
                                " must be " + std::string(parameter.requirement.words));
  }
}

Function Function::derivative(int order) const {
  require_order(order);
  Function result = *this;
  result.order_ = order;
  return result;
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

// Calls work(evaluate), where evaluate(x, y) does so for spans of count values in all.
template <class T, class Work>
void Function::with_kernel(std::size_t count, const Work& work) const {
  const auto kernel = find_kernel<T>(*activation_, order_);
  if (kernel != nullptr && has_default_parameters()) {
    return work(
        [&](std::span<const T> x, std::span<T> y) { kernel(x.data(), y.data(), x.size()); });
  }
  const auto formula = find_formula(*activation_, order_, parameters_);
  const auto compute = [&](std::span<const T> x, std::span<T> y) { evaluate_by(formula, x, y); };
  if constexpr (sizeof(T) < sizeof(float)) {
    const auto fill = [&](std::span<T> values) { compute(values, values); };
    const T* const results = tables_->of<T>(order_).find(count, fill);
    if (results != nullptr) {
      return work([&](std::span<const T> x, std::span<T> y) { look_up(results, x, y); });
    }
  }
  work(compute);
}

void Function::evaluate(DType dtype, std::span<const std::byte> x, std::span<std::byte> y) const {
  require_same_or_disjoint(x, y);
  const DefaultEnvironment environment;
  with_type(dtype, [&]<class T>(std::type_identity<T>) {
    if (x.size() % sizeof(T) != 0) throw std::invalid_argument("silu: x ends within a value");
    const std::size_t count = x.size() / sizeof(T);
    with_kernel<T>(count, [&](const auto& evaluate) {
      evaluate(std::span(reinterpret_cast<const T*>(x.data()), count),
               std::span(reinterpret_cast<T*>(y.data()), count));
    });
  });
}

void Function::evaluate_exactly(std::span<const double> x, std::span<ScaledSum> y) const {
  if (x.size() != y.size()) throw std::invalid_argument("silu: x and y differ in size");
  const DefaultEnvironment environment;
  const auto formula = find_formula(*activation_, order_, parameters_).arguments;
  formula.widely(formula.parameters, x.data(), y.data(), x.size());
}

void Function::evaluate_to_odd(std::span<const double> x, std::span<double> y) const {
  require_same_or_disjoint(std::as_bytes(x), std::as_bytes(y));
  const DefaultEnvironment environment;
  const auto [kernels, arguments] = find_formula(*activation_, order_, parameters_);
  if (kernels->is_usual(arguments.parameters)) {
    return kernels->to_odd(arguments, x.data(), y.data(), x.size());
  }
  std::vector<ScaledSum> sums(x.size());
  arguments.widely(arguments.parameters, x.data(), sums.data(), x.size());
  std::ranges::transform(sums, y.begin(), round_to_odd);
}

// Slopes stay in the first-level cache. If the arrays are large, what the next ones are multiplied
// with comes from memory meanwhile: of a short chunk, for few lines can be under way.
template <class T>
void Function::multiply_by_values(std::span<const T> x, const T* dy, T* dx) const {
  constexpr std::size_t kMost = 8192 / sizeof(T);
  const auto multiply = std::get<ProductOf<T>>(kernel_table().products);
  const bool is_large = x.size_bytes() >= std::size_t{1} << 20;
  const std::size_t most = is_large ? kMost / 4 : kMost;
  alignas(64) T slopes[kMost];
  with_kernel<T>(x.size(), [&](const auto& evaluate) {
    for (std::size_t i = 0; i < x.size(); i += most) {
      const auto chunk = x.subspan(i, std::min(most, x.size() - i));
      if (is_large) {
        const std::size_t next = i + chunk.size();
        prefetch(dy + next, std::min(most, x.size() - next));
        prefetch(dx + next, std::min(most, x.size() - next));
      }
      evaluate(chunk, std::span(slopes, chunk.size()));
      multiply(slopes, dy + i, dx + i, chunk.size());
    }
  });
}

void Function::backward(DType dtype, std::span<const std::byte> x, std::span<const std::byte> dy,
                        std::span<std::byte> dx) const {
  require_same_or_disjoint(x, dx, "x and dx");
  require_same_or_disjoint(dy, dx, "dy and dx");
  if (order_ == 2) throw std::invalid_argument("silu: there is no derivative of order 3");
  const DefaultEnvironment environment;
  with_type(dtype, [&]<class T>(std::type_identity<T>) {
    if (x.size() % sizeof(T) != 0) throw std::invalid_argument("silu: x ends within a value");
    derivative(order_ + 1)
        .multiply_by_values(std::span(reinterpret_cast<const T*>(x.data()), x.size() / sizeof(T)),
                            reinterpret_cast<const T*>(dy.data()), reinterpret_cast<T*>(dx.data()));
  });
}

}  // namespace silu
