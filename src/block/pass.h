#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "block/block.h"

namespace silu::block {

/// How much is done at once. All give the same values but for rounding; only oneDNN's formulas, in
/// kFused, are others for what is not finite: its ReLU makes 0 of NaN, its SiLU NaN of -inf.
enum class Fusion {
  kSeparate,  ///< every layer by itself
  kFolded,    ///< eval mode: convolution and batch normalization as one convolution
  kFused      ///< eval mode: and the activation, by oneDNN's own formula, within it
};

/// What stands in SiLU's place.
struct BlockActivation {
  std::string name;   ///< as Function has it: "silu"
  std::string title;  ///< "SiLU"
  /// Writes f(x) to y, which may be x. Called from several threads at once.
  std::function<void(std::span<const float> x, std::span<float> y)> apply;
};

/// What a pass is to do.
struct Plan {
  ImageShape input;
  Mode mode = Mode::kTrain;
  Fusion fusion = Fusion::kSeparate;
  std::optional<BlockActivation> activation = {};  ///< none: the block without one
  bool inplace = false;                            ///< the activation overwrites its input
  unsigned threads = 1;
};

/// A part of a pass that can be timed by itself.
struct Step {
  std::string name;   ///< "Conv2d(3, 32)"
  std::size_t bytes;  ///< of memory for what it gives; 0 if it overwrites its input
};

/// The block, ready to be run any number of times on images of one shape. Each run does the steps
/// in order. One thread uses it; it uses plan.threads.
class Pass {
 public:
  virtual ~Pass() = default;
  virtual const std::vector<Step>& steps() const = 0;
  /// The images to run on; they must live until the last step is done.
  virtual void set_input(std::span<const float> x) = 0;
  virtual void run(std::size_t step) = 0;
  /// What the last step left, until the next run.
  virtual std::span<const float> output() const = 0;
};

/// Prepares a pass by oneDNN, which is loaded by the first call. Nothing if oneDNN has no formula
/// for an activation that is to be fused. Throws std::runtime_error if oneDNN is missing or fails,
/// or the threads cannot be started, and std::bad_alloc; so does Pass::run.
std::unique_ptr<Pass> prepare(const Plan& plan, const Weights& weights);

/// The same for several plans with one number of threads. The passes share the memory for what
/// their steps give: each must be run from its first step to its last before another is run.
std::vector<std::unique_ptr<Pass>> prepare_together(std::span<const Plan> plans,
                                                    const Weights& weights);

/// "oneDNN 2.6.3", loaded.
std::string backend_name();

}  // namespace silu::block
