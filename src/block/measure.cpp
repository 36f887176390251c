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
  bool operator==(const Way&) const = default;
};

constexpr Way kWays[] = {{Mode::kTrain, Fusion::kSeparate},
                         {Mode::kEval, Fusion::kSeparate},
                         {Mode::kEval, Fusion::kFolded},
                         {Mode::kEval, Fusion::kFused}};

// One of those who take turns.
struct Contestant {
  Way way;
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
  constexpr int kFewestTurns = 5;
  for (auto& each : contestants) {
    run(each);
    each.all.clear();
    each.steps.clear();
  }
  const auto run_all = [&] {
    for (auto& each : contestants) run(each);
  };
  bench::take_turns(seconds, kFewestTurns, run_all, on_progress);
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

// Way by way: the plan's activation first, ReLU and none last.
std::vector<Plan> make_plans(const Plan& plan, const BlockActivation& relu) {
  std::vector<std::optional<BlockActivation>> activations = {relu, std::nullopt};
  if (plan.activation->name != relu.name) activations.insert(activations.begin(), plan.activation);
  std::vector<Plan> plans;
  for (const Way& way : kWays) {
    if (way.mode == Mode::kTrain && !has_variance(plan.input)) continue;
    for (const auto& activation : activations) {
      Plan own = plan;
      own.mode = way.mode;
      own.fusion = way.fusion;
      own.activation = activation;
      plans.push_back(std::move(own));
    }
  }
  return plans;
}

std::vector<Contestant> make_contestants(const std::vector<Plan>& plans, const Weights& weights,
                                         std::span<const float> x) {
  auto passes = prepare_together(plans, weights);
  std::vector<Contestant> contestants;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (passes[i] == nullptr) continue;
    passes[i]->set_input(x);
    contestants.push_back(
        {{plans[i].mode, plans[i].fusion}, plans[i].activation, std::move(passes[i])});
  }
  return contestants;
}

// Of one way.
void add_times(std::span<const Contestant> contestants, Cost& cost) {
  const auto first = cost.blocks.size();
  for (const auto& each : contestants) {
    cost.blocks.push_back({.mode = each.way.mode,
                           .fusion = each.way.fusion,
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
  auto contestants = make_contestants(make_plans(plan, relu), weights, x);
  sample(contestants, seconds, on_progress);
  Cost cost;
  for (std::span<const Contestant> rest = contestants; !rest.empty();) {
    const Way way = rest.front().way;
    const auto end =
        std::ranges::find_if(rest, [&](const Contestant& each) { return each.way != way; });
    const auto of_way = rest.first(static_cast<std::size_t>(end - rest.begin()));
    add_times(of_way, cost);
    if (way == Way{plan.mode, Fusion::kSeparate}) cost.layers = layer_times(of_way.front());
    rest = rest.subspan(of_way.size());
  }
  return cost;
}

}  // namespace silu::block
