#include "block/measure.h"

#include <doctest/doctest.h>

#include "tensors.h"

using namespace silu::block;

namespace {

Cost measure_input(const Plan& plan, double& done) {
  const Drawn drawn = draw(1, {1, 3, 8, 8});
  const auto x = std::span(drawn.x).first(static_cast<std::size_t>(count_values(plan.input)));
  return measure(plan, activation("relu"), drawn.weights, x, 0.01, [&](double share) {
    CHECK(share >= done);
    CHECK(share <= 1);
    done = share;
  });
}

std::string label(const BlockTime& time) {
  return std::string(time.mode == Mode::kTrain ? "train" : "eval") +
         std::to_string(static_cast<int>(time.fusion)) + ' ' +
         (time.activation ? time.activation->name : "none");
}

std::vector<std::string> labels(const Cost& cost) {
  std::vector<std::string> all;
  for (const auto& time : cost.blocks) all.push_back(label(time));
  return all;
}

}  // namespace

TEST_CASE("measure times each layer, and the block in every way") {
  double done = 0;
  const Cost cost =
      measure_input({.input = {1, 3, 8, 8}, .activation = activation("silu"), .threads = 2}, done);
  CHECK(done > 0);
  CHECK(labels(cost) == std::vector<std::string>{"train0 silu", "train0 relu", "train0 none",
                                                 "eval0 silu", "eval0 relu", "eval0 none",
                                                 "eval1 silu", "eval1 relu", "eval1 none",
                                                 "eval2 silu", "eval2 relu", "eval2 none"});
  std::vector<std::string> layers;
  for (const auto& layer : cost.layers) {
    CHECK(layer.timing.median > 0);
    CHECK(layer.timing.samples >= 5);
    if (!layer.name.starts_with("reorder") && layer.name != "to NCHW") layers.push_back(layer.name);
  }
  CHECK(layers == std::vector<std::string>{"Conv2d(3, 32)", "BatchNorm2d(32)", "SiLU",
                                           "Conv2d(32, 64)", "BatchNorm2d(64)", "SiLU"});
  for (std::size_t i = 0; i < cost.blocks.size(); i += 3) {
    const auto* const group = &cost.blocks[i];
    for (std::size_t member = 0; member < 3; ++member) {
      const double median = group[member].timing.median;
      CHECK(group[member].timing.samples >= 5);
      CHECK(group[member].times_relu == doctest::Approx(median / group[1].timing.median));
      CHECK(group[member].times_none == doctest::Approx(median / group[2].timing.median));
    }
    CHECK(group[0].bytes == group[1].bytes);
  }
  CHECK(cost.blocks[0].bytes > cost.blocks[2].bytes);
}

TEST_CASE("the ways take turns, run by run") {
  BlockActivation relu = activation("relu");
  std::vector<std::string> calls;  // of the activation: how many values, one thread
  relu.apply = [&, apply = relu.apply](std::span<const float> x, std::span<float> y) {
    calls.push_back(std::to_string(x.size()));
    apply(x, y);
  };
  const Drawn drawn = draw(1, {1, 3, 8, 8});
  Plan plan = {.input = {1, 3, 8, 8}, .activation = relu};
  std::vector<std::size_t> at_turns;
  measure(plan, relu, drawn.weights, drawn.x, 0, [&](double) { at_turns.push_back(calls.size()); });
  // Two calls a run; separate in both modes, and folded; fused is oneDNN's own.
  REQUIRE(at_turns.size() == 5);
  for (std::size_t turn = 0; turn < at_turns.size(); ++turn)
    CHECK(at_turns[turn] == 6 * (turn + 1));
}

TEST_CASE("measure leaves out what cannot be: statistics of one value, formulas oneDNN lacks") {
  double done = 0;
  const Cost cost = measure_input(
      {.input = {1, 3, 2, 1}, .mode = Mode::kEval, .activation = activation("softsign")}, done);
  CHECK(labels(cost) == std::vector<std::string>{"eval0 softsign", "eval0 relu", "eval0 none",
                                                 "eval1 softsign", "eval1 relu", "eval1 none",
                                                 "eval2 relu", "eval2 none"});
}

TEST_CASE("ReLU in SiLU's place is timed once") {
  double done = 0;
  const Cost cost = measure_input({.input = {2, 3, 4, 4}, .activation = activation("relu")}, done);
  CHECK(cost.blocks.size() == 8);
  CHECK(cost.blocks[0].times_relu == 1);
}
