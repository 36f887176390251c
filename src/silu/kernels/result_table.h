#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <tuple>

#include "silu/dtype.h"

namespace silu {

/// What a function gives for each bit pattern of T, a type of 16 or 8 bits. It is computed when
/// that pays: once as many values have been asked for as take twice the time. All members may be
/// called from several threads at once.
template <class T>
class ResultTable {
 public:
  /// The results by pattern, for count values more; nullptr as long as it is better to do without,
  /// or if there is no memory for them.
  /// fill(x) replaces each x[i] by f(x[i]). At [-1] and behind the end is padding: wider loads of
  /// an entry stay inside.
  template <class Fill>
  const T* find(std::size_t count, Fill fill) {
    if (const T* const filled = results_.load(std::memory_order_acquire)) return filled;
    if (seen_.fetch_add(count, std::memory_order_relaxed) + count < 2 * kPatterns) return nullptr;
    std::call_once(once_, [&] {
      std::unique_ptr<T[]> values(new (std::nothrow) T[1 + kPatterns + 1]);
      if (values == nullptr) return;
      const std::span<T> results(&values[1], kPatterns);
      for (std::size_t i = 0; i < kPatterns; ++i) {
        results[i] = std::bit_cast<T>(static_cast<BitsOf<T>>(i));
      }
      fill(results);
      values_ = std::move(values);
      results_.store(results.data(), std::memory_order_release);
    });
    return results_.load(std::memory_order_acquire);
  }

 private:
  static constexpr std::size_t kPatterns = std::size_t{1} << (8 * sizeof(T) % 32);

  std::atomic<const T*> results_ = nullptr;
  std::atomic<std::size_t> seen_ = 0;
  std::once_flag once_;
  std::unique_ptr<T[]> values_;
};

/// One of each for an activation and its derivatives; those of the wider types stay empty.
class ResultTables {
 public:
  template <class T>
  ResultTable<T>& of(int order) {
    return std::get<ResultTable<T>>(orders_[static_cast<std::size_t>(order)]);
  }

 private:
  std::array<ForEachDType<std::tuple, ResultTable>, 3> orders_;
};

}  // namespace silu
