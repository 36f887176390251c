#include "block/statistics.h"

#include <algorithm>
#include <cmath>

namespace silu::block {
namespace {

// What is summed up at once, always the same values, whoever does it.
constexpr std::size_t kPixels = 1024;
constexpr std::size_t kMostTogether = 16;

// Of up to 16 channels side by side: sums of the distances from an origin near the values, and of
// their squares. However far from zero the values lie, nothing cancels that matters.
struct Sums {
  double distances[kMostTogether] = {};
  double squares[kMostTogether] = {};
};

// A pixel's channels lie side by side, the next pixel's `stride` behind them.
template <std::size_t kTogether>
[[gnu::always_inline]] inline void sum_up(const float* values, std::size_t pixels,
                                          std::size_t stride, const float* origin, Sums& sums) {
  Sums local = sums;
  for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
    for (std::size_t i = 0; i < kTogether; ++i) {
      const double distance =
          static_cast<double>(values[pixel * stride + i]) - static_cast<double>(origin[i]);
      local.distances[i] += distance;
      local.squares[i] += distance * distance;
    }
  }
  sums = local;
}

// Compiled for wider vectors, too, which does not change the order of the sums.
#if defined(__x86_64__) && defined(__GLIBC__)
#define SILU_FOR_WIDER_VECTORS [[gnu::target_clones("avx512f", "avx2", "default")]]
#else
#define SILU_FOR_WIDER_VECTORS
#endif

SILU_FOR_WIDER_VECTORS void sum_up_16(const float* values, std::size_t pixels, std::size_t stride,
                                      const float* origin, Sums& sums) {
  sum_up<16>(values, pixels, stride, origin, sums);
}

SILU_FOR_WIDER_VECTORS void sum_up_8(const float* values, std::size_t pixels, std::size_t stride,
                                     const float* origin, Sums& sums) {
  sum_up<8>(values, pixels, stride, origin, sums);
}

void sum_up_1(const float* values, std::size_t pixels, std::size_t stride, const float* origin,
              Sums& sums) {
  sum_up<1>(values, pixels, stride, origin, sums);
}

struct Kernel {
  std::size_t width;  // channels
  void (*sum_up)(const float* values, std::size_t pixels, std::size_t stride, const float* origin,
                 Sums& sums);
};

// The widest that channels side by side are a multiple of.
Kernel choose_kernel(std::size_t together) {
  if (together % 16 == 0) return {16, sum_up_16};
  if (together % 8 == 0) return {8, sum_up_8};
  return {1, sum_up_1};
}

// How a layout is cut: pieces of up to kPixels of a group of channels, of one image or, where they
// are small, of several.
class Pieces {
 public:
  explicit Pieces(const ImageLayout& layout)
      : layout_(layout),
        kernel_(choose_kernel(layout.together)),
        images_(std::max<std::size_t>(1, kPixels / layout.pixels)),
        of_group_((layout.pixels + kPixels - 1) / kPixels) {}

  std::size_t width() const { return kernel_.width; }
  std::size_t groups() const { return layout_.channels / width(); }
  std::size_t count() const { return (layout_.images + images_ - 1) / images_ * of_images(); }
  std::size_t group(std::size_t piece) const { return piece % of_images() / of_group_; }

  // The first image's first pixel of a group.
  std::size_t origin(std::size_t group) const { return place(0, group, 0); }

  Sums sum(std::span<const float> values, std::size_t piece) const {
    const std::size_t first = piece % of_group_ * kPixels;
    const std::size_t pixels = std::min(kPixels, layout_.pixels - first);
    const std::size_t first_image = piece / of_images() * images_;
    const std::size_t end = std::min(first_image + images_, layout_.images);
    Sums sums;
    for (std::size_t image = first_image; image < end; ++image) {
      kernel_.sum_up(&values[place(image, group(piece), first)], pixels, layout_.together,
                     &values[origin(group(piece))], sums);
    }
    return sums;
  }

 private:
  std::size_t of_images() const { return groups() * of_group_; }

  std::size_t place(std::size_t image, std::size_t group, std::size_t pixel) const {
    const std::size_t channel = group * width();
    const std::size_t plane =
        image * (layout_.channels / layout_.together) + channel / layout_.together;
    return (plane * layout_.pixels + pixel) * layout_.together + channel % layout_.together;
  }

  const ImageLayout layout_;
  const Kernel kernel_;
  const std::size_t images_;    // of a piece
  const std::size_t of_group_;  // pieces that an image's group of channels is cut into
};

}  // namespace

void find_moments(std::span<const float> values, const ImageLayout& layout, const ForEach& for_each,
                  std::span<float> means, std::span<double> variances) {
  const Pieces pieces(layout);
  std::vector<Sums> sums(pieces.count());
  for_each(sums.size(), [&](std::size_t piece) { sums[piece] = pieces.sum(values, piece); });
  std::vector<Sums> totals(pieces.groups());
  for (std::size_t piece = 0; piece < sums.size(); ++piece) {
    Sums& total = totals[pieces.group(piece)];
    for (std::size_t i = 0; i < pieces.width(); ++i) {
      total.distances[i] += sums[piece].distances[i];
      total.squares[i] += sums[piece].squares[i];
    }
  }
  const auto count = static_cast<double>(layout.images * layout.pixels);
  for (std::size_t channel = 0; channel < layout.channels; ++channel) {
    const std::size_t group = channel / pieces.width();
    const std::size_t i = channel % pieces.width();
    const double distance = totals[group].distances[i] / count;
    const double origin = values[pieces.origin(group) + i];
    means[channel] = static_cast<float>(origin + distance);
    // NaN stays NaN; what rounding makes of no variance at all must not be negative.
    const double variance = totals[group].squares[i] / count - distance * distance;
    variances[channel] = variance < 0 ? 0 : variance;
  }
}

}  // namespace silu::block
