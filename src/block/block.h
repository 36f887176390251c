#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// The article's convolution block:
///
///     Conv2d(3, 32, kernel_size=3, stride=2, padding=1), BatchNorm2d(32), SiLU(),
///     Conv2d(32, 64, kernel_size=3, padding=1), BatchNorm2d(64), SiLU()
///
/// Images are float32 arrays of shape N, C, H, W: number, channels, height, width; the last index
/// varies fastest.
namespace silu::block {

/// Of an array of images: N, C, H, W.
using ImageShape = std::array<std::int64_t, 4>;

/// Conv2d, 3 x 3, padding 1.
struct Convolution {
  std::int64_t inputs;  ///< channels
  std::int64_t outputs;
  std::int64_t stride;
};

inline constexpr std::array<Convolution, 2> kConvolutions = {{{3, 32, 2}, {32, 64, 1}}};

/// What BatchNorm2d adds to the variance.
inline constexpr float kEpsilon = 1e-5F;

/// Whether batch normalization takes mean and variance of the batch, or the running ones.
enum class Mode { kTrain, kEval };

/// What a convolution gives for images that it can take.
ImageShape output_shape(const Convolution& convolution, const ImageShape& input);

/// What the whole block gives.
ImageShape output_shape(const ImageShape& input);

std::int64_t count_values(const ImageShape& shape);

/// Whether there is more than one value per channel for the batch normalizations to find a
/// variance of.
bool has_variance(const ImageShape& input);

/// Throws std::invalid_argument, with a reason, for images that the block cannot take in a mode:
/// of other than three channels, without a pixel, or with one value per channel to normalize.
void require_input(const ImageShape& input, Mode mode);

/// A convolution and the batch normalization behind it.
struct StageWeights {
  std::vector<float> weight;  ///< outputs, inputs, 3, 3
  std::vector<float> bias;
  std::vector<float> scale;  ///< gamma
  std::vector<float> shift;  ///< beta
  std::vector<float> running_mean;
  std::vector<float> running_variance;
};

using Weights = std::array<StageWeights, kConvolutions.size()>;

/// A tensor of the weights, by its name in the model's state_dict().
struct NamedTensor {
  std::string_view name;  ///< "0.weight"
  std::vector<std::uint64_t> shape;
  std::vector<float>& values;
};

/// All of them; they live as long as the weights.
std::vector<NamedTensor> tensors_of(Weights& weights);

/// Weights and images.
struct Drawn {
  Weights weights;
  std::vector<float> x;
};

/// What the article's script draws after torch.manual_seed(seed) on a CPU, in its order. PyTorch's
/// default initialisation: for each convolution weight and bias from U(-b, b), b = 1 / sqrt(9
/// inputs), for each batch normalization scale 1, shift 0, mean 0 and variance 1; then x from
/// N(0, 1), of 16 values or more. The weights are PyTorch's to the last bit, x is but for the
/// rounding of log, sqrt, sin and cos.
Drawn draw(std::uint64_t seed, const ImageShape& shape);

}  // namespace silu::block
