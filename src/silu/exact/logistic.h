#pragma once

namespace silu {

// x / (1 + e^-x) and 1 / (1 + e^-x), correctly rounded (to nearest, ties to even) for every float:
// computed in double-double with a relative error < 2^-95. Some 0.3 us a call: the vector kernels
// come here for the few values that lie too close to the midpoint of two floats for double
// arithmetic to decide.
float accurate_silu(float x);
float accurate_sigmoid(float x);

}  // namespace silu
