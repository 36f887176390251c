// Results depend on the value of x alone: not on the caller's floating-point environment, nor on
// what a NaN carries.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cfenv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include "functions.h"
#include "silu/kernels.h"
#include "targets.h"

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

using namespace silu;

#define DTYPES float, double, Float16, BFloat16, Float8E4M3FN, Float8E5M2

namespace {

template <class T>
using Kernel = void (*)(std::span<const T>, std::span<T>, unsigned);

template <class T>
constexpr Kernel<T> kKernels[] = {silu::silu, sigmoid, relu};

template <class T>
std::vector<BitsOf<T>> patterns(const std::vector<T>& values) {
  std::vector<BitsOf<T>> all;
  for (const T& each : values) all.push_back(std::bit_cast<BitsOf<T>>(each));
  return all;
}

template <class T>
std::vector<BitsOf<T>> evaluate(const Function& function, const std::vector<T>& x) {
  std::vector<T> y(x.size());
  function(x, y);
  return patterns(y);
}

// Ordinary values, and those that kernels treat in another way: with results that are tiny or too
// large, and that the fast tier leaves to the exact one.
template <class T>
std::vector<T> sample() {
  using Limits = std::numeric_limits<T>;
  const double inf = std::numeric_limits<double>::infinity();
  const auto least = static_cast<double>(Limits::denorm_min());
  const auto normal = static_cast<double>(Limits::min());
  const auto most = static_cast<double>(Limits::max());
  std::vector<T> x;
  for (const double each :
       {0.0, least, 3 * least, normal - least, normal, 0x1p-30, 0x1p-12, 0.1,   0.7,   1.0,
        2.9, 5.0,   6.5,       17.0,           30.0,   89.0,    103.3,   700.0, 745.2, most}) {
    x.push_back(T(each));
    x.push_back(T(-each));
  }
  if (Limits::has_infinity) x.insert(x.end(), {T(inf), T(-inf)});
  std::mt19937 random(1);
  std::normal_distribution<double> distribution(0, 4);
  for (int i = 0; i < 21; ++i) x.push_back(T(distribution(random)));
  return x;
}

// Both signs, quiet and signalling, with payloads and without.
template <class T>
std::vector<T> every_kind_of_nan() {
  using Bits = BitsOf<T>;
  constexpr auto kSign = static_cast<Bits>(Bits{1} << (8 * sizeof(T) - 1));
  const auto quiet = std::bit_cast<Bits>(std::numeric_limits<T>::quiet_NaN());
  std::vector<T> all;
  for (int bit = 0; bit + 1 < static_cast<int>(8 * sizeof(T)); ++bit) {
    for (const Bits pattern : {quiet, static_cast<Bits>(kSign - 1)}) {
      const auto changed = static_cast<Bits>(pattern ^ (Bits{1} << bit));
      for (const Bits each : {pattern, changed}) {
        all.push_back(std::bit_cast<T>(each));
        all.push_back(std::bit_cast<T>(static_cast<Bits>(each | kSign)));
      }
    }
  }
  std::erase_if(all, [](T each) { return !std::isnan(static_cast<double>(each)); });
  return all;
}

// What a caller may do to its thread, until the end of the block.
class CallersEnvironment {
 public:
  explicit CallersEnvironment(void (*change)()) {
    std::fegetenv(&before_);
    change();
  }
  ~CallersEnvironment() { std::fesetenv(&before_); }
  CallersEnvironment(const CallersEnvironment&) = delete;
  CallersEnvironment& operator=(const CallersEnvironment&) = delete;

 private:
  std::fenv_t before_;
};

// As torch.set_flush_denormal and programs linked with -ffast-math do.
void flush_subnormals() {
#if defined(__SSE__)
  _mm_setcsr(_mm_getcsr() | 0x8040);
#elif defined(__aarch64__)
  std::uint64_t control;
  asm volatile("mrs %0, fpcr" : "=r"(control));
  asm volatile("msr fpcr, %0" : : "r"(control | (1u << 24)));
#endif
}

struct Mode {
  std::string_view name;
  void (*change)();
};
const Mode kModes[] = {
    {"upwards", [] { std::fesetround(FE_UPWARD); }},
    {"downwards", [] { std::fesetround(FE_DOWNWARD); }},
    {"towards zero", [] { std::fesetround(FE_TOWARDZERO); }},
    {"subnormals flushed", flush_subnormals},
    {"all at once",
     [] {
       std::fesetround(FE_UPWARD);
       flush_subnormals();
     }},
    {"exceptions trap",
     [] {
       std::feclearexcept(FE_ALL_EXCEPT);
       feenableexcept(FE_ALL_EXCEPT);
     }},
    {"no flag is set", [] { std::feclearexcept(FE_ALL_EXCEPT); }},
    {"all flags are set", [] { std::feraiseexcept(FE_ALL_EXCEPT); }},
};

std::vector<unsigned char> environment() {
  std::fenv_t state;
  std::memset(&state, 0, sizeof state);
  std::fegetenv(&state);
#if defined(__x86_64__) && defined(__GLIBC__)
  // Where the x87 unit was last: on AMD's processors, it may be forgotten when threads take turns.
  state.__eip = 0;
  state.__cs_selector = 0;
  state.__opcode = 0;
  state.__data_offset = 0;
  state.__data_selector = 0;
#endif
  std::vector<unsigned char> bytes(sizeof state);
  std::memcpy(bytes.data(), &state, sizeof state);
  return bytes;
}

// Whether call() leaves the environment of the mode as it is.
template <class Call>
bool is_left_alone(const Mode& mode, Call call) {
  const CallersEnvironment environment_of_mode(mode.change);
  const auto before = environment();
  call();
  return environment() == before;
}

}  // namespace

TEST_CASE_TEMPLATE("functions: any floating-point environment, left as it is", T, DTYPES) {
  const std::vector<T> x = sample<T>();
  on_every_target([&] {
    for (const Function& function : functions_and_derivatives()) {
      CAPTURE(function.name());
      const auto expected = evaluate(function, x);
      for (const Mode& mode : kModes) {
        CAPTURE(mode.name);
        std::vector<T> y(x.size());
        CHECK(is_left_alone(mode, [&] { function(x, y); }));
        CHECK(patterns(y) == expected);
      }
      if (function.order() == 2) continue;
      std::vector<T> gradient(x.rbegin(), x.rend());
      function.backward(x, gradient, gradient);
      for (const Mode& mode : kModes) {
        CAPTURE(mode.name);
        std::vector<T> dx(x.rbegin(), x.rend());
        CHECK(is_left_alone(mode, [&] { function.backward(x, dx, dx); }));
        CHECK(patterns(dx) == patterns(gradient));
      }
    }
  });
}

TEST_CASE_TEMPLATE("kernels: any floating-point environment, left as it is, on every thread", T,
                   float, double, Float16, BFloat16) {
  const std::vector<T> some = sample<T>();
  std::vector<T> x;
  while (x.size() < std::size_t{3} << 16) x.insert(x.end(), some.begin(), some.end());
  for (const auto kernel : kKernels<T>) {
    // First in another mode: so is the table filled that a kernel keeps.
    std::vector<std::vector<T>> results;
    for (const Mode& mode : kModes) {
      CAPTURE(mode.name);
      auto& y = results.emplace_back(x.size());
      CHECK(is_left_alone(mode, [&] { kernel(x, y, 3); }));
    }
    std::vector<T> expected(x.size());
    kernel(x, expected, 1);
    for (std::size_t i = 0; i < results.size(); ++i) {
      CAPTURE(kModes[i].name);
      CHECK(patterns(results[i]) == patterns(expected));
    }
  }
}

TEST_CASE_TEMPLATE("functions: NaN is the canonical one, whatever comes in", T, DTYPES) {
  const std::vector<T> x = every_kind_of_nan<T>();
  const std::vector<T> expected(x.size(), std::numeric_limits<T>::quiet_NaN());
  on_every_target([&] {
    for (const Function& function : functions_and_derivatives()) {
      CAPTURE(function.name());
      CHECK(evaluate(function, x) == patterns(expected));
      CHECK(evaluate(function, std::vector(1, x[0])) == patterns(std::vector(1, expected[0])));
    }
  });
}

TEST_CASE_TEMPLATE("kernels: NaN is the canonical one, whatever comes in", T, float, double,
                   Float16, BFloat16) {
  const std::vector<T> x = every_kind_of_nan<T>();
  const std::vector<T> expected(x.size(), std::numeric_limits<T>::quiet_NaN());
  for (const auto kernel : kKernels<T>) {
    std::vector<T> y(x.size());
    kernel(x, y, 1);
    CHECK(patterns(y) == patterns(expected));
  }
}

TEST_CASE("float8_e4m3fn: what is too large is the canonical NaN, of either sign") {
  const std::vector<Float8E4M3FN> x(300, std::numeric_limits<Float8E4M3FN>::lowest());
  const std::vector<Float8E4M3FN> expected(300, std::numeric_limits<Float8E4M3FN>::quiet_NaN());
  const Function times_1000(row("leaky_relu"), {1000.0, 0});
  CHECK(evaluate(times_1000, x) == patterns(expected));
  CHECK(evaluate(times_1000, std::vector(1, x[0])) == patterns(std::vector(1, expected[0])));
}

TEST_CASE_TEMPLATE("functions: the same x gives the same bits at every place, beside whatever", T,
                   DTYPES) {
  std::vector<T> pool = sample<T>();
  pool.push_back(std::numeric_limits<T>::quiet_NaN());
  constexpr std::size_t kMost = 70;
  constexpr std::size_t kLanes = 16;
  std::mt19937 random(1);
  on_every_target([&] {
    for (const Function& function : functions_and_derivatives()) {
      CAPTURE(function.name());
      std::vector<T> alone(pool.size());
      for (std::size_t i = 0; i < pool.size(); ++i) {
        function(std::span(&pool[i], 1), std::span(&alone[i], 1));
      }
      for (std::size_t size = 0; size <= kMost; ++size) {
        CAPTURE(size);
        std::vector<T> from(kLanes + size);
        std::vector<T> to(kLanes + size);
        const std::span x = std::span(from).subspan(random() % kLanes, size);
        const std::span y = std::span(to).subspan(random() % kLanes, size);
        // One neighbour stands at half of the places.
        const std::size_t neighbour = random() % pool.size();
        std::vector<T> expected(size);
        for (std::size_t i = 0; i < size; ++i) {
          const std::size_t each = random() % 2 == 0 ? neighbour : random() % pool.size();
          x[i] = pool[each];
          expected[i] = alone[each];
        }
        function(x, y);
        CHECK(patterns(std::vector(y.begin(), y.end())) == patterns(expected));
        function(x, x);
        CHECK(patterns(std::vector(x.begin(), x.end())) == patterns(expected));
      }
    }
  });
}

TEST_CASE_TEMPLATE("functions: an infinity or NaN changes no neighbour, wherever it stands", T,
                   DTYPES) {
  using Limits = std::numeric_limits<T>;
  std::vector<T> rare(1, Limits::quiet_NaN());
  if (Limits::has_infinity) {
    const double infinity = std::numeric_limits<double>::infinity();
    rare.insert(rare.end(), {T(infinity), T(-infinity)});
  }
  // More than the largest block, and its rest.
  const std::vector<T> some = sample<T>();
  const std::vector<T> numbers(some.end() - 37, some.end());
  on_every_target([&] {
    for (const Function& function : functions_and_derivatives()) {
      CAPTURE(function.name());
      const auto undisturbed = evaluate(function, numbers);
      for (const T each : rare) {
        CAPTURE(static_cast<double>(each));
        const auto alone = evaluate(function, std::vector(1, each));
        for (std::size_t place = 0; place < numbers.size(); ++place) {
          CAPTURE(place);
          auto x = numbers;
          x[place] = each;
          auto expected = undisturbed;
          expected[place] = alone[0];
          CHECK(evaluate(function, x) == expected);
        }
      }
    }
  });
}
