#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kParameters[] = {{.name = "b",
                                      .default_value = 4,
                                      .example = 1,
                                      .requirement = {"a finite number >= 0", [](Parameters p) {
                                                        return std::isfinite(p[0]) && p[0] >= 0;
                                                      }}}};

}  // namespace

constexpr Activation kSquareplus = {
    .name = "squareplus",
    .title = "Squareplus",
    .parameters = kParameters,
    .kinks = [](Parameters p) { return p[0] == 0 ? std::vector{0.0} : std::vector<double>(); },
};

}  // namespace silu
