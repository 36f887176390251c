#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "check/failure.h"
#include "check/feed.h"
#include "data/reader.h"
#include "io/error.h"

/// The float32 values 0, 1, 2, ... as the inputs of a kernel.
inline silu::check::Feed count_up_to(std::uint64_t count) {
  std::vector<std::unique_ptr<silu::data::Reader>> columns;
  columns.push_back(silu::data::make_range_reader(0, static_cast<double>(count - 1), count));
  return silu::check::Feed(std::move(columns), silu::DType::kFloat32);
}

/// All results of a kernel that are values of type T.
template <class T>
std::vector<T> results_of(silu::data::Reader& kernel) {
  std::vector<T> results;
  silu::data::Block block;
  silu::data::Chunk chunk = silu::data::Columns<T>{};
  while (kernel.next(block)) {
    kernel.parse(block, chunk);
    const auto& y = std::get<silu::data::Columns<T>>(chunk).x;
    results.insert(results.end(), y.begin(), y.end());
  }
  return results;
}

/// What is wrong with a kernel, with " @ " and the index of the input behind it. make() makes its
/// reader.
template <class Make>
std::string failure_of(Make make) {
  try {
    results_of<float>(*make());
    return "";
  } catch (const silu::check::Failure& failure) {
    return failure.what() + (" @ " + std::to_string(failure.index()));
  }
}

/// The error for which there is no kernel.
template <class Make>
std::string error_of_making(Make make) {
  try {
    make();
    return "";
  } catch (const silu::check::Failure&) {
    throw std::logic_error("a failure of the kernel");
  } catch (const silu::io::Error& error) {
    return error.what();
  }
}
