/// Compares results of every function of the catalogue and of its derivatives, with default and
/// with other parameters, in float32, float16 and bfloat16, with the correctly rounded ones, the
/// sign of a zero included.
///
///   accuracy_rounding           the float32 near the places that matter, and every 262,147th;
///                               every 61st pattern of 16 bits
///   accuracy_rounding --every   every 1,021st float32, too, and every pattern of 16 bits
///   accuracy_rounding NAME ...  the same of functions whose names begin so
///
/// Every instruction set that the processor has is tried. Exits with 1 if a single result is wrong.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../silu/functions.h"
#include "correctly_rounded.h"
#include "parallel.h"
#include "progress.h"
#include "silu/parse.h"
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
  // Where e^x is nothing to any float, but decides ties.
  for (const double place : {0x1p24 + 2, 1100.0, 11290.0}) {
    x.push_back(static_cast<float>(place));
    x.push_back(static_cast<float>(-place));
  }
  for (const double kink : silu::kinks_of(function)) add_neighbours(x, kink, 64);
  for (int order = 0; order <= 2; ++order) add_zeros(x, function.derivative(order));
  return x;
}

// Every stride-th pattern of a type of 16 bits.
template <class T>
std::vector<T> patterns(std::uint32_t stride) {
  std::vector<T> x;
  for (std::uint32_t bits = 0; bits < 1 << 16; bits += stride) {
    x.push_back(T::from_bits(static_cast<std::uint16_t>(bits)));
  }
  return x;
}

// Inputs of a function, and the right results by order.
template <class T>
struct Block {
  std::vector<T> x;
  std::vector<T> right[3];
};

template <class T>
Block<T> evaluate_right(const Function& function, std::span<const T> x) {
  const auto& definition = oracle::definition(function.activation().name);
  const auto& parameters = function.parameters();
  Block<T> block{{x.begin(), x.end()}, {}};
  std::vector<oracle::Jet<oracle::Quick, 2>> jets;
  for (const T each : x) {
    jets.push_back(definition.jet<oracle::Quick, 2>(static_cast<double>(each), parameters));
  }
  for (int order = 0; order <= 2; ++order) {
    const oracle::Reference reference(function.derivative(order));
    block.right[order] =
        reference.results(x, [&](std::size_t i) { return oracle::coefficient(jets[i], order); });
  }
  return block;
}

template <class T>
std::size_t count_wrong(const Function& function, const Block<T>& block) {
  std::size_t wrong = 0;
  std::vector<T> y(block.x.size());
  for (int order = 0; order <= 2; ++order) {
    // One that has no table yet.
    const Function f(function.activation(), function.parameters(), order);
    f(block.x, y);
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (same_value(y[i], block.right[order][i])) continue;
      if (++wrong > 3) continue;
      std::printf("%s, %s: x = %a, computed %a, correctly rounded %a\n", f.name().c_str(),
                  std::string(silu::target()).c_str(), static_cast<double>(block.x[i]),
                  static_cast<double>(y[i]), static_cast<double>(block.right[order][i]));
    }
  }
  return wrong;
}

// Of each function on every target; points(function) are the inputs.
template <class T, class MakePoints>
std::size_t count_all_wrong(std::span<const Function> functions, MakePoints points) {
  struct Task {
    Function function;
    std::vector<T> x;
  };
  std::vector<Task> tasks;
  std::size_t inputs = 0;
  for (const Function& function : functions) {
    const std::vector<T> x = points(function);
    inputs += x.size();
    for (std::size_t i = 0; i < x.size(); i += kBlock) {
      const auto rest = std::span(x).subspan(i);
      const auto part = rest.first(std::min(rest.size(), kBlock));
      tasks.push_back({function, {part.begin(), part.end()}});
    }
  }
  // The target is the whole program's, so each round of blocks is tried on one after the other.
  std::atomic<std::size_t> wrong = 0;
  constexpr std::size_t kRound = 256;
  for (std::size_t first = 0; first < tasks.size(); first += kRound) {
    const std::size_t count = std::min(kRound, tasks.size() - first);
    std::vector<Block<T>> blocks(count);
    in_parallel(count, [&](std::size_t i) {
      const Task& task = tasks[first + i];
      blocks[i] = evaluate_right<T>(task.function, task.x);
    });
    for (const auto target : silu::targets()) {
      silu::use_target(target);
      in_parallel(count, [&](std::size_t i) {
        wrong += count_wrong<T>(tasks[first + i].function, blocks[i]);
      });
    }
    silu::use_target(silu::targets().front());
    show_progress(first + count, tasks.size());
  }
  std::printf(
      "%s: %zu functions, each with two derivatives, %zu inputs on %zu targets, %zu wrong\n",
      std::string(silu::DTypeTraits<T>::kName).c_str(), functions.size(), inputs,
      silu::targets().size(), wrong.load());
  return wrong;
}

// The catalogue, and parameters that are negative, or ties themselves: of float32, or of bfloat16.
std::vector<Function> functions() {
  auto all = silu::functions();
  for (const auto* text :
       {"elu(0.7)", "elu(1.00000017881393433)", "celu(-2)", "swish(-1.5)",
        "swish(1.00000005960464478)", "swish(1.00000017881393433)", "swish(1.01171875)",
        "softplus(-1)", "softplus(0.5,0)", "softplus(1.00000017881393433)", "threshold(0.5,-3)",
        "leaky_relu(-0.3)"}) {
    all.push_back(silu::parse_function(text));
  }
  return all;
}

bool is_wanted(const Function& function, std::span<char*> names) {
  return names.empty() || std::ranges::any_of(names, [&](std::string_view name) {
           return function.name().starts_with(name);
         });
}

}  // namespace

int main(int argc, char** argv) {
  std::span<char*> names(argv + 1, argv + argc);
  const bool quick = names.empty();
  if (!quick && std::string_view(names[0]) == "--every") names = {};
  const std::uint32_t stride = quick ? 262147 : 1021;
  auto wanted = functions();
  std::erase_if(wanted, [&](const Function& each) { return !is_wanted(each, names); });
  std::size_t wrong =
      count_all_wrong<float>(wanted, [&](const Function& each) { return points(each, stride); });
  const std::uint32_t step = quick ? 61 : 1;
  wrong += count_all_wrong<silu::Float16>(
      wanted, [&](const Function&) { return patterns<silu::Float16>(step); });
  wrong += count_all_wrong<silu::BFloat16>(
      wanted, [&](const Function&) { return patterns<silu::BFloat16>(step); });
  return wrong == 0 && !wanted.empty() ? 0 : 1;
}
