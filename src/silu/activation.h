#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace silu {

/// The values of a function's parameters, in their order; those it does not have are 0.
using ParameterValues = std::array<double, 2>;

/// What the value of a parameter must be.
struct Requirement {
  std::string_view words;  ///< behind "must be": "greater than 0"
  bool (*holds)(const ParameterValues& values);
};

/// A parameter of a function: a number, or one of some words.
struct Parameter {
  std::string_view name;                ///< as in torch.nn.functional: "negative_slope"
  std::optional<double> default_value;  ///< none if it must be given
  double example;                       ///< another value that makes sense
  Requirement requirement;
  /// The words, if that is what it takes: its value is the index of one.
  std::span<const std::string_view> choices = {};
};

/// One row of the catalogue: an activation function's names, parameters and kinks. What else there
/// is to say about it is in its article (article.h). A Function (function.h) is a row with its
/// parameters' values, and evaluates it.
struct Activation {
  std::string_view name;                           ///< as in torch.nn.functional: "silu"
  std::string_view title;                          ///< as in torch.nn: "SiLU"
  std::span<const std::string_view> aliases = {};  ///< other common names: "logistic"
  std::span<const Parameter> parameters = {};

  bool self_gated = false;  ///< x times a gate between 0 and 1 that x itself opens

  /// Where the function or one of its first two derivatives jumps; nullptr if nowhere. There the
  /// derivatives have the values that PyTorch's autograd gives them.
  std::vector<double> (*kinks)(const ParameterValues& parameters) = nullptr;
};

/// Every activation there is. The rows live as long as the program.
std::span<const Activation* const> catalogue();

}  // namespace silu
