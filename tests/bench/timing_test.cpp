#include "bench/timing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace silu::bench;

namespace {

// Samples around 1, with noise of that standard deviation.
std::vector<double> noise(std::size_t count, double deviation) {
  std::mt19937_64 generator(1);
  std::normal_distribution<double> normal(1, deviation);
  std::vector<double> samples(count);
  for (double& each : samples) each = normal(generator);
  return samples;
}

}  // namespace

TEST_CASE("summarize gives the median, the distance of the quartiles and the least") {
  const Timing timing = summarize({5, 1, 2, 4, 3});
  CHECK(timing.median == 3);
  CHECK(timing.spread == doctest::Approx(2.0 / 3));
  CHECK(timing.samples == 5);
  CHECK(timing.least == 1);
  CHECK(summarize({1, 2}).median == 1.5);
  CHECK(summarize({7}).spread == 0);
  CHECK(summarize({7}).least == 7);
}

TEST_CASE("a machine that is slow for half of the time shows in the spread and as drift") {
  std::vector<double> samples = noise(60, 0.01);
  for (std::size_t i = 30; i < 60; ++i) samples[i] *= 8;
  const Timing timing = summarize(samples);
  CHECK(timing.spread > 1);
  CHECK(timing.drift > 1);
  CHECK(timing.least < 1.1);
}

TEST_CASE("drift is what the samples change by from the first third to the last") {
  std::vector<double> samples = noise(300, 0.02);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] *= 1 + 0.3 * static_cast<double>(i) / 299;
  }
  CHECK(summarize(samples).drift == doctest::Approx(0.2 / 1.15).epsilon(0.1));
  std::ranges::reverse(samples);
  CHECK(summarize(samples).drift == doctest::Approx(-0.2 / 1.15).epsilon(0.1));
}

TEST_CASE("noise alone is no drift, nor is a change within the noise, nor one of few samples") {
  CHECK(summarize(noise(15, 0.1)).drift == 0);
  CHECK(summarize(noise(3000, 0.5)).drift == 0);
  std::vector<double> samples = noise(300, 0.3);
  for (std::size_t i = 150; i < 300; ++i) samples[i] *= 1.1;
  CHECK(summarize(samples).drift == 0);
  CHECK(summarize({1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3}).drift == 0);
  CHECK(summarize({1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3}).drift == 1);
}

TEST_CASE("three_digits has three digits, whatever the size") {
  CHECK(three_digits(0) == "0");
  CHECK(three_digits(0.01714) == "0.0171");
  CHECK(three_digits(0.9996) == "1.00");
  CHECK(three_digits(9.996) == "10.0");
  CHECK(three_digits(99.4) == "99.4");
  CHECK(three_digits(12345) == "12345");
}
