#include "block/pass.h"

#include <doctest/doctest.h>

#include <limits>

#include "tensors.h"

using namespace silu::block;

namespace {

constexpr ImageShape kInput = {2, 3, 9, 7};
constexpr double kAgreement = 1e-5;

Plan plan_of(Mode mode, Fusion fusion = Fusion::kSeparate) {
  return {.input = kInput, .mode = mode, .fusion = fusion, .activation = activation("silu")};
}

// The sum of what the steps take, in floats.
std::size_t floats_of(const Pass& pass) {
  std::size_t bytes = 0;
  for (const Step& step : pass.steps()) bytes += step.bytes;
  return bytes / sizeof(float);
}

std::vector<float> every(std::size_t stride, const std::vector<float>& values) {
  std::vector<float> some;
  for (std::size_t i = 0; i < values.size(); i += stride) some.push_back(values[i]);
  return some;
}

}  // namespace

TEST_CASE("the block agrees with PyTorch on the same weights and images") {
  const Weights weights = pytorch_weights();
  const auto x = pytorch("input");
  for (unsigned threads : {1U, 2U, 3U}) {
    for (const bool inplace : {false, true}) {
      CAPTURE(threads);
      CAPTURE(inplace);
      const auto check = [&](Plan plan, const char* expected) {
        plan.threads = threads;
        plan.inplace = inplace;
        CHECK(difference(run(plan, weights, x), pytorch(expected)) < kAgreement);
      };
      check(plan_of(Mode::kTrain), "train");
      check(plan_of(Mode::kEval), "eval");
      check(plan_of(Mode::kEval, Fusion::kFolded), "eval");
      check(plan_of(Mode::kEval, Fusion::kFused), "eval");
    }
  }
}

TEST_CASE("passes that are prepared together give the same, in any order") {
  const Weights weights = pytorch_weights();
  const auto x = pytorch("input");
  const Plan plans[] = {plan_of(Mode::kEval, Fusion::kFused), plan_of(Mode::kTrain),
                        plan_of(Mode::kEval, Fusion::kFolded), plan_of(Mode::kEval)};
  const auto passes = prepare_together(plans, weights);
  for (const std::size_t i : {0U, 1U, 2U, 3U, 1U, 3U, 0U, 2U}) {
    CAPTURE(i);
    Pass& pass = *passes[i];
    pass.set_input(x);
    for (std::size_t step = 0; step < pass.steps().size(); ++step) pass.run(step);
    const auto y = pass.output();
    CHECK(std::vector<float>(y.begin(), y.end()) == run(plans[i], weights, x));
  }
}

TEST_CASE("images of little contrast agree, too, where sums in float32 would not") {
  Plan plan = plan_of(Mode::kTrain);
  plan.input = {1, 3, 8, 8};
  CHECK(difference(run(plan, pytorch_weights(), pytorch("pale")), pytorch("pale.train")) <
        kAgreement);
}

TEST_CASE("images of a scale whose variance is no float are normalized all the same") {
  const Weights weights = pytorch_weights();
  const auto x = pytorch("input");
  std::vector<float> large(x.size());
  std::ranges::transform(x, large.begin(), [](float value) { return value * 0x1p+80F; });
  // Beside values so large neither epsilon nor the bias counts: two scales give the same.
  std::vector<float> larger(x.size());
  std::ranges::transform(large, larger.begin(), [](float value) { return value * 0x1p+10F; });
  const Plan plan = plan_of(Mode::kTrain);
  const auto y = run(plan, weights, large);
  CHECK(difference(y, run(plan, weights, larger)) < kAgreement);
  CHECK(difference(y, std::vector<float>(y.size(), y[0])) > 0.1);
}

TEST_CASE("the seed stands for what the article's script computes after torch.manual_seed") {
  constexpr ImageShape kArticle = {1, 3, 224, 224};
  const Drawn drawn = draw(0, kArticle);
  Plan plan = plan_of(Mode::kTrain);
  plan.input = kArticle;
  CHECK(difference(every(997, run(plan, drawn.weights, drawn.x)), pytorch("article.train")) <
        kAgreement);
  plan.mode = Mode::kEval;
  plan.fusion = Fusion::kFolded;
  CHECK(difference(every(997, run(plan, drawn.weights, drawn.x)), pytorch("article.eval")) <
        kAgreement);
}

TEST_CASE("every activation that oneDNN can fuse gives what ours gives; others are refused") {
  const Weights weights = pytorch_weights();
  const auto x = pytorch("input");
  Plan plan = plan_of(Mode::kEval, Fusion::kFused);
  for (const char* name : {"silu", "relu", "sigmoid", "tanh", "gelu", "mish", "hardswish"}) {
    CAPTURE(name);
    plan.activation = activation(name);
    Plan ours = plan;
    ours.fusion = Fusion::kFolded;
    CHECK(difference(run(plan, weights, x), run(ours, weights, x)) < kAgreement);
  }
  // By formulas of its own, for what is not finite, too: see Fusion.
  auto nan = x;
  nan[0] = std::numeric_limits<float>::quiet_NaN();
  plan.activation = activation("relu");
  CHECK(std::ranges::none_of(run(plan, weights, nan), [](float y) { return std::isnan(y); }));
  plan.activation = activation("softsign");
  CHECK(prepare(plan, weights) == nullptr);
  plan.activation.reset();
  CHECK(prepare(plan, weights) != nullptr);
}

TEST_CASE("a pass can be run again, on other images") {
  const Weights weights = pytorch_weights();
  const auto x = pytorch("input");
  const std::vector<float> zeros(x.size(), 0);
  for (const Mode mode : {Mode::kTrain, Mode::kEval}) {
    const auto pass = prepare(plan_of(mode), weights);
    const auto run_on = [&](std::span<const float> images) {
      pass->set_input(images);
      for (std::size_t i = 0; i < pass->steps().size(); ++i) pass->run(i);
      return std::vector<float>(pass->output().begin(), pass->output().end());
    };
    const auto first = run_on(x);
    CHECK(run_on(zeros) != first);
    CHECK(run_on(x) == first);
  }
}

TEST_CASE("what is folded or overwritten takes no memory") {
  const Weights weights = pytorch_weights();
  // 2 x 32 and 2 x 64 planes of 5 x 4 pixels.
  constexpr std::size_t kFirst = 2 * 32 * 5 * 4;
  constexpr std::size_t kSecond = 2 * 64 * 5 * 4;
  const auto floats = [&](Fusion fusion, bool inplace) {
    Plan plan = plan_of(Mode::kEval, fusion);
    plan.inplace = inplace;
    return floats_of(*prepare(plan, weights));
  };
  // Beside the layers there may be images in another order.
  const std::size_t fused = floats(Fusion::kFused, false);
  CHECK(fused >= kFirst + kSecond);
  CHECK(floats(Fusion::kFolded, true) == fused);
  CHECK(floats(Fusion::kFolded, false) == fused + kFirst + kSecond);
  CHECK(floats(Fusion::kSeparate, true) == fused + kFirst + kSecond);
  CHECK(floats(Fusion::kSeparate, false) == fused + 2 * (kFirst + kSecond));
}

TEST_CASE("NaN goes where IEEE 754 and the kernels take it") {
  const Weights weights = pytorch_weights();
  auto x = pytorch("input");
  x[0] = std::numeric_limits<float>::quiet_NaN();  // of the first image, the upper left pixel
  const auto is_nan = [](float value) { return std::isnan(value); };
  for (const char* name : {"silu", "relu"}) {
    Plan plan = plan_of(Mode::kTrain);
    plan.activation = activation(name);
    const auto trained = run(plan, weights, x);
    CHECK(std::ranges::all_of(trained, is_nan));  // the statistics are of all images
    plan.mode = Mode::kEval;
    for (const Fusion fusion : {Fusion::kSeparate, Fusion::kFolded}) {
      plan.fusion = fusion;
      const auto y = run(plan, weights, x);
      // Its output is one of the second convolution's four in the corner; each channel has 5 x 4.
      for (std::size_t i = 0; i < y.size(); ++i) {
        const bool in_corner = i < y.size() / 2 && i % 20 / 4 < 2 && i % 4 < 2;
        CHECK(std::isnan(y[i]) == in_corner);
      }
    }
  }
}
