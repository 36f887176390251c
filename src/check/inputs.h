#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "data/reader.h"

namespace silu::check {

/// Values that are at hand, converted to the dtype.
std::unique_ptr<data::Reader> make_list_reader(std::vector<double> values);

/// So many values of the dtype, uniform over its bit patterns: the same ones for the same seed.
std::unique_ptr<data::Reader> make_sample_reader(std::uint64_t count, std::uint64_t seed);

/// So many gradients, uniform between -2 and 2: the same ones for the same seed.
std::unique_ptr<data::Reader> make_gradient_reader(std::uint64_t count, std::uint64_t seed);

}  // namespace silu::check
