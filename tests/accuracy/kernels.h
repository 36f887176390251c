#pragma once

#include <span>

#include "oracle.h"
#include "silu/kernels.h"

/// The function that an oracle's name stands for.
template <class T>
void compute(oracle::Function function, std::span<const T> x, std::span<T> y) {
  switch (function) {
    case oracle::Function::kSilu:
      return silu::silu(x, y);
    case oracle::Function::kSigmoid:
      return silu::sigmoid(x, y);
    case oracle::Function::kRelu:
      return silu::relu(x, y);
  }
}
