#pragma once

#include <string_view>

#include "ball.h"
#include "silu/activation.h"

/// The activation functions once more, from their definitions and without a thought for rounding:
/// what the catalogue is compared with. N is a Ball, or a Jet if derivatives are wanted too.
namespace oracle {

using Quick = Ball<double>;
using Fast = Ball<long double>;
using Sure = Ball<Real>;

struct Definition {
  std::string_view name;
  Quick (*quick)(const Quick& x, const silu::ParameterValues& p);
  Jet<Quick> (*quick_jet)(const Jet<Quick>& x, const silu::ParameterValues& p);
  Fast (*fast)(const Fast& x, const silu::ParameterValues& p);
  Jet<Fast> (*fast_jet)(const Jet<Fast>& x, const silu::ParameterValues& p);
  Jet<Sure> (*sure_jet)(const Jet<Sure>& x, const silu::ParameterValues& p);
};

/// Every row's.
const Definition& definition(std::string_view name);

}  // namespace oracle
