#include "block/statistics.h"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <random>

using namespace silu::block;

namespace {

struct Moments {
  std::vector<float> means;
  std::vector<float> variances;
  bool operator==(const Moments&) const = default;
};

void in_order(std::size_t count, const std::function<void(std::size_t)>& work) {
  for (std::size_t i = 0; i < count; ++i) work(i);
}

void backwards(std::size_t count, const std::function<void(std::size_t)>& work) {
  for (std::size_t i = count; i-- > 0;) work(i);
}

Moments moments_of(const std::vector<float>& values, const ImageLayout& layout,
                   const ForEach& for_each = in_order) {
  Moments moments = {std::vector<float>(layout.channels), {}};
  std::vector<double> variances(layout.channels);
  find_moments(values, layout, for_each, moments.means, variances);
  for (const double variance : variances) {
    moments.variances.push_back(static_cast<float>(variance));
  }
  return moments;
}

// Of values in NCHW order, by their definition.
Moments exact_moments(const std::vector<float>& values, const ImageLayout& layout) {
  Moments moments;
  for (std::size_t channel = 0; channel < layout.channels; ++channel) {
    const auto sum = [&](auto term) {
      long double all = 0;
      for (std::size_t image = 0; image < layout.images; ++image) {
        for (std::size_t pixel = 0; pixel < layout.pixels; ++pixel) {
          all += term(static_cast<long double>(
              values[(image * layout.channels + channel) * layout.pixels + pixel]));
        }
      }
      return all / static_cast<long double>(layout.images * layout.pixels);
    };
    const long double mean = sum([](long double x) { return x; });
    moments.means.push_back(static_cast<float>(mean));
    moments.variances.push_back(
        static_cast<float>(sum([&](long double x) { return (x - mean) * (x - mean); })));
  }
  return moments;
}

// From NCHW to as many channels side by side as the layout says.
std::vector<float> lay_out(const std::vector<float>& values, const ImageLayout& layout) {
  std::vector<float> out(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t pixel = i % layout.pixels;
    const std::size_t channel = i / layout.pixels % layout.channels;
    const std::size_t image = i / layout.pixels / layout.channels;
    const std::size_t plane =
        image * (layout.channels / layout.together) + channel / layout.together;
    out[(plane * layout.pixels + pixel) * layout.together + channel % layout.together] = values[i];
  }
  return out;
}

// The same float, or one next to it.
bool is_neighbour(float a, float b) {
  return std::nextafter(b, -HUGE_VALF) <= a && a <= std::nextafter(b, HUGE_VALF);
}

std::vector<float> random_values(std::size_t count, float mean, float deviation) {
  std::mt19937 generator(1);
  std::normal_distribution<float> normal(mean, deviation);
  std::vector<float> values(count);
  for (float& value : values) value = normal(generator);
  return values;
}

}  // namespace

TEST_CASE("find_moments is right to the last bit but one, far from zero, too, in every layout") {
  for (const float mean : {0.0F, 1000.0F, -3e6F}) {
    const ImageLayout plain = {.images = 2, .channels = 32, .pixels = 2500, .together = 1};
    const auto values = random_values(2 * 32 * 2500, mean, 1);
    const Moments exact = exact_moments(values, plain);
    const Moments first = moments_of(values, plain);
    for (std::size_t i = 0; i < plain.channels; ++i) {
      CHECK(is_neighbour(first.means[i], exact.means[i]));
      CHECK(is_neighbour(first.variances[i], exact.variances[i]));
    }
    for (const std::size_t together : std::initializer_list<std::size_t>{1, 8, 16, 32}) {
      ImageLayout layout = plain;
      layout.together = together;
      CAPTURE(together);
      const auto laid_out = lay_out(values, layout);
      CHECK(moments_of(laid_out, layout) == first);
      CHECK(moments_of(laid_out, layout, backwards) == first);
    }
  }
}

TEST_CASE("find_moments: many images of few pixels, which are summed up together") {
  const ImageLayout layout = {.images = 3001, .channels = 16, .pixels = 3, .together = 16};
  const ImageLayout plain = {.images = 3001, .channels = 16, .pixels = 3, .together = 1};
  const auto values = random_values(3001 * 16 * 3, 5, 1);
  const Moments exact = exact_moments(values, plain);
  const Moments found = moments_of(lay_out(values, layout), layout);
  CHECK(found == moments_of(values, plain));
  for (std::size_t i = 0; i < plain.channels; ++i) {
    CHECK(is_neighbour(found.means[i], exact.means[i]));
    CHECK(is_neighbour(found.variances[i], exact.variances[i]));
  }
}

TEST_CASE("find_moments: a value alone, equal values, none that are finite") {
  CHECK(moments_of({5}, {1, 1, 1, 1}) == Moments{{5}, {0}});
  CHECK(moments_of(std::vector<float>(3000, 0.1F), {1, 1, 3000, 1}) == Moments{{0.1F}, {0}});
  auto values = random_values(200, 0, 1);
  values[150] = std::numeric_limits<float>::quiet_NaN();
  const auto nan = moments_of(values, {1, 2, 100, 1});
  CHECK(std::isfinite(nan.means[0]));
  CHECK(std::isfinite(nan.variances[0]));
  CHECK(std::isnan(nan.means[1]));
  CHECK(std::isnan(nan.variances[1]));
}
