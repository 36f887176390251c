#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "silu/function.h"

/// Functions from text. The calls here may be made from several threads at once, and the locale
/// changes nothing.
namespace silu {

/// No activation has the name that a text begins with. what() is "unknown function 'silo'".
class UnknownActivation : public std::invalid_argument {
 public:
  explicit UnknownActivation(std::string_view name);

  /// The name as it was given, of any length and with any bytes.
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

/// The function that a text stands for:
///
///   silu  SiLU  swish           a name, a title or an alias, in this spelling
///   softplus(2,5)               the parameters in their order
///   softplus(threshold=5)       or, behind these, by their names; those with a default may be
///                               left out
///   gelu(tanh)                  a parameter that takes words
///   nn.GELU(approximate='tanh') as PyTorch, JAX and Keras write it, with the defaults of theirs
///   silu_d1  silu'  silu_d2     the first and the second derivative
///
/// A name may follow torch, torch.nn, nn, torch.nn.functional, nn.functional, F, jax.nn,
/// keras.activations or tf.keras.activations. The defaults are PyTorch's, and JAX's and Keras 3's
/// behind their modules: jax.nn.gelu is gelu(tanh), keras.activations.leaky_relu has the slope 0.2,
/// and the softplus of both has no threshold. These take True and False for GELU's approximate.
/// PyTorch's inplace=True and inplace=False are accepted and change nothing.
///
/// So Function's name() and title() are texts of itself. A number is decimal, hexadecimal with 0x,
/// inf or nan, each with a sign or without. It is rounded once, to the nearest double: what is too
/// large becomes infinite, what is too small becomes zero. Blanks and tabs may stand around the
/// name, a parameter and its value.
///
/// Throws UnknownActivation, or another std::invalid_argument that says what is wrong and shows the
/// right form: "swish: beta is given twice; usage: swish(beta=1), for example swish(1.5) or
/// swish(beta=1.5)". what() is one short line for every text: it quotes at most 40 bytes of it,
/// those beyond printable ASCII as \xNN.
Function parse_function(std::string_view text);

/// The texts of a list, each for parse_function: "silu, softplus(2,5)" is "silu" and
/// "softplus(2,5)". Splits at every comma outside of parentheses, and takes the blanks and tabs
/// around each text away. The result points into list. An empty list is one empty text.
std::vector<std::string_view> split_functions(std::string_view list);

/// Every name that parse_function takes for an activation: the name, the title and the aliases.
std::vector<std::string_view> names_of(const Activation& activation);

/// What parse_function takes between the parentheses, with the defaults: "beta=1, threshold=20".
/// Empty for an activation without parameters.
std::string parameters_of(const Activation& activation);

}  // namespace silu
