/// Compares silu, sigmoid and relu in float32 with the exact values, correctly rounded.
///
///   accuracy_float32           a sample, on every target of this processor
///   accuracy_float32 --every   all 2^32 inputs on the best target and on AVX2, the sample on the
///                              others
///
/// Exits with 1 if a single result is wrong.
#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernels.h"
#include "parallel.h"
#include "progress.h"
#include "same_value.h"
#include "silu/target.h"

namespace {

constexpr std::uint64_t kPatterns = std::uint64_t{1} << 32;
constexpr std::uint64_t kSampleStride = 251;
constexpr std::uint64_t kEdges = 512 * 8;
constexpr std::size_t kBlock = 1 << 20;
constexpr std::size_t kPart = 1 << 14;  // of a block, for one processor

// How often, and where first, a target was wrong.
struct Wrong {
  std::uint64_t count = 0;
  float x = 0, computed = 0, expected = 0;
};

struct Tally {
  std::string target;
  std::array<Wrong, std::size(oracle::kFunctions)> functions;
  std::uint64_t tried = 0;
};

// What is compared: every stride-th bit pattern, and those where the exponent changes, on some
// targets.
class Comparison {
 public:
  Comparison(std::uint64_t stride, const std::vector<std::string_view>& targets) : stride_(stride) {
    for (const auto target : targets) tallies_.push_back({std::string(target), {}, 0});
  }

  void run() {
    if (tallies_.empty()) return;
    const std::uint64_t size = kEdges + (kPatterns + stride_ - 1) / stride_;
    for (std::uint64_t first = 0; first < size; first += kBlock) {
      x_.resize(std::min<std::uint64_t>(kBlock, size - first));
      for (std::size_t i = 0; i < x_.size(); ++i) {
        x_[i] = std::bit_cast<float>(pattern(first + i));
      }
      for (const auto function : oracle::kFunctions) compare_block(function);
      for (auto& tally : tallies_) tally.tried += x_.size();
      show_progress(first + x_.size(), size);
    }
  }

  bool report() const {
    bool right = true;
    for (const auto& tally : tallies_) {
      for (const auto function : oracle::kFunctions) {
        const Wrong& wrong = tally.functions[static_cast<std::size_t>(function)];
        std::printf("%-7s float32 %-6s %10llu inputs, %llu wrong\n", oracle::name(function),
                    tally.target.c_str(), static_cast<unsigned long long>(tally.tried),
                    static_cast<unsigned long long>(wrong.count));
        if (wrong.count == 0) continue;
        right = false;
        std::printf("  first: x = %a, computed %a, correctly rounded %a\n",
                    static_cast<double>(wrong.x), static_cast<double>(wrong.computed),
                    static_cast<double>(wrong.expected));
      }
    }
    if (!tallies_.empty()) {
      std::printf("  (double arithmetic left %zu roundings to MPFR)\n", doubtful_.load());
    }
    return right;
  }

 private:
  std::uint32_t pattern(std::uint64_t i) const {
    const std::uint64_t edge = ((i / 8) << 23) + i % 8 - 4;
    return static_cast<std::uint32_t>(i < kEdges ? edge : (i - kEdges) * stride_);
  }

  void compare_block(oracle::Function function) {
    expected_.resize(x_.size());
    in_parallel((x_.size() + kPart - 1) / kPart, [&](std::size_t part) {
      const std::size_t first = part * kPart;
      const std::size_t last = std::min(first + kPart, x_.size());
      std::size_t doubtful = 0;
      for (std::size_t i = first; i < last; ++i) {
        expected_[i] = oracle::exact_fast(function, x_[i], doubtful);
      }
      doubtful_ += doubtful;
    });
    y_.resize(x_.size());
    for (auto& tally : tallies_) {
      silu::use_target(tally.target);
      compute<float>(function, x_, y_);
      Wrong& wrong = tally.functions[static_cast<std::size_t>(function)];
      for (std::size_t i = 0; i < x_.size(); ++i) {
        if (same_value(y_[i], expected_[i])) continue;
        if (wrong.count++ == 0) wrong = {1, x_[i], y_[i], expected_[i]};
      }
    }
  }

  const std::uint64_t stride_;
  std::vector<Tally> tallies_;
  std::vector<float> x_, y_, expected_;
  std::atomic<std::size_t> doubtful_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const bool every = argc > 1 && std::string_view(argv[1]) == "--every";
  std::vector<std::string_view> whole, sampled;
  for (const auto target : silu::targets()) {
    const bool is_whole = every && (target == silu::targets().front() || target == "AVX2");
    (is_whole ? whole : sampled).push_back(target);
  }
  bool right = true;
  for (const auto& [stride, targets] :
       {std::pair(std::uint64_t{1}, whole), {kSampleStride, sampled}}) {
    Comparison comparison(stride, targets);
    comparison.run();
    right = comparison.report() && right;
  }
  return right ? 0 : 1;
}
