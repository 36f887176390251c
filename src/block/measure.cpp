#include "block/measure.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "bench/turns.h"

namespace silu::block {
namespace {

using Clock = std::chrono::steady_clock;

struct Way {
  Mode mode;
  Fusion fusion;
};

constexpr Way kWays[] = {{Mode::kTrain, Fusion::kSeparate},
                         {Mode::kEval, Fusion::kSeparate},
                         {Mode::kEval, Fusion::kFolded},
                         {Mode::kEval, Fusion::kFused}};

// One of those who take turns.
struct Contestant {
  std::optional<BlockActivation> activation;
  std::unique_ptr<Pass> pass;
  std::vector<double> all = {};                 // milliseconds of a run,
  std::vector<std::vector<double>> steps = {};  // and of its steps
};

void run(Contestant& each) {
  const std::size_t count = each.pass->steps().size();
  each.steps.resize(count);
  const auto start = Clock::now();
  auto last = start;
  for (std::size_t i = 0; i < count; ++i) {
    each.pass->run(i);
    const auto now = Clock::now();
    each.steps[i].push_back(std::chrono::duration<double, std::milli>(now - last).count());
    last = now;
  }
  each.all.push_back(std::chrono::duration<double, std::milli>(last - start).count());
}

// The first run of each warms up.
void sample(std::vector<Contestant>& contestants, double seconds,
            const std::function<void(double)>& on_progress) {
  for (auto& each : contestants) {
    run(each);
    each.all.clear();
    each.steps.clear();
  }
  const auto run_all = [&] {
    for (auto& each : contestants) run(each);
  };
  bench::take_turns(seconds, run_all, on_progress);
}

std::size_t bytes_of(const Pass& pass) {
  std::size_t bytes = 0;
  for (const Step& step : pass.steps()) bytes += step.bytes;
  return bytes;
}

std::vector<LayerTime> layer_times(const Contestant& contestant) {
  std::vector<LayerTime> layers;
  const auto& steps = contestant.pass->steps();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    layers.push_back({steps[i].name, bench::summarize(contestant.steps[i]), steps[i].bytes});
  }
  return layers;
}

std::vector<Contestant> make_contestants(const Plan& plan, const BlockActivation& relu,
                                         const Weights& weights, std::span<const float> x) {
  std::vector<std::optional<BlockActivation>> activations = {relu, std::nullopt};
  if (plan.activation->name != relu.name) activations.insert(activations.begin(), plan.activation);
  std::vector<Contestant> contestants;
  for (const auto& activation : activations) {
    Plan own = plan;
    own.activation = activation;
    auto pass = prepare(own, weights);
    if (pass == nullptr) continue;
    pass->set_input(x);
    contestants.push_back({activation, std::move(pass)});
  }
  return contestants;
}

void add_times(const Plan& plan, const std::vector<Contestant>& contestants, Cost& cost) {
  const auto first = cost.blocks.size();
  for (const auto& each : contestants) {
    cost.blocks.push_back({.mode = plan.mode,
                           .fusion = plan.fusion,
                           .activation = each.activation,
                           .timing = bench::summarize(each.all),
                           .bytes = bytes_of(*each.pass)});
  }
  // ReLU and no activation come last.
  const double relu = cost.blocks[cost.blocks.size() - 2].timing.median;
  const double none = cost.blocks.back().timing.median;
  for (auto i = first; i < cost.blocks.size(); ++i) {
    cost.blocks[i].times_relu = cost.blocks[i].timing.median / relu;
    cost.blocks[i].times_none = cost.blocks[i].timing.median / none;
  }
}

}  // namespace

Cost measure(const Plan& plan, const BlockActivation& relu, const Weights& weights,
             std::span<const float> x, double seconds,
             const std::function<void(double)>& on_progress) {
  std::vector<Way> ways(std::begin(kWays), std::end(kWays));
  if (!has_variance(plan.input)) ways.erase(ways.begin());
  Cost cost;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    Plan own = plan;
    own.mode = ways[i].mode;
    own.fusion = ways[i].fusion;
    auto contestants = make_contestants(own, relu, weights, x);
    const auto count = static_cast<double>(ways.size());
    sample(contestants, seconds / count,
           [&](double share) { on_progress((static_cast<double>(i) + share) / count); });
    add_times(own, contestants, cost);
    if (own.mode == plan.mode && own.fusion == Fusion::kSeparate) {
      cost.layers = layer_times(contestants.front());
    }
  }
  return cost;
}

}  // namespace silu::block
