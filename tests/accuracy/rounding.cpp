/// Compares float32 results of every function of the catalogue and of its derivatives, with default
/// and with other parameters, with the correctly rounded ones, the sign of a zero included.
///
///   accuracy_rounding           every 262,147th bit pattern, and those near the places that matter
///   accuracy_rounding --every   every 1,021st
///   accuracy_rounding NAME ...  all functions whose names begin so, every 1,021st
///
/// Every instruction set that the processor has is tried. Exits with 1 if a single result is wrong.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../silu/functions.h"
#include "correctly_rounded.h"
#include "parallel.h"
#include "progress.h"
#include "silu/target.h"

namespace {

using silu::Function;

constexpr std::size_t kBlock = 1 << 12;

void add_neighbours(std::vector<float>& x, double place, int count) {
  const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(place));
  for (int i = -count; i <= count; ++i) {
    x.push_back(std::bit_cast<float>(bits + static_cast<std::uint32_t>(i)));
  }
}

// Where f changes its sign, as near as a float comes.
void add_zeros(std::vector<float>& x, const Function& f) {
  const auto sign = [&](float at) {
    float y = 0;
    f(std::span<const float>(&at, 1), std::span<float>(&y, 1));
    return (y > 0) - (y < 0);
  };
  for (int i = -4000; i < 4000; ++i) {
    float low = 0.01F * static_cast<float>(i) + 0.001F;
    float high = low + 0.01F;
    if (sign(low) * sign(high) >= 0) continue;
    for (float middle; middle = (low + high) / 2, middle != low && middle != high;) {
      (sign(middle) == sign(low) ? low : high) = middle;
    }
    add_neighbours(x, low, 256);
  }
}

std::vector<float> points(const Function& function, std::uint32_t stride) {
  std::vector<float> x;
  for (std::uint64_t bits = stride / 2; bits <= 0xffffffff; bits += stride) {
    x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  }
  // Powers of two; 0, where results are subnormal and ties; infinities and NaN.
  for (std::uint32_t exponent = 0; exponent < 512; ++exponent) {
    add_neighbours(x, std::bit_cast<float>(exponent << 23), exponent % 256 == 0 ? 256 : 2);
  }
  // Where results underflow, overflow or have come down to a constant.
  for (const double place : {0x1.5d589fp+6, 103.2789, 103.97208, 88.72284, 87.33655, 17.32868,
                             16.63553, 22.18, 20.0, 14.17, 13.2, 9.01, 5.55, 6.0, 5.06, 10.05}) {
    add_neighbours(x, place, 64);
    add_neighbours(x, -place, 64);
  }
  for (const double kink : silu::kinks_of(function)) add_neighbours(x, kink, 64);
  for (int order = 0; order <= 2; ++order) add_zeros(x, function.derivative(order));
  return x;
}

float right_result(const Function& function, const oracle::Jet<oracle::Fast>& jet, float x) {
  const auto& cheap = oracle::coefficient_of(jet, function.order());
  const float low = oracle::round(cheap.value() - cheap.radius());
  const float high = oracle::round(cheap.value() + cheap.radius());
  const bool is_sure = same_value(low, high) && std::isfinite(low) && low != 0;
  return is_sure ? low : oracle::expected(function, x);
}

// The results of one function of x, right ones, by order.
struct Block {
  std::vector<float> x;
  std::vector<float> right[3];
};

Block evaluate_right(const Function& function, std::span<const float> x) {
  Block block{{x.begin(), x.end()}, {}};
  const auto& definition = oracle::definition(function.activation().name);
  const auto kinks = silu::kinks_of(function);
  for (const float each : x) {
    const bool is_plain =
        std::isfinite(each) && std::ranges::count(kinks, static_cast<double>(each)) == 0;
    const auto jet =
        is_plain
            ? definition.fast_jet(oracle::Jet<oracle::Fast>::variable(each), function.parameters())
            : oracle::Jet<oracle::Fast>(std::numeric_limits<long double>::quiet_NaN());
    for (int order = 0; order <= 2; ++order) {
      block.right[order].push_back(right_result(function.derivative(order), jet, each));
    }
  }
  return block;
}

std::size_t count_wrong(const Function& function, const Block& block) {
  std::size_t wrong = 0;
  std::vector<float> y(block.x.size());
  for (int order = 0; order <= 2; ++order) {
    const Function f = function.derivative(order);
    f(block.x, y);
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (same_value(y[i], block.right[order][i])) continue;
      if (++wrong <= 3) {
        std::printf("%s, %s: x = %a, computed %a, correctly rounded %a\n", f.name().c_str(),
                    std::string(silu::target()).c_str(), static_cast<double>(block.x[i]),
                    static_cast<double>(y[i]), static_cast<double>(block.right[order][i]));
      }
    }
  }
  return wrong;
}

bool is_wanted(const Function& function, std::span<char*> names) {
  return names.empty() || std::ranges::any_of(names, [&](std::string_view name) {
           return function.name().starts_with(name);
         });
}

}  // namespace

int main(int argc, char** argv) {
  std::span<char*> names(argv + 1, argv + argc);
  const bool every = !names.empty();
  if (every && std::string_view(names[0]) == "--every") names = {};
  struct Task {
    Function function;
    std::vector<float> x;
  };
  std::vector<Task> tasks;
  std::size_t functions = 0;
  std::size_t inputs = 0;
  for (const Function& function : silu::functions()) {
    if (!is_wanted(function, names)) continue;
    ++functions;
    const auto x = points(function, every ? 1021 : 262147);
    inputs += x.size();
    for (std::size_t i = 0; i < x.size(); i += kBlock) {
      const auto end = x.begin() + static_cast<std::ptrdiff_t>(std::min(x.size(), i + kBlock));
      tasks.push_back({function, {x.begin() + static_cast<std::ptrdiff_t>(i), end}});
    }
  }
  // The target is the whole program's, so each round of blocks is tried on one after the other.
  std::atomic<std::size_t> wrong = 0;
  constexpr std::size_t kRound = 256;
  for (std::size_t first = 0; first < tasks.size(); first += kRound) {
    const std::size_t count = std::min(kRound, tasks.size() - first);
    std::vector<Block> blocks(count);
    in_parallel(count, [&](std::size_t i) {
      blocks[i] = evaluate_right(tasks[first + i].function, tasks[first + i].x);
    });
    for (const auto target : silu::targets()) {
      silu::use_target(target);
      in_parallel(count, [&](std::size_t i) {
        wrong += count_wrong(tasks[first + i].function, blocks[i]);
      });
    }
    silu::use_target(silu::targets().front());
    show_progress(first + count, tasks.size());
  }
  std::printf("%zu functions, each with two derivatives, %zu inputs on %zu targets, %zu wrong\n",
              functions, inputs, silu::targets().size(), wrong.load());
  return wrong == 0 && functions > 0 ? 0 : 1;
}
