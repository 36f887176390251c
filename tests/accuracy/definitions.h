#pragma once

#include <string_view>
#include <tuple>

#include "ball.h"
#include "silu/activation.h"

/// The activation functions once more, from their definitions: what the catalogue is compared with.
/// Of rounding they know nothing, only of forms whose intervals stay narrow.
namespace oracle {

using Quick = Ball<double>;
using Fast = Ball<long double>;
using Sure = Ball<Real>;

template <class B, int Order>
using Evaluator = Jet<B, Order> (*)(typename B::Extent x, const silu::ParameterValues& p);
template <class B>
using Evaluators = std::tuple<Evaluator<B, 0>, Evaluator<B, 1>, Evaluator<B, 2>>;

struct Definition {
  std::string_view name;
  std::tuple<Evaluators<Quick>, Evaluators<Fast>, Evaluators<Sure>> evaluators;

  /// f(x) with the derivatives up to Order.
  template <class B, int Order>
  Jet<B, Order> jet(typename B::Extent x, const silu::ParameterValues& p) const {
    return std::get<Order>(std::get<Evaluators<B>>(evaluators))(x, p);
  }
  /// f(x), or the derivative of that order.
  template <class B>
  B value(typename B::Extent x, const silu::ParameterValues& p, int order) const {
    if (order == 0) return jet<B, 0>(x, p).f;
    return order == 1 ? jet<B, 1>(x, p).f1 : jet<B, 2>(x, p).f2;
  }
};

/// Every row's.
const Definition& definition(std::string_view name);

}  // namespace oracle
