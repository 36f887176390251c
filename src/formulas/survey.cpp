#include "formulas/survey.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstddef>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "formulas/steps.h"
#include "silu/dtype.h"

namespace silu::formulas {
namespace {

constexpr std::uint64_t kStride = 4099;  // a prime, so that all kinds of low bits occur

// Of float32, in order.
std::vector<std::uint32_t> fixed_patterns() {
  std::vector<std::uint32_t> patterns;
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += kStride) {
    patterns.push_back(static_cast<std::uint32_t>(bits));
  }
  for (std::uint32_t sign_and_exponent = 0; sign_and_exponent < 512; ++sign_and_exponent) {
    for (std::uint32_t i = 0; i < 16; ++i) {
      patterns.push_back((sign_and_exponent << 23) + i - 8);
    }
  }
  std::ranges::sort(patterns);
  patterns.erase(std::unique(patterns.begin(), patterns.end()), patterns.end());
  return patterns;
}

const std::vector<std::uint32_t>& shared_fixed_patterns() {
  static const std::vector<std::uint32_t> kPatterns = fixed_patterns();
  return kPatterns;
}

// The values of an input_set.
template <class T>
class Inputs {
 public:
  explicit Inputs(const InputSet& set)
      : patterns_(set.exhaustive ? nullptr : &shared_fixed_patterns()) {}

  T operator[](std::uint64_t i) const {
    const auto bits = patterns_ != nullptr ? (*patterns_)[i] : i;
    return std::bit_cast<T>(static_cast<BitsOf<T>>(bits));
  }

 private:
  const std::vector<std::uint32_t>* patterns_;
};

bool is_nearer(double x, double than) {
  return std::abs(x) != std::abs(than) ? std::abs(x) < std::abs(than) : x < than;
}

void keep_nearest(std::optional<double>& kept, std::optional<double> x) {
  if (x && (!kept || is_nearer(*x, *kept))) kept = x;
}

void merge(Findings& all, const Findings& part) {
  all.misrounded += part.misrounded;
  if (part.most_steps > all.most_steps) {
    all.most_steps = part.most_steps;
    all.most_steps_at = part.most_steps_at;
  } else if (part.most_steps == all.most_steps) {
    keep_nearest(all.most_steps_at, part.most_steps_at);
  }
  keep_nearest(all.zero_at, part.zero_at);
  keep_nearest(all.infinite_at, part.infinite_at);
  keep_nearest(all.nan_at, part.nan_at);
}

template <class T>
void examine(T x, T result, T correct, Findings& findings) {
  const auto given = static_cast<double>(result);
  const auto wanted = static_cast<double>(correct);
  if (given == wanted || (std::isnan(given) && std::isnan(wanted))) return;
  ++findings.misrounded;
  const auto at = static_cast<double>(x);
  if (std::isnan(given)) return keep_nearest(findings.nan_at, at);
  if (std::isinf(given) && !std::isinf(wanted)) keep_nearest(findings.infinite_at, at);
  if (std::isnan(wanted)) return;
  const std::uint64_t steps = steps_between(result, correct);
  if (given == 0 && steps > 1) keep_nearest(findings.zero_at, at);
  merge(findings, {.most_steps = steps, .most_steps_at = at});
}

constexpr std::uint64_t kBlock = 1 << 14;

template <class T>
class Surveyor {
 public:
  Surveyor(const Function& function, std::span<const Candidate> candidates, const InputSet& set)
      : function_(function),
        candidates_(candidates),
        count_(set.count),
        inputs_(set),
        findings_(candidates.size()) {}

  // A worker takes blocks until there are none left.
  void work() {
    std::vector<Findings> found(candidates_.size());
    std::vector<T> x;
    std::vector<T> correct;
    std::vector<T> result;
    for (;;) {
      const std::uint64_t first = next_.fetch_add(kBlock);
      if (first >= count_) break;
      const std::size_t size = std::min(kBlock, count_ - first);
      x.resize(size);
      correct.resize(size);
      result.resize(size);
      for (std::size_t i = 0; i < size; ++i) x[i] = inputs_[first + i];
      function_(x, correct);
      for (std::size_t each = 0; each < candidates_.size(); ++each) {
        evaluate<T>(candidates_[each], x, result);
        for (std::size_t i = 0; i < size; ++i) examine(x[i], result[i], correct[i], found[each]);
      }
    }
    const std::lock_guard lock(mutex_);
    for (std::size_t each = 0; each < found.size(); ++each) merge(findings_[each], found[each]);
  }

  const std::vector<Findings>& findings() const { return findings_; }

 private:
  const Function& function_;
  std::span<const Candidate> candidates_;
  std::uint64_t count_;
  Inputs<T> inputs_;
  std::atomic<std::uint64_t> next_ = 0;
  std::mutex mutex_;
  std::vector<Findings> findings_;
};

}  // namespace

InputSet input_set(DType dtype, bool every) {
  const std::size_t bits = 8 * size_of(dtype);
  if (bits < 32 || every) return {std::uint64_t{1} << bits, true};
  return {shared_fixed_patterns().size(), false};
}

std::vector<Findings> survey(const Function& function, std::span<const Candidate> candidates,
                             DType dtype, bool every, unsigned threads) {
  return with_type(dtype, [&]<class T>(std::type_identity<T>) -> std::vector<Findings> {
    if constexpr (sizeof(T) > sizeof(float)) {
      throw std::invalid_argument("formulas: no dtype of more than 32 bits");
    } else {
      const InputSet set = input_set(dtype, every);
      Surveyor<T> surveyor(function, candidates, set);
      const std::uint64_t blocks = (set.count + kBlock - 1) / kBlock;
      {
        std::vector<std::jthread> others;
        try {
          while (others.size() + 1 < std::min<std::uint64_t>(threads, blocks)) {
            others.emplace_back([&] { surveyor.work(); });
          }
        } catch (const std::system_error&) {
          // Fewer have more to do.
        }
        surveyor.work();
      }
      return surveyor.findings();
    }
  });
}

}  // namespace silu::formulas
