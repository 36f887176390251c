/// Measures the largest error of every function of the catalogue and of its derivatives, with its
/// default parameters and with others, in every dtype.
///
///   accuracy_catalogue           2^14 points a function and order in float64 and in float32, fewer
///                                in float16 and bfloat16
///   accuracy_catalogue --every   10^7 points in float64, and every float16 and bfloat16; a quarter
///                                as many in float32, with other parameters, and of derivatives
///   accuracy_catalogue COUNT     so many points a function and order, in float64 alone
///
/// Exits with 1 if an error is larger than promised.
///
/// The reference is computed from the definitions (definitions.h), in long double with a bound of
/// its error (ball.h); one bound of 512 is tested against MPFR. What could be the largest error is
/// computed again by MPFR, in as many bits as it takes. So the largest error is exact, or not more
/// than 0.5001 (float64: 0.5005) ULP.
#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "correctly_rounded.h"
#include "definitions.h"
#include "errors.h"
#include "largest.h"
#include "parallel.h"
#include "progress.h"
#include "silu/functions.h"

namespace {

using oracle::coefficient;
using oracle::Dtype;
using silu::BFloat16;
using silu::Float16;
using silu::Function;

using FastJet = oracle::Jet<oracle::Fast, 2>;

constexpr std::size_t kBlock = 1 << 14;

// Whether a cheap reference is as good as it says: MPFR's lies in its interval, where it has one.
template <class Number>
bool holds(const oracle::Ball<Number>& cheap, const oracle::Sure& sure) {
  const auto distance = static_cast<long double>(sure.value() - oracle::Real(cheap.value()));
  return !(std::abs(distance) > cheap.radius() + sure.radius());
}

template <class T>
double sure_error(const oracle::Definition& definition, const silu::ParameterValues& p, T x,
                  T computed, int order, bool is_near_zero) {
  for (const mpfr_prec_t bits : {128, 320, 1400}) {
    oracle::Real::bits = bits;
    const auto exact = definition.value<oracle::Sure>(static_cast<double>(x), p, order);
    const auto [error, doubt] = error_of(computed, exact, is_near_zero);
    if (doubt < 0x1p-20L) return static_cast<double>(error);
  }
  std::fprintf(stderr, "undecided: %s at %a\n", std::string(definition.name).c_str(),
               static_cast<double>(x));
  std::abort();
}

// Of a function and its derivatives.
using LargestErrors = std::array<Largest, 3>;

// Where the next point is: more of them where functions bend, and near the places that matter.
template <class T>
class Points {
 public:
  Points(std::uint64_t seed, const std::vector<double>& places) : random_(seed), places_(places) {}

  T next() {
    const auto kind = random_() % 64;
    if (kind < 1) return std::bit_cast<T>(static_cast<Bits>(random_()));
    if (kind < 3) return T(std::ldexp(uniform(-1, 1), -static_cast<int>(random_() % 30)));
    if (kind < 6) return near(T(places_[random_() % places_.size()]));
    if (kind < 27) return T(uniform(-2, 2));
    if (kind < 45) return T(uniform(-10, 10));
    if (kind < 53) return T(uniform(-40, 40));
    return T(uniform(-Dtype<T>::kFar, Dtype<T>::kFar));
  }

 private:
  using Bits = typename Dtype<T>::Bits;

  double uniform(double low, double high) {
    return low + (high - low) * (static_cast<double>(random_() >> 11) * 0x1p-53);
  }
  // As likely among the nearest 2^n numbers as beyond, for every n up to 20.
  T near(T x) {
    const auto distance = static_cast<Bits>(random_() % (std::uint64_t{2} << random_() % 20));
    const auto bits = std::bit_cast<Bits>(x);
    return std::bit_cast<T>(
        static_cast<Bits>(random_() % 2 == 0 ? bits + distance : bits - distance));
  }

  std::mt19937_64 random_;
  const std::vector<double>& places_;
};

// Where a function or a derivative crosses 0, as near as a double comes.
std::vector<double> zeros(const Function& function) {
  constexpr int kSteps = 8000;
  std::vector<double> found;
  const auto sign = [&](double x) {
    double y = 0;
    function(std::span(&x, 1), std::span(&y, 1));
    return y > 0 ? 1 : y < 0 ? -1 : 0;
  };
  for (int i = 0; i < kSteps; ++i) {
    double low = -40 + 0.01 * i + 0.001;
    double high = low + 0.01;
    if (sign(low) * sign(high) >= 0) continue;
    for (double middle; middle = (low + high) / 2, middle != low && middle != high;) {
      (sign(middle) == sign(low) ? low : high) = middle;
    }
    found.push_back(low);
  }
  return found;
}

// One function with its parameters, and what was measured of it.
class Measurement {
 public:
  explicit Measurement(const Function& function)
      : functions_{function, function.derivative(1), function.derivative(2)},
        definition_(oracle::definition(function.activation().name)) {
    // Limits of normal and subnormal results, of overflow, and of what 1 +- exp(x) can tell.
    places_ = {0, -104, -88, 88.722839, -745.133, -708.4, 709.7827, -37, 37, -17, 17, 1e-4, -1e-4};
    if (const auto kinks = function.activation().kinks) kinks_ = kinks(function.parameters());
    places_.insert(places_.end(), kinks_.begin(), kinks_.end());
    for (std::size_t order = 0; order < 3; ++order) {
      zeros_[order] = zeros(functions_[order]);
      places_.insert(places_.end(), zeros_[order].begin(), zeros_[order].end());
    }
  }

  bool is_of(const silu::Activation& activation) const {
    return &functions_[0].activation() == &activation;
  }

  template <class T>
  std::vector<T> points(std::uint64_t block) const {
    Points<T> points(block + 1, places_);
    std::vector<T> x(kBlock);
    std::ranges::generate(x, [&] { return points.next(); });
    return x;
  }

  // The function and its derivatives, or the function alone, for which a reference costs less.
  template <class T>
  void measure(std::span<const T> x, int last_order = 2) {
    std::array<std::vector<T>, 3> y;
    for (std::size_t order = 0; order < y.size(); ++order) {
      y[order].resize(x.size());
      functions_[order](x, std::span<T>(y[order]));
    }
    LargestErrors found = [&] {
      const std::lock_guard lock(mutex_);
      return largest<T>();
    }();
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto wide = static_cast<double>(x[i]);
      if (!std::isfinite(wide)) continue;
      const auto jet = reference(wide, last_order);
      if (i % kReferenceStride == 0) check_reference(jet, wide, last_order);
      for (int order = 0; order <= last_order; ++order) {
        if (order > 0 && std::ranges::count(kinks_, wide) > 0) continue;
        const auto index = static_cast<std::size_t>(order);
        Largest& largest = found[index];
        largest.include({error(jet, x[i], y[index][i], order, largest.error), wide});
      }
    }
    const std::lock_guard lock(mutex_);
    for (std::size_t order = 0; order < 3; ++order) largest<T>()[order].include(found[order]);
  }

  bool has_good_references() const {
    if (bad_references_ == 0) return true;
    std::printf("%-22s %zu references are worse than they say\n", functions_[0].name().c_str(),
                bad_references_.load());
    return false;
  }

  template <class T>
  bool keeps_promise() {
    bool kept = true;
    for (std::size_t order = 0; order < 3; ++order) {
      const auto [error, x] = largest<T>()[order];
      if (error < 0) continue;
      const bool holds = error <= Dtype<T>::kPromise[order];
      kept = kept && holds;
      std::printf("%-22s %-8s %.6f ULP at x = %a%s\n", functions_[order].name().c_str(),
                  Dtype<T>::kName, error, x, holds ? "" : "  TOO MUCH");
    }
    return kept;
  }

 private:
  static constexpr std::size_t kReferenceStride = 512;

  const silu::ParameterValues& parameters() const { return functions_[0].parameters(); }

  FastJet reference(double x, int last_order) const {
    if (last_order == 2) return definition_.jet<oracle::Fast, 2>(x, parameters());
    return FastJet(definition_.jet<oracle::Fast, 0>(x, parameters()).f);
  }

  void check_reference(const FastJet& jet, double x, int last_order) {
    oracle::Real::bits = 320;
    const auto sure = definition_.jet<oracle::Sure, 2>(x, parameters());
    const auto quick_jet = definition_.jet<oracle::Quick, 2>(x, parameters());
    for (int order = 0; order <= last_order; ++order) {
      const oracle::Sure& exact = coefficient(sure, order);
      if (!holds(coefficient(jet, order), exact)) ++bad_references_;
      // A wide interval tells the sign alone; so do more of them where powers of x are large.
      const oracle::Quick& quick = coefficient(quick_jet, order);
      const bool is_narrow = quick.radius() < std::abs(quick.value()) / 8;
      if (is_narrow && std::abs(x) < 0x1p60 && !holds(quick, exact)) ++bad_references_;
    }
  }

  // Exact where it could be the largest; below what is of no interest, not more than that.
  template <class T>
  double error(const FastJet& jet, T x, T computed, int order, double largest) const {
    const bool is_near = order > 0 && is_near_zero(order, static_cast<double>(x));
    const auto [error, doubt] = error_of(computed, coefficient(jet, order), is_near);
    const auto most = static_cast<double>(error + doubt);
    if (most <= std::max(largest, Dtype<T>::kIndifferent)) return most;
    return sure_error(definition_, parameters(), x, computed, order, is_near);
  }

  bool is_near_zero(int order, double x) const {
    return std::ranges::any_of(zeros_[static_cast<std::size_t>(order)], [&](double zero) {
      return zero != 0 && std::abs(x - zero) < 0x1p-20 * std::abs(zero);
    });
  }

  template <class T>
  LargestErrors& largest() {
    if constexpr (std::is_same_v<T, float>) return float32_;
    if constexpr (std::is_same_v<T, double>) return float64_;
    if constexpr (std::is_same_v<T, Float16>) return float16_;
    if constexpr (std::is_same_v<T, BFloat16>) return bfloat16_;
  }

  std::array<Function, 3> functions_;
  const oracle::Definition& definition_;
  std::vector<double> kinks_, places_;
  std::array<std::vector<double>, 3> zeros_;
  std::mutex mutex_;
  LargestErrors float32_, float64_, float16_, bfloat16_;
  std::atomic<std::size_t> bad_references_ = 0;
};

// Every stride-th bit pattern of a 16-bit dtype.
template <class T>
void measure_patterns(Measurement& measurement, std::uint32_t stride) {
  std::vector<T> x;
  for (std::uint32_t bits = 0; bits < 1 << 16; bits += stride) {
    x.push_back(T::from_bits(static_cast<std::uint16_t>(bits)));
  }
  measurement.measure(std::span<const T>(x));
}

template <class T>
void measure_points(Measurement& measurement, std::size_t block, int last_order) {
  const auto x = measurement.points<T>(block);
  measurement.measure(std::span<const T>(x), last_order);
}

}  // namespace

int main(int argc, char** argv) {
  const bool every = argc > 1 && std::string_view(argv[1]) == "--every";
  const bool only_float64 = argc > 1 && !every;
  const std::size_t points = only_float64 ? std::strtoull(argv[1], nullptr, 10) : 0;
  const std::size_t blocks = every ? 611 : only_float64 ? (points + kBlock - 1) / kBlock : 1;
  std::vector<std::unique_ptr<Measurement>> all;
  std::vector<std::pair<Measurement*, std::size_t>> tasks;
  for (const Function& function : silu::functions()) {
    all.push_back(std::make_unique<Measurement>(function));
    const bool is_second = all.size() > 1 && all[all.size() - 2]->is_of(function.activation());
    for (std::size_t block = 0; block < blocks; block += every && is_second ? 4 : 1) {
      tasks.emplace_back(all.back().get(), block);
    }
  }
  in_parallel(tasks.size(), [&](std::size_t i) {
    show_progress(i, tasks.size());
    const auto [measurement, block] = tasks[i];
    measure_points<double>(*measurement, block, !every || block % 4 == 0 ? 2 : 0);
    if (only_float64) return;
    if (block % 4 == 0) measure_points<float>(*measurement, block, 2);  // see rounding.cpp
    if (block != 0) return;
    measure_patterns<Float16>(*measurement, every ? 1 : 15);
    measure_patterns<BFloat16>(*measurement, every ? 1 : 15);
  });
  show_progress(tasks.size(), tasks.size());
  bool kept = true;
  for (const auto& each : all) {
    kept = each->has_good_references() && kept;
    kept = each->keeps_promise<float>() && kept;
    kept = each->keeps_promise<double>() && kept;
    kept = each->keeps_promise<Float16>() && kept;
    kept = each->keeps_promise<BFloat16>() && kept;
  }
  return kept ? 0 : 1;
}
