#include "silu/kernels.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <thread>
#include <vector>

#include "silu/kernels/kernel_table.h"

namespace silu {
namespace {

template <class T>
void require_same_or_disjoint(std::span<const T> x, std::span<T> y) {
  if (x.size() != y.size()) throw std::invalid_argument("silu: x and y differ in size");
  const auto from = reinterpret_cast<std::uintptr_t>(x.data());
  const auto to = reinterpret_cast<std::uintptr_t>(y.data());
  const auto distance = from < to ? to - from : from - to;
  if (distance != 0 && distance < x.size_bytes()) {
    throw std::invalid_argument("silu: x and y overlap without being the same");
  }
}

// A thread costs some 20 us, the time of as many values.
constexpr std::size_t kLeastShare = 1 << 16;

// Calls work(first, count) for shares of 0..size that are equal but for the last, one a thread.
template <class Work>
void share_among(unsigned threads, std::size_t size, Work work) {
  std::size_t shares = size / kLeastShare;
  if (shares < 2 || threads == 1) return work(0, size);  // asking the system takes longer
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  shares = std::min<std::size_t>(shares, threads);
  const std::size_t share = size / shares / 1024 * 1024;
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < shares; ++i) others.emplace_back(work, (i - 1) * share, share);
  work((shares - 1) * share, size - (shares - 1) * share);
}

template <class T>
void apply(void (*kernel)(const T*, T*, std::size_t), std::span<const T> x, std::span<T> y,
           unsigned threads) {
  require_same_or_disjoint(x, y);
  share_among(threads, x.size(), [=](std::size_t first, std::size_t count) {
    kernel(x.data() + first, y.data() + first, count);
  });
}

}  // namespace

void silu(std::span<const float> x, std::span<float> y, unsigned threads) {
  apply(kernel_table().silu.f32, x, y, threads);
}
void silu(std::span<const double> x, std::span<double> y, unsigned threads) {
  apply(kernel_table().silu.f64, x, y, threads);
}
void silu(std::span<const Float16> x, std::span<Float16> y, unsigned threads) {
  apply(kernel_table().silu.f16, x, y, threads);
}
void silu(std::span<const BFloat16> x, std::span<BFloat16> y, unsigned threads) {
  apply(kernel_table().silu.bf16, x, y, threads);
}

void sigmoid(std::span<const float> x, std::span<float> y, unsigned threads) {
  apply(kernel_table().sigmoid.f32, x, y, threads);
}
void sigmoid(std::span<const double> x, std::span<double> y, unsigned threads) {
  apply(kernel_table().sigmoid.f64, x, y, threads);
}
void sigmoid(std::span<const Float16> x, std::span<Float16> y, unsigned threads) {
  apply(kernel_table().sigmoid.f16, x, y, threads);
}
void sigmoid(std::span<const BFloat16> x, std::span<BFloat16> y, unsigned threads) {
  apply(kernel_table().sigmoid.bf16, x, y, threads);
}

void relu(std::span<const float> x, std::span<float> y, unsigned threads) {
  apply(kernel_table().relu.f32, x, y, threads);
}
void relu(std::span<const double> x, std::span<double> y, unsigned threads) {
  apply(kernel_table().relu.f64, x, y, threads);
}
void relu(std::span<const Float16> x, std::span<Float16> y, unsigned threads) {
  apply(kernel_table().relu.f16, x, y, threads);
}
void relu(std::span<const BFloat16> x, std::span<BFloat16> y, unsigned threads) {
  apply(kernel_table().relu.bf16, x, y, threads);
}

}  // namespace silu
