#pragma once

#include <span>
#include <string_view>

#include "silu/activation.h"

/// What people read about an activation function and a program does not need to compute it: how
/// its formula is written, where PyTorch differs, which papers introduced it.
///
/// The texts are English, in UTF-8. They are in object files of their own: a program that does not
/// call article() does not link them.
namespace silu {

/// A formula in three scripts. None is empty.
struct Notation {
  std::string_view unicode;  ///< "x · σ(x)"
  std::string_view ascii;    ///< "x * sigmoid(x)"
  std::string_view latex;    ///< "x \, \sigma(x)", for math mode; ASCII as well
};

/// A publication, and where to find it.
struct Reference {
  std::string_view title;  ///< "Elfwing et al., Sigmoid-Weighted Linear Units ..., 2017"
  std::string_view url;
};

/// What there is to say about one activation function.
struct Article {
  const Activation* activation;  ///< the function it is about, a row of catalogue()
  Notation formula;
  Notation derivative;

  /// Which values the function and its derivatives have at the kinks; empty if the activation's
  /// `kinks` is nullptr. Some parameter values leave no kink, as in squareplus(4).
  std::string_view at_kinks = {};
  /// What PyTorch (or JAX, if the function is JAX's) computes differently; empty if nothing but
  /// rounding.
  std::string_view difference = {};
  std::span<const Reference> references = {};
  std::span<const std::string_view> used_by = {};  ///< networks: "EfficientNet"
};

/// The article on a row of catalogue(). Every row has one; for any other Activation, a copy of a
/// row included, it throws std::invalid_argument. The article and its texts live as long as the
/// program.
///
/// The search is linear in the size of the catalogue. Threads may call it at once.
const Article& article(const Activation& activation);

}  // namespace silu
