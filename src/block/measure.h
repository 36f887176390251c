#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/timing.h"
#include "block/pass.h"

namespace silu::block {

/// Milliseconds of a step of the block, layer by layer.
struct LayerTime {
  std::string name;
  bench::Timing timing;
  std::size_t bytes;  ///< of memory for what it gives
};

/// Milliseconds of the whole block.
struct BlockTime {
  Mode mode;
  Fusion fusion;
  std::optional<BlockActivation> activation;  ///< none: the block without one
  bench::Timing timing;
  std::size_t bytes;      ///< of memory for what all its steps give
  double times_relu = 1;  ///< those of the same mode and fusion
  double times_none = 1;
};

struct Cost {
  std::vector<LayerTime> layers;  ///< in the plan's mode, with its activation
  std::vector<BlockTime> blocks;
};

/// Times the block on x: the layers as the plan has them, and the whole with the plan's
/// activation, with ReLU and without any, in training mode and in eval mode, separate, folded and
/// fused. All take turns, run by run, five or more each. Left out are an activation that oneDNN
/// cannot fuse, and training mode if the images are too small for it. It takes about so many
/// seconds; calls on_progress with the share that is done.
Cost measure(const Plan& plan, const BlockActivation& relu, const Weights& weights,
             std::span<const float> x, double seconds,
             const std::function<void(double)>& on_progress);

}  // namespace silu::block
