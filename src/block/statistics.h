#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace silu::block {

/// How the values of images lie: pixel by pixel, `together` channels of each side by side. All
/// channels are NHWC, one is NCHW, 8 and 16 are what oneDNN calls nChw8c and nChw16c.
struct ImageLayout {
  std::size_t images;
  std::size_t channels;  ///< a multiple of together
  std::size_t pixels;    ///< of an image
  std::size_t together;
};

/// Calls its argument with 0, 1, ... below a number, on as many threads as it likes.
using ForEach = std::function<void(std::size_t, const std::function<void(std::size_t)>&)>;

/// Mean and variance (divided by the number of values, as batch normalization has it) of every
/// channel, summed in double: in float, images of little contrast would
/// lose more than the rest of the block does. The same bits for all layouts and threads.
void find_moments(std::span<const float> values, const ImageLayout& layout, const ForEach& for_each,
                  std::span<float> means, std::span<double> variances);

}  // namespace silu::block
