#include "silu/kernels.h"

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

#include "silu/catalogue/rows.h"
#include "silu/function.h"
#include "silu/kernels/overlap.h"

namespace silu {
namespace {

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
  std::size_t first = 0;
  try {
    for (; first < (shares - 1) * share; first += share) others.emplace_back(work, first, share);
  } catch (const std::system_error&) {
    // Where no more threads can be started, this one does what is left.
  }
  work(first, size - first);
}

template <class T>
void apply(const Function& function, std::span<const T> x, std::span<T> y, unsigned threads) {
  require_same_or_disjoint(std::as_bytes(x), std::as_bytes(y));
  share_among(threads, x.size(), [=, &function](std::size_t first, std::size_t count) {
    function(x.subspan(first, count), y.subspan(first, count));
  });
}

// One for all callers, who share its tables.
template <const Activation& kActivation, class T>
void apply(std::span<const T> x, std::span<T> y, unsigned threads) {
  static const Function function(kActivation);
  apply(function, x, y, threads);
}

}  // namespace

void silu(std::span<const float> x, std::span<float> y, unsigned threads) {
  apply<kSilu>(x, y, threads);
}
void silu(std::span<const double> x, std::span<double> y, unsigned threads) {
  apply<kSilu>(x, y, threads);
}
void silu(std::span<const Float16> x, std::span<Float16> y, unsigned threads) {
  apply<kSilu>(x, y, threads);
}
void silu(std::span<const BFloat16> x, std::span<BFloat16> y, unsigned threads) {
  apply<kSilu>(x, y, threads);
}

void sigmoid(std::span<const float> x, std::span<float> y, unsigned threads) {
  apply<kSigmoid>(x, y, threads);
}
void sigmoid(std::span<const double> x, std::span<double> y, unsigned threads) {
  apply<kSigmoid>(x, y, threads);
}
void sigmoid(std::span<const Float16> x, std::span<Float16> y, unsigned threads) {
  apply<kSigmoid>(x, y, threads);
}
void sigmoid(std::span<const BFloat16> x, std::span<BFloat16> y, unsigned threads) {
  apply<kSigmoid>(x, y, threads);
}

void relu(std::span<const float> x, std::span<float> y, unsigned threads) {
  apply<kRelu>(x, y, threads);
}
void relu(std::span<const double> x, std::span<double> y, unsigned threads) {
  apply<kRelu>(x, y, threads);
}
void relu(std::span<const Float16> x, std::span<Float16> y, unsigned threads) {
  apply<kRelu>(x, y, threads);
}
void relu(std::span<const BFloat16> x, std::span<BFloat16> y, unsigned threads) {
  apply<kRelu>(x, y, threads);
}

}  // namespace silu
