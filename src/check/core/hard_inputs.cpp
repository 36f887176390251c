#include "check/core/hard_inputs.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "check/core/values.h"
#include "silu/analysis.h"

namespace silu::check {
namespace {

// What kind of number a result is: results of neighbouring inputs differ in it where kernels take
// another branch.
template <class T>
int kind_of(double result) {
  using Limits = std::numeric_limits<T>;
  const double size = std::fabs(result);
  if (std::isnan(result)) return 4;
  if (size > static_cast<double>(Limits::max())) return 3;
  if (size >= static_cast<double>(Limits::min())) return 2;
  return size > 0 ? 1 : 0;
}

// The hard inputs of type T for results of type D, by their places (values.h).
template <class T, class D>
class Places {
 public:
  explicit Places(const Function& function) : function_(function) {}

  std::vector<double> find() {
    add_binades();
    add_places_of_function();
    sort();
    add_changes_of_kind();
    add_ties();
    sort();
    std::vector<double> x;
    for (const std::int64_t each : places_) {
      if (each == 0) x.push_back(-0.0);
      x.push_back(static_cast<double>(from_ordinal<T>(each)));
    }
    x.push_back(std::numeric_limits<double>::quiet_NaN());
    return x;
  }

 private:
  using Limits = std::numeric_limits<T>;
  static constexpr int kFractionBits = Limits::digits - 1;

  static std::int64_t most() { return ordinal(Limits::max()) + (Limits::has_infinity ? 1 : 0); }

  // A place and its neighbours on both sides.
  void add(std::int64_t place, std::int64_t neighbours) {
    for (std::int64_t each = place - neighbours; each <= place + neighbours; ++each) {
      if (std::abs(each) <= most()) places_.push_back(each);
    }
  }

  void add_binades() {
    // Float64 has eight times as many binades as float32.
    constexpr std::int64_t kNeighbours = sizeof(T) == 8 ? 1 : 4;
    const std::int64_t binade = std::int64_t{1} << kFractionBits;
    for (std::int64_t exponent = 0; exponent <= most() / binade; ++exponent) {
      const std::int64_t first = exponent * binade;
      for (const std::int64_t place : {first, first + binade / 2}) {
        add(place, kNeighbours);
        add(-place, kNeighbours);
      }
    }
    for (const std::int64_t place : {std::int64_t{0}, ordinal(T(1.0F)), most()}) {
      add(place, 16);
      add(-place, 16);
    }
  }

  void add_near(double x) {
    if (std::isfinite(x)) add(ordinal(T(x)), 16);
  }

  void add_places_of_function() {
    const Analysis analysis = analyze(function_.derivative(0));
    const auto add_interval = [&](const Interval& where) {
      add_near(where.low);
      add_near(where.high);
    };
    for (const auto& each : analysis.zeros) add_interval(each);
    for (const auto& each : analysis.extrema) add_interval(each.where);
    for (const double each : analysis.inflection_points) add_near(each);
    for (const auto& each : analysis.kinks) add_near(each.x);
  }

  void sort() {
    std::ranges::sort(places_);
    places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
  }

  std::vector<double> evaluate(std::span<const std::int64_t> places) const {
    std::vector<double> x;
    for (const std::int64_t each : places) x.push_back(static_cast<double>(from_ordinal<T>(each)));
    function_(std::span<const double>(x), x);
    return x;
  }

  int kind_at(std::int64_t place) const {
    return kind_of<D>(static_cast<double>(D(evaluate(std::span(&place, 1))[0])));
  }

  // Where the kind changes between two places that are there.
  void add_changes_of_kind() {
    const std::vector<std::int64_t> places = places_;
    const std::vector<double> results = evaluate(places);
    for (std::size_t i = 1; i < places.size(); ++i) {
      std::int64_t low = places[i - 1];
      std::int64_t high = places[i];
      const int kind = kind_of<D>(static_cast<double>(D(results[i - 1])));
      if (kind == kind_of<D>(static_cast<double>(D(results[i])))) continue;
      while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (kind_at(middle) == kind ? low : high) = middle;
      }
      add(low, 16);
    }
  }

  // The distance of a number to the middle between the two nearest values of type D, in units of
  // their distance.
  static double distance_to_tie(double exact) {
    const double places = std::ldexp(std::fabs(exact), -ulp_exponent<D>(exact));
    return std::fabs(places - std::floor(places) - 0.5);
  }

  void add_ties() {
    constexpr std::size_t kSample = std::size_t{1} << 16;
    constexpr std::size_t kMost = 1000;
    std::vector<std::int64_t> sample(kSample);
    std::uint64_t state = 1;
    for (auto& each : sample) {
      state = state * 6364136223846793005U + 1442695040888963407U;  // Knuth's MMIX
      each = ordinal(std::bit_cast<T>(static_cast<BitsOf<T>>(state >> (64 - 8 * sizeof(T)))));
      if (std::abs(each) > most()) each = 0;
    }
    const std::vector<double> exact = evaluate(sample);
    std::vector<std::pair<double, std::int64_t>> ties;  // distances and places
    for (std::size_t i = 0; i < kSample; ++i) {
      const double distance = distance_to_tie(exact[i]);
      // Exact ties are nothing special: those of x / 2, and of what is 0.
      if (distance > 0 && distance < 0.5) ties.emplace_back(distance, sample[i]);
    }
    std::ranges::sort(ties);
    ties.resize(std::min(ties.size(), kMost));
    for (const auto& [distance, place] : ties) places_.push_back(place);
  }

  const Function function_;
  std::vector<std::int64_t> places_;
};

}  // namespace

std::vector<double> hard_inputs(const Function& function, DType input_dtype, DType result_dtype) {
  return with_type(input_dtype, [&]<class T>(std::type_identity<T>) {
    return with_type(result_dtype,
                     [&]<class D>(std::type_identity<D>) { return Places<T, D>(function).find(); });
  });
}

}  // namespace silu::check
