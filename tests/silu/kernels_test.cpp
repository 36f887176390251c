#include "silu/kernels.h"

#include <doctest/doctest.h>
#include <pthread.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include "targets.h"

using silu::BFloat16;
using silu::Float16;
using silu::on_every_target;

namespace {

template <class T>
using Kernel = void (*)(std::span<const T>, std::span<T>, unsigned);

template <class T>
constexpr Kernel<T> kKernels[] = {silu::silu, silu::sigmoid, silu::relu};

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

template <class T>
T at(Kernel<T> kernel, T x) {
  T y(42.0);
  kernel(std::span<const T>(&x, 1), std::span<T>(&y, 1), 1);
  return y;
}

// f(x) in T, as a double.
template <class T>
double value(Kernel<T> kernel, double x) {
  return static_cast<double>(at<T>(kernel, T(x)));
}

bool is_zero(double x, bool negative) {
  return x == 0 && std::signbit(x) == negative;
}

// Values around 0, some of them special.
template <class T>
std::vector<T> mixed_values(std::size_t count) {
  std::mt19937 random(1);
  std::normal_distribution<double> distribution(0, 4);
  const double special[] = {0.0, -0.0, kInfinity, -kInfinity, -100, 100, 1e-40, -700};
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = T(i % 13 == 12 ? special[i / 13 % std::size(special)] : distribution(random));
  }
  return values;
}

template <class T>
bool same_bits(std::span<const T> a, std::span<const T> b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

}  // namespace

TEST_CASE_TEMPLATE("special values", T, float, double, Float16, BFloat16) {
  on_every_target([] {
    CHECK(is_zero(value<T>(silu::silu, 0.0), false));
    CHECK(is_zero(value<T>(silu::silu, -0.0), true));
    CHECK(is_zero(value<T>(silu::silu, -kInfinity), true));
    CHECK(value<T>(silu::silu, kInfinity) == kInfinity);
    CHECK(std::isnan(value<T>(silu::silu, kNaN)));
    CHECK(is_zero(value<T>(silu::sigmoid, -kInfinity), false));
    CHECK(value<T>(silu::sigmoid, kInfinity) == 1);
    CHECK(value<T>(silu::sigmoid, -0.0) == 0.5);
    CHECK(std::isnan(value<T>(silu::sigmoid, kNaN)));
    CHECK(is_zero(value<T>(silu::relu, -0.0), false));
    CHECK(is_zero(value<T>(silu::relu, -kInfinity), false));
    CHECK(value<T>(silu::relu, kInfinity) == kInfinity);
    CHECK(std::isnan(value<T>(silu::relu, kNaN)));
    CHECK(std::isnan(value<T>(silu::relu, -kNaN)));
  });
}

TEST_CASE("float: the article's values, correctly rounded") {
  on_every_target([] {
    CHECK(at<float>(silu::silu, -2) == -0.23840584F);
    CHECK(at<float>(silu::silu, 2) == 1.7615942F);
    CHECK(at<float>(silu::silu, -100) == -3.7204474e-42F);
  });
}

TEST_CASE("float: SiLU of an odd subnormal is a tie that x^2/4 decides upward") {
  static constexpr float kSmallest = std::numeric_limits<float>::denorm_min();
  on_every_target([] {
    CHECK(at<float>(silu::silu, kSmallest) == kSmallest);
    CHECK(is_zero(at<float>(silu::silu, -kSmallest), true));
    CHECK(at<float>(silu::silu, 5 * kSmallest) == 3 * kSmallest);
    CHECK(at<float>(silu::silu, -5 * kSmallest) == -2 * kSmallest);
  });
}

TEST_CASE("float: sigmoid near 0 is a tie that x^3/48 decides") {
  on_every_target([] {
    CHECK(at<float>(silu::sigmoid, 0x3p-23F) == 0.5F + 0x1p-24F);
    CHECK(at<float>(silu::sigmoid, -0x3p-24F) == 0.5F - 0x1p-25F);
  });
}

TEST_CASE_TEMPLATE("every length gives what single values give, in place and not", T, float, double,
                   Float16, BFloat16) {
  on_every_target([] {
    for (const auto kernel : kKernels<T>) {
      for (std::size_t size = 0; size <= 150; ++size) {
        CAPTURE(size);
        const auto x = mixed_values<T>(size);
        std::vector<T> expected;
        for (const T each : x) expected.push_back(at<T>(kernel, each));
        std::vector<T> y(size);
        kernel(x, y, 1);
        REQUIRE(same_bits<T>(y, expected));
        // The span ends where its memory does, so that the address sanitizer sees what goes
        // beyond, and does not start there, so that it is not aligned.
        const std::unique_ptr<T[]> memory(new T[size + 1]);
        const std::span<T> unaligned(memory.get() + 1, size);
        std::copy(x.begin(), x.end(), unaligned.begin());
        kernel(unaligned, unaligned, 1);
        REQUIRE(same_bits<T>(unaligned, expected));
      }
    }
  });
}

TEST_CASE_TEMPLATE("large arrays and threads give the same bits", T, float, double, Float16,
                   BFloat16) {
  // Beyond the sizes from which results bypass the caches.
  const auto x = mixed_values<T>((std::size_t{9} << 20) / sizeof(T) + 77);
  for (const auto kernel : kKernels<T>) {
    std::vector<T> expected(x.size());
    constexpr std::size_t kPart = 1000;
    for (std::size_t i = 0; i < x.size(); i += kPart) {
      const std::size_t size = std::min(kPart, x.size() - i);
      kernel(std::span(x).subspan(i, size), std::span(expected).subspan(i, size), 1);
    }
    for (const unsigned threads : {0U, 1U, 2U, 7U}) {
      CAPTURE(threads);
      std::vector<T> y(x.size() + 1);
      const auto unaligned = std::span(y).subspan(1);
      kernel(x, unaligned, threads);
      CHECK(same_bits<T>(unaligned, expected));
      y.assign(x.begin(), x.end());
      kernel(y, y, threads);
      CHECK(same_bits<T>(y, expected));
    }
  }
}

TEST_CASE("where threads cannot be started, the calling one does their share") {
  std::vector<float> x(1 << 20);
  std::ranges::generate(x, [value = 0.0F]() mutable { return value += 0.001F; });
  std::vector<float> expected(x.size());
  silu::silu(x, expected, 1);
  // Stacks that no address space has room for.
  pthread_attr_t usual;
  pthread_getattr_default_np(&usual);
  pthread_attr_t large;
  pthread_attr_init(&large);
  pthread_attr_setstacksize(&large, std::size_t{1} << 62);
  REQUIRE(pthread_setattr_default_np(&large) == 0);
  CHECK_THROWS_AS(std::thread([] {}), std::system_error);
  std::vector<float> y(x.size());
  CHECK_NOTHROW(silu::silu(x, y, 4));
  pthread_setattr_default_np(&usual);
  CHECK(same_bits<float>(y, expected));
}

TEST_CASE_TEMPLATE("spans that differ in size or overlap are refused untouched", T, float, double,
                   Float16, BFloat16) {
  std::vector<T> values = {T(-1.0), T(2.0), T(-3.0), T(4.0)};
  const auto before = values;
  const std::span<T> all(values);
  for (const auto kernel : kKernels<T>) {
    CHECK_THROWS_AS(kernel(all, all.first(3), 1), std::invalid_argument);
    CHECK_THROWS_AS(kernel(all.first(3), all.last(3), 1), std::invalid_argument);
    CHECK_THROWS_AS(kernel(all.last(3), all.first(3), 1), std::invalid_argument);
    CHECK_NOTHROW(kernel(all.first(0), all.last(0), 1));
  }
  CHECK(values == before);
}

TEST_CASE("targets") {
  CHECK(silu::target() == silu::targets().front());
  CHECK_THROWS_AS(silu::use_target("MMX"), std::invalid_argument);
}
