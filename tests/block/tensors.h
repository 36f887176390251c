#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "block/block.h"
#include "block/pass.h"
#include "data/reader.h"
#include "data/tensor.h"
#include "silu/function.h"

/// A tensor of pytorch_values.safetensors, which pytorch_values.py wrote.
inline std::vector<float> pytorch(const std::string& name) {
  const auto formats = silu::data::input_formats();
  const auto format = std::ranges::find(formats, "safetensors", &silu::data::InputFormat::name);
  const auto reader = format->make_reader({.file = PYTORCH_VALUES, .tensor = name});
  return silu::data::read_tensor(*reader);
}

inline silu::block::Weights pytorch_weights() {
  silu::block::Weights weights;
  for (const auto& tensor : silu::block::tensors_of(weights)) {
    tensor.values = pytorch(std::string(tensor.name));
  }
  return weights;
}

/// The largest difference of two arrays, as a share of the largest value of the second.
inline double difference(std::span<const float> a, std::span<const float> b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(b[i])));
    most = std::max(most, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    if (std::isnan(a[i]) || std::isnan(b[i])) return NAN;
  }
  return most / largest;
}

inline silu::block::BlockActivation activation(std::string_view name) {
  const auto* const found = *std::ranges::find(silu::catalogue(), name, &silu::Activation::name);
  const silu::Function function(*found);
  return {function.name(), function.title(),
          [function](std::span<const float> x, std::span<float> y) { function(x, y); }};
}

/// What a pass makes of images.
inline std::vector<float> run(const silu::block::Plan& plan, const silu::block::Weights& weights,
                              std::span<const float> x) {
  const auto pass = silu::block::prepare(plan, weights);
  REQUIRE(pass != nullptr);
  pass->set_input(x);
  for (std::size_t i = 0; i < pass->steps().size(); ++i) pass->run(i);
  return {pass->output().begin(), pass->output().end()};
}
