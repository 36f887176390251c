#include "block/block.h"

#include <stdexcept>
#include <string>

namespace silu::block {
namespace {

std::string to_text(const ImageShape& shape) {
  std::string text = "[";
  for (const std::int64_t size : shape) text += std::to_string(size) + ", ";
  text.resize(text.size() - 2);
  return text + ']';
}

}  // namespace

ImageShape output_shape(const Convolution& convolution, const ImageShape& input) {
  // The kernel reaches one pixel beyond either side, which the padding gives it.
  const auto size = [&](std::int64_t pixels) { return (pixels - 1) / convolution.stride + 1; };
  return {input[0], convolution.outputs, size(input[2]), size(input[3])};
}

ImageShape output_shape(const ImageShape& input) {
  ImageShape shape = input;
  for (const auto& convolution : kConvolutions) shape = output_shape(convolution, shape);
  return shape;
}

std::int64_t count_values(const ImageShape& shape) {
  return shape[0] * shape[1] * shape[2] * shape[3];
}

bool has_variance(const ImageShape& input) {
  const ImageShape normalized = output_shape(kConvolutions[0], input);
  return normalized[0] * normalized[2] * normalized[3] > 1;
}

void require_input(const ImageShape& input, Mode mode) {
  if (input[1] != kConvolutions[0].inputs) {
    throw std::invalid_argument("shape " + to_text(input) +
                                " does not have 3 channels, expected [N, 3, H, W]");
  }
  if (input[0] < 1) {
    throw std::invalid_argument("shape " + to_text(input) + " contains no images");
  }
  if (input[2] < 1 || input[3] < 1) {
    throw std::invalid_argument("shape " + to_text(input) +
                                " is too small for the 3 x 3 kernel: an image needs a pixel");
  }
  if (mode == Mode::kTrain && !has_variance(input)) {
    throw std::invalid_argument("shape " + to_text(input) + " gives batch normalization " +
                                to_text(output_shape(kConvolutions[0], input)) +
                                ", but training mode needs more than one value per channel; "
                                "use more or larger images, or eval mode");
  }
}

std::vector<NamedTensor> tensors_of(Weights& weights) {
  // Of the modules in nn.Sequential.
  static constexpr std::string_view kNames[kConvolutions.size()][6] = {
      {"0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var"},
      {"3.weight", "3.bias", "4.weight", "4.bias", "4.running_mean", "4.running_var"}};
  std::vector<NamedTensor> tensors;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto inputs = static_cast<std::uint64_t>(kConvolutions[i].inputs);
    const auto outputs = static_cast<std::uint64_t>(kConvolutions[i].outputs);
    StageWeights& stage = weights[i];
    tensors.push_back({kNames[i][0], {outputs, inputs, 3, 3}, stage.weight});
    tensors.push_back({kNames[i][1], {outputs}, stage.bias});
    tensors.push_back({kNames[i][2], {outputs}, stage.scale});
    tensors.push_back({kNames[i][3], {outputs}, stage.shift});
    tensors.push_back({kNames[i][4], {outputs}, stage.running_mean});
    tensors.push_back({kNames[i][5], {outputs}, stage.running_variance});
  }
  return tensors;
}

}  // namespace silu::block
