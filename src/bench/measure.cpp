#include "bench/measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <optional>
#include <random>

#include "bench/memory.h"
#include "bench/team.h"
#include "bench/turns.h"

namespace silu::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kShortestSample = 100e3;    // nanoseconds: the clock's own error is some 50,
constexpr double kShortestTeamSample = 1e6;  // and threads need some thousand to meet
// A function so slow waits for its own arithmetic, not for memory: a part of the values will do.
constexpr double kSlow = 5;
constexpr int kRounds = 5;  // of all kinds of memory
constexpr double kLongestCallOfSlow = 20e6;

// One of those who take turns.
struct Contestant {
  std::string name;
  std::optional<Function> function;  // none for memcpy
  std::size_t values = 0;            // a call of each thread, all together
  std::size_t repeats = 1;           // calls a sample
  std::vector<double> samples = {};
};

// Values that begin at a place in a page: a kernel takes up to twice as long if its vectors cross
// cache lines, or if y lies at the same place as x.
template <class T>
class PlacedValues {
 public:
  PlacedValues(std::size_t count, std::size_t place) : storage_(count + 2 * kPage / sizeof(T)) {
    const auto address = reinterpret_cast<std::uintptr_t>(storage_.data());
    first_ = (kPage - address % kPage + place) / sizeof(T);
  }

  T* data() { return storage_.data() + first_; }
  const T* data() const { return storage_.data() + first_; }

 private:
  static constexpr std::size_t kPage = 4096;

  std::vector<T> storage_;
  std::size_t first_;
};

// x and y, a part of whole cache lines for each thread. T is the dtype's type.
template <class T>
class Arrays {
 public:
  Arrays(std::size_t values, unsigned parts)
      : x_(values, 0), y_(values, 2048), part_(values / parts / kLine * kLine) {
    // Drawing each would take longer than the timing; these are more than a processor can learn.
    constexpr std::size_t kDrawn = 1 << 20;
    std::mt19937_64 generator(1);
    std::normal_distribution<double> normal(0, 4);
    for (std::size_t i = 0; i < values; ++i) {
      T* const x = x_.data();
      x[i] = i < kDrawn ? T(static_cast<float>(normal(generator))) : x[i - kDrawn];
    }
  }

  std::size_t part() const { return part_; }
  std::span<const T> x(unsigned part, std::size_t count) const {
    return {x_.data() + part * part_, count};
  }
  std::span<T> y(unsigned part, std::size_t count) { return {y_.data() + part * part_, count}; }

 private:
  static constexpr std::size_t kLine = 64 / sizeof(T);

  PlacedValues<T> x_;
  PlacedValues<T> y_;
  const std::size_t part_;
};

// Times contestants in one kind of memory.
template <class T>
class Field {
 public:
  Field(const Memory& memory, const Plan& plan, Team& team)
      : team_(team), arrays_(count_values(memory, team), team.members()) {
    contestants_.push_back({"memcpy", {}});
    contestants_.push_back({plan.baseline.name(), plan.baseline});
    for (const auto& function : plan.functions) {
      if (function != plan.baseline) contestants_.push_back({function.name(), function});
    }
    for (auto& each : contestants_) prepare(each);
  }

  // Each takes a turn until the time is over, after calls that bring the values back to the caches.
  void run(double seconds, const std::function<void(double)>& on_progress) {
    time_calls(contestants_.front(), contestants_.front().values, 2);
    const auto sample_all = [&] {
      for (auto& each : contestants_) {
        const double time = time_calls(each, each.values, each.repeats);
        each.samples.push_back(time / static_cast<double>(each.values * each.repeats));
      }
    };
    take_turns(seconds, 1, sample_all, on_progress);
  }

  std::vector<Result> results(std::string_view memory) const {
    std::vector<Result> results;
    for (const auto& each : contestants_) {
      const Timing timing = summarize(each.samples);
      results.push_back(
          {memory, each.values, each.name, timing, 2 * sizeof(T) / timing.median, 0, 0});
    }
    for (auto& result : results) {
      result.times_memcpy = result.timing.median / results[0].timing.median;
      result.times_baseline = result.timing.median / results[1].timing.median;
    }
    return results;
  }

 private:
  static std::size_t count_values(const Memory& memory, const Team& team) {
    const std::size_t values = memory.bytes / (2 * sizeof(T));
    return memory.is_shared ? values / team.members() * team.members() : values * team.members();
  }

  // Chooses how much a sample does, from calls that warm up the caches and the clock.
  void prepare(Contestant& each) {
    const std::size_t pilot = std::min<std::size_t>(arrays_.part(), 4096) * team_.members();
    double guess = HUGE_VAL;  // of several, lest a disturbed one misleads
    for (int i = 0; i < 5; ++i) {
      guess = std::min(guess, time_calls(each, pilot, 1) / static_cast<double>(pilot));
    }
    each.values = arrays_.part() * team_.members();
    if (guess > kSlow) {
      const auto part = static_cast<std::size_t>(kLongestCallOfSlow / guess) / pilot * pilot;
      each.values = std::min(each.values, std::max(pilot, part));
    }
    // The first calls take longer, and so does a team that has to wake up: neither counts.
    const double shortest = team_.members() > 1 ? kShortestTeamSample : kShortestSample;
    while (fastest(each) < shortest) each.repeats *= 2;
  }

  // Of some samples, lest a disturbed one misleads.
  double fastest(const Contestant& each) {
    double time = HUGE_VAL;
    for (int i = 0; i < 3; ++i) time = std::min(time, time_calls(each, each.values, each.repeats));
    return time;
  }

  // Nanoseconds.
  double time_calls(const Contestant& each, std::size_t values, std::size_t repeats) {
    const std::size_t count = values / team_.members();
    const Team::Job job = [&](unsigned member) {
      for (std::size_t i = 0; i < repeats; ++i) {
        call(each, arrays_.x(member, count), arrays_.y(member, count));
      }
    };
    const auto start = Clock::now();
    team_.run(job);
    return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
  }

  // Without what the compiler could leave out: y may be read by anyone.
  static void call(const Contestant& each, std::span<const T> x, std::span<T> y) {
    if (each.function) {
      (*each.function)(x, y);
    } else {
      std::memcpy(y.data(), x.data(), x.size_bytes());
    }
    asm volatile("" : : "r"(y.data()) : "memory");
  }

  Team& team_;
  Arrays<T> arrays_;
  std::vector<Contestant> contestants_;
};

template <class T>
std::vector<Result> measure_all(const Plan& plan, const std::function<void(double)>& on_progress) {
  Team team(plan.threads);
  const auto all = memories(plan.threads);
  std::vector<Field<T>> fields;
  fields.reserve(all.size());
  for (const auto& memory : all) fields.emplace_back(memory, plan, team);
  const auto count = static_cast<double>(kRounds * all.size());
  double done = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (auto& field : fields) {
      field.run(plan.seconds / count,
                [&](double share) { on_progress(std::min(1.0, (done + share) / count)); });
      ++done;
    }
  }
  std::vector<Result> results;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto more = fields[i].results(all[i].name);
    results.insert(results.end(), more.begin(), more.end());
  }
  return results;
}

}  // namespace

std::vector<Result> measure(const Plan& plan, const std::function<void(double)>& on_progress) {
  return with_type(plan.dtype, [&]<class T>(std::type_identity<T>) {
    return measure_all<T>(plan, on_progress);
  });
}

std::vector<NamedTiming> named_timings(const std::vector<Result>& results) {
  std::vector<NamedTiming> timings;
  timings.reserve(results.size());
  for (const auto& each : results) {
    timings.push_back({each.name + " in " + std::string(each.memory), each.timing});
  }
  return timings;
}

}  // namespace silu::bench
