#include "check/formula_matcher.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

namespace silu::check {
namespace {

template <class T>
bool is_same(T a, T b) {
  return bits_of(a) == bits_of(b) ||
         (std::isnan(static_cast<float>(a)) && std::isnan(static_cast<float>(b)));
}

// By few values at a time: most formulas differ soon.
template <class T>
bool differs(const formulas::Candidate& candidate, std::span<const T> x, std::span<const T> y) {
  constexpr std::size_t kMost = 256;
  std::array<T, kMost> results;
  for (std::size_t first = 0; first < x.size(); first += kMost) {
    const auto arguments = x.subspan(first, std::min(kMost, x.size() - first));
    formulas::evaluate(candidate, arguments, std::span(results.data(), arguments.size()));
    const auto given = y.subspan(first, arguments.size());
    if (!std::ranges::equal(given, std::span(results.data(), given.size()), is_same<T>))
      return true;
  }
  return false;
}

}  // namespace

FormulaMatcher::FormulaMatcher(const Function& function, const Options& options)
    : dtype_(options.input_dtype) {
  const bool can = options.result_dtype == dtype_ && !options.is_backward &&
                   size_of(dtype_) <= sizeof(float) && function.order() == 0;
  if (can) candidates_ = formulas::candidates(function, dtype_);
  constexpr std::size_t kMost = 8 * sizeof(Set);
  if (candidates_.size() > kMost) candidates_.erase(candidates_.begin() + kMost, candidates_.end());
}

FormulaMatcher::Set FormulaMatcher::differing(std::span<const std::byte> x,
                                              std::span<const std::byte> y, Set known) const {
  return with_type(dtype_, [&]<class T>(std::type_identity<T>) -> Set {
    Set found = 0;
    if constexpr (sizeof(T) <= sizeof(float)) {
      const auto as = [](std::span<const std::byte> values) {
        return std::span(reinterpret_cast<const T*>(values.data()), values.size() / sizeof(T));
      };
      for (std::size_t i = 0; i < candidates_.size(); ++i) {
        const Set one = Set{1} << i;
        if ((known & one) == 0 && differs(candidates_[i], as(x), as(y))) found |= one;
      }
    }
    return found;
  });
}

std::vector<std::string> FormulaMatcher::describe_others(Set differing) const {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    if ((differing >> i & 1) == 0) texts.push_back(formulas::describe(candidates_[i], dtype_));
  }
  return texts;
}

}  // namespace silu::check
