#include "block/block.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "tensors.h"

using namespace silu::block;

namespace {

std::string error_of(const ImageShape& shape, Mode mode) {
  try {
    require_input(shape, mode);
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("output_shape is what PyTorch's formula gives") {
  CHECK(output_shape({1, 3, 224, 224}) == ImageShape{1, 64, 112, 112});
  CHECK(output_shape({7, 3, 1, 2}) == ImageShape{7, 64, 1, 1});
  CHECK(output_shape({2, 3, 9, 10}) == ImageShape{2, 64, 5, 5});
  CHECK(output_shape(kConvolutions[0], {1, 3, 5, 6}) == ImageShape{1, 32, 3, 3});
  CHECK(output_shape(kConvolutions[1], {1, 32, 5, 6}) == ImageShape{1, 64, 5, 6});
}

TEST_CASE("require_input takes three channels and a pixel, and to train more than one value") {
  CHECK(error_of({1, 3, 1, 1}, Mode::kEval) == "");
  CHECK(error_of({2, 3, 1, 1}, Mode::kTrain) == "");
  CHECK(error_of({1, 3, 3, 1}, Mode::kTrain) == "");
  CHECK(error_of({1, 3, 2, 2}, Mode::kTrain) ==
        "shape [1, 3, 2, 2] gives batch normalization [1, 32, 1, 1], but training mode needs more "
        "than "
        "one value per channel; use more or larger images, or eval mode");
  CHECK(error_of({1, 4, 9, 9}, Mode::kEval) ==
        "shape [1, 4, 9, 9] does not have 3 channels, expected [N, 3, H, W]");
  CHECK(error_of({0, 3, 9, 9}, Mode::kEval) == "shape [0, 3, 9, 9] contains no images");
  for (const ImageShape& empty : {ImageShape{1, 3, 0, 9}, {1, 3, 9, 0}}) {
    CHECK(error_of(empty, Mode::kEval).ends_with("3 x 3 kernel: an image needs a pixel"));
  }
}

TEST_CASE("tensors_of names PyTorch's state_dict, in its order, with its shapes") {
  Weights weights;
  const auto tensors = tensors_of(weights);
  REQUIRE(tensors.size() == 12);
  CHECK(tensors[0].name == "0.weight");
  CHECK(tensors[0].shape == std::vector<std::uint64_t>{32, 3, 3, 3});
  CHECK(tensors[6].name == "3.weight");
  CHECK(tensors[6].shape == std::vector<std::uint64_t>{64, 32, 3, 3});
  for (const auto& tensor : tensors) {
    CAPTURE(tensor.name);
    std::uint64_t count = 1;
    for (const auto size : tensor.shape) count *= size;
    CHECK(pytorch(std::string(tensor.name)).size() == count);
  }
  tensors[11].values = {1, 2, 3};
  CHECK(weights[1].running_variance == std::vector<float>{1, 2, 3});
}

TEST_CASE("draw gives what PyTorch draws after the same seed") {
  const Drawn drawn = draw((std::uint64_t{1} << 32) + 5, {1, 3, 5, 7});
  CHECK(drawn.weights[0].weight == pytorch("drawn.0.weight"));
  CHECK(drawn.weights[1].bias == pytorch("drawn.3.bias"));
  CHECK(difference(drawn.x, pytorch("drawn.x")) < 1e-6);
  CHECK(drawn.weights[1].scale == std::vector<float>(64, 1));
  CHECK(drawn.weights[1].shift == std::vector<float>(64, 0));
  CHECK(drawn.weights[0].running_mean == std::vector<float>(32, 0));
  CHECK(drawn.weights[0].running_variance == std::vector<float>(32, 1));
  CHECK(draw(0, {1, 3, 5, 7}).x != drawn.x);
}
