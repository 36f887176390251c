#include <cmath>
#include <numbers>
#include <random>

#include "block/block.h"

namespace silu::block {
namespace {

// PyTorch's generator for CPUs is the standard's, seeded with the low half.
using Engine = std::mt19937;

// 24 random bits, as at::uniform_real_distribution<float> has it where there is a fused
// multiply-add.
void draw_uniform(Engine& engine, std::span<float> values, float from, float to) {
  for (float& value : values) {
    const float unit = static_cast<float>(engine() & 0xffffff) * 0x1p-24F;
    value = std::fma(unit, to - from, from);
  }
}

// Box and Muller: 16 values from U(0, 1) become 16 from N(0, 1), the first eight with the others.
void make_normal(std::span<float, 16> values) {
  for (std::size_t i = 0; i < 8; ++i) {
    const double radius = std::sqrt(-2 * std::log1p(-static_cast<double>(values[i])));
    const double angle = 2 * std::numbers::pi * static_cast<double>(values[i + 8]);
    values[i] = static_cast<float>(radius * std::cos(angle));
    values[i + 8] = static_cast<float>(radius * std::sin(angle));
  }
}

// at::native's normal_fill, which draws the last 16 again where they overlap the ones before.
void draw_normal(Engine& engine, std::span<float> values) {
  draw_uniform(engine, values, 0, 1);
  for (std::size_t i = 0; i + 16 <= values.size(); i += 16) {
    make_normal(values.subspan(i).first<16>());
  }
  if (values.size() % 16 != 0) {
    draw_uniform(engine, values.last<16>(), 0, 1);
    make_normal(values.last<16>());
  }
}

}  // namespace

Drawn draw(std::uint64_t seed, const ImageShape& shape) {
  Engine engine(static_cast<std::uint32_t>(seed));
  Drawn drawn;
  for (std::size_t i = 0; i < kConvolutions.size(); ++i) {
    const auto inputs = static_cast<std::size_t>(kConvolutions[i].inputs);
    const auto outputs = static_cast<std::size_t>(kConvolutions[i].outputs);
    // https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
    const auto bound = static_cast<float>(1 / std::sqrt(9.0 * static_cast<double>(inputs)));
    StageWeights& stage = drawn.weights[i];
    stage.weight.resize(outputs * inputs * 9);
    stage.bias.resize(outputs);
    draw_uniform(engine, stage.weight, -bound, bound);
    draw_uniform(engine, stage.bias, -bound, bound);
    stage.scale.assign(outputs, 1);
    stage.shift.assign(outputs, 0);
    stage.running_mean.assign(outputs, 0);
    stage.running_variance.assign(outputs, 1);
  }
  drawn.x.resize(static_cast<std::size_t>(count_values(shape)));
  draw_normal(engine, drawn.x);
  return drawn;
}

}  // namespace silu::block
