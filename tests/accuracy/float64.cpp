/// Measures the largest error of silu and sigmoid in float64 over random points of all exponents
/// and of the hard regions, and compares the bits that the targets of this processor give.
///
///   accuracy_float64            2^20 points
///   accuracy_float64 EXPONENT   2^EXPONENT points, 16 to 40
///
/// Exits with 1 if an error is larger than promised, or if the targets differ.
///
/// The reference is long double, whose 64 bits leave 2^-9 ULP of doubt; whatever is within that of
/// the largest so far or beyond is measured again by MPFR. So the largest error is exact.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <random>
#include <vector>

#include "kernels.h"
#include "largest.h"
#include "parallel.h"
#include "progress.h"
#include "silu/target.h"
#include "ulp.h"

namespace {

using oracle::Function;

static_assert(std::numeric_limits<long double>::digits == 64);

constexpr std::size_t kBlock = 1 << 16;
constexpr double kPromise = 0.501;
constexpr double kDoubt = 0x1p-9;  // ULP, of the reference in long double

// Where the next double is near: exponents, table steps, limits of normal and subnormal results.
class Points {
 public:
  explicit Points(std::uint64_t seed) : random_(seed) {}

  double next() {
    constexpr double kStep = 0.043321698784996581838577;  // ln(2) / 16, the step of the tables
    constexpr double kEdges[] = {-708.0,    708.0,      -709.79,   -714.97,    -744.44,
                                 -745.14,   -751.7,     -36.04,    36.04,      -36.74,
                                 36.74,     -37.43,     37.43,     -42.0,      -1.2785,
                                 0x1p-1022, -0x1p-1022, 0x1p-1021, -0x1p-1021, 0x1p-27};
    switch (random_() % 16) {
      case 0:
        return std::bit_cast<double>(random_() & ~(std::uint64_t{1} << 62));  // all below 2
      case 1:
        return std::bit_cast<double>(random_() & 0x800fffffffffffff);  // subnormal
      case 2:
        return with_exponent(-70, -20);
      case 3:
        return with_exponent(-20, -5);
      case 4:
        return uniform(-746, -707);
      case 5:
        return uniform(-752, 752);
      case 6:
        return uniform(-45, -30);
      case 7:
        return uniform(30, 45);
      case 8:
        return uniform(-2, 2);
      case 9:
        return near(integer(-17000, -1) * kStep);
      case 10:
        return near((integer(-1000, 1000) + 0.5) * kStep);
      case 11:
        return near(kEdges[random_() % std::size(kEdges)]);
      default:
        return with_exponent(-5, 9);
    }
  }

 private:
  double uniform(double low, double high) {
    return low + (high - low) * (static_cast<double>(random_() >> 11) * 0x1p-53);
  }
  int integer(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  double with_exponent(int low, int high) {
    const auto exponent = static_cast<std::uint64_t>(integer(low, high) + 1023) << 52;
    return std::bit_cast<double>((random_() & 0x800fffffffffffff) | exponent);
  }
  double near(double x) {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) +
                                 static_cast<std::uint64_t>(integer(-64, 64)));
  }

  std::mt19937_64 random_;
};

std::vector<double> block_of_points(std::uint64_t block) {
  Points points(block + 1);
  std::vector<double> x(kBlock);
  std::ranges::generate(x, [&] { return points.next(); });
  return x;
}

// In ULP, given the reference; exact where it could be the largest, and infinite if far off.
double error(Function function, double x, double computed, long double reference, double largest) {
  const auto rough = static_cast<double>(std::abs(reference - computed) / ulp<double>(reference));
  if (!(rough < 1e6)) return HUGE_VAL;
  // Where exp(-x) is 1 even in long double, the reference is exact.
  if (rough < largest - kDoubt || std::abs(x) < 0x1p-64) return rough;
  return oracle::ulp_error(function, x, computed);
}

// The largest errors of both functions, which share the costly part of their references.
struct LargestErrors {
  Largest silu;
  Largest sigmoid;

  void include_block(std::uint64_t block) {
    const auto x = block_of_points(block);
    std::vector<double> silu_y(kBlock), sigmoid_y(kBlock);
    compute<double>(Function::kSilu, x, silu_y);
    compute<double>(Function::kSigmoid, x, sigmoid_y);
    for (std::size_t i = 0; i < kBlock; ++i) {
      const long double denominator = 1 + std::exp(-static_cast<long double>(x[i]));
      silu.include({error(Function::kSilu, x[i], silu_y[i], x[i] / denominator, silu.error), x[i]});
      sigmoid.include(
          {error(Function::kSigmoid, x[i], sigmoid_y[i], 1 / denominator, sigmoid.error), x[i]});
    }
  }

  void include(const LargestErrors& other) {
    silu.include(other.silu);
    sigmoid.include(other.sigmoid);
  }
};

LargestErrors largest_errors(std::uint64_t blocks) {
  std::mutex mutex;
  LargestErrors largest;
  in_parallel(blocks, [&](std::uint64_t block) {
    show_progress(block, blocks);
    LargestErrors found = [&] {
      const std::lock_guard lock(mutex);
      return largest;
    }();
    found.include_block(block);
    const std::lock_guard lock(mutex);
    largest.include(found);
  });
  show_progress(blocks, blocks);
  return largest;
}

bool keeps_promise(const char* name, const Largest& largest, std::uint64_t blocks) {
  std::printf("%-7s float64 %llu points, largest error %.6f ULP at x = %a\n", name,
              static_cast<unsigned long long>(blocks * kBlock), largest.error, largest.x);
  return largest.error <= kPromise;
}

bool same_bits_on_every_target(std::uint64_t blocks) {
  std::uint64_t different = 0;
  for (std::uint64_t block = 0; block < blocks; ++block) {
    auto x = block_of_points(block);
    const double special[] = {0.0, -0.0, HUGE_VAL, -HUGE_VAL, 1e308, -1e308};
    std::ranges::copy(special, x.begin());
    for (const Function function : oracle::kFunctions) {
      std::vector<std::vector<double>> results;
      for (const auto target : silu::targets()) {
        silu::use_target(target);
        compute<double>(function, x, results.emplace_back(kBlock));
      }
      for (std::size_t i = 0; i < kBlock; ++i) {
        different += !std::ranges::all_of(results, [&](const auto& y) {
          return std::bit_cast<std::uint64_t>(y[i]) == std::bit_cast<std::uint64_t>(results[0][i]);
        });
      }
    }
  }
  silu::use_target(silu::targets().front());
  std::printf("float64 %llu points on %zu targets, %llu with different bits\n",
              static_cast<unsigned long long>(blocks * kBlock), silu::targets().size(),
              static_cast<unsigned long long>(different));
  return different == 0;
}

}  // namespace

int main(int argc, char** argv) {
  const int exponent = argc > 1 ? std::atoi(argv[1]) : 20;
  if (exponent < 16 || exponent > 40) {
    std::fputs("usage: accuracy_float64 [EXPONENT from 16 to 40]\n", stderr);
    return 2;
  }
  const std::uint64_t blocks = std::uint64_t{1} << (exponent - 16);
  bool right = same_bits_on_every_target(std::min<std::uint64_t>(256, blocks / 4 + 1));
  const LargestErrors largest = largest_errors(blocks);
  right = keeps_promise("silu", largest.silu, blocks) && right;
  right = keeps_promise("sigmoid", largest.sigmoid, blocks) && right;
  return right ? 0 : 1;
}
