#include "check/core/checker.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <type_traits>

#include "silu/analysis.h"

namespace silu::check {
namespace {

// The unit of Tally::sum_of_ulps.
constexpr double kUnitsPerUlp = 0x1p32;
constexpr double kMostUlps = 0x1p63;

template <class T>
std::span<const T> as(std::span<const std::byte> values) {
  return {reinterpret_cast<const T*>(values.data()), values.size() / sizeof(T)};
}

// What kernels get wrong by themselves: zeros, one, both ends of the normal and of the subnormal
// numbers, infinities, NaN.
template <class T>
bool is_special(T value) {
  using Limits = std::numeric_limits<T>;
  const auto magnitude = static_cast<BitsOf<T>>(bits_of(value) & (kSignBit<T> - 1));
  if (magnitude >= bits_of(Limits::max())) return true;
  const auto is = [&](T other) { return magnitude == bits_of(other); };
  return magnitude <= 1 || is(T(1.0F)) || is(Limits::min());
}

// Whether is_special may hold: it does not hold where this does not. Few values pass, of dtypes
// with many.
template <class T>
bool may_be_special(T value) {
  constexpr auto kFraction = (std::uint64_t{1} << (std::numeric_limits<T>::digits - 1)) - 1;
  constexpr auto kMost = bits_of(std::numeric_limits<T>::max());
  const bool is_end = ((bits_of(value) + 1) & kFraction) <= 2;
  const bool is_beyond = (bits_of(value) & (kSignBit<T> - 1)) >= kMost;
  return is_end || is_beyond;
}

template <class T>
bool is_subnormal(double value) {
  return value != 0 && std::fabs(value) < static_cast<double>(std::numeric_limits<T>::min());
}

bool is_subnormal(DType dtype, double value) {
  return with_type(dtype, [&]<class T>(std::type_identity<T>) { return is_subnormal<T>(value); });
}

std::int64_t subtract(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a, b, &difference) || difference < -kMostSteps) {
    return a < b ? -kMostSteps : kMostSteps;
  }
  return difference;
}

}  // namespace

Checker::Checker(const Function& function, const Options& options)
    : function_(function),
      options_(options),
      reference_(function, options.input_dtype, options.is_backward) {
  if (!options.must_be_in_range) return;
  if (options.is_backward || function.order() > 0) {
    throw std::invalid_argument(function.name() +
                                ": the range is known of a function only, not of a derivative");
  }
  const Analysis analysis = analyze(function);
  with_type(options.result_dtype, [&]<class T>(std::type_identity<T>) {
    least_ = static_cast<double>(T(analysis.lowest.value));
    greatest_ = static_cast<double>(T(analysis.highest.value));
  });
}

ScaledSum Checker::exactly(const Finding& finding) const {
  return reference_.exactly(finding.x, finding.dy);
}

// Judges results of dtype T by blocks.
template <class T>
class Checker::Pass {
 public:
  explicit Pass(const Checker& checker) : checker_(checker), options_(checker.options_) {}

  Tally run(std::span<const std::byte> x, std::span<const T> y, std::span<const std::byte> dy) {
    for (std::size_t first = 0; first < y.size(); first += kMostAtOnce) {
      y_ = y.subspan(first, std::min(kMostAtOnce, y.size() - first));
      block_.count = y_.size();
      special_ = 0;
      widen(x, first, block_.x, true);
      if (options_.is_backward) widen(dy, first, block_.dy, false);
      checker_.reference_.evaluate(block_, std::span(expected_.data(), y_.size()));
      count_right();
      count_all_others();
      if (options_.must_be_monotone) check_order();
      if (options_.must_be_in_range) check_range();
      if (options_.close) check_close();
      tally_.inputs += y_.size();
    }
    return std::move(tally_);
  }

 private:
  void widen(std::span<const std::byte> values, std::size_t first,
             std::array<double, kMostAtOnce>& to, bool is_x) {
    with_type(options_.input_dtype, [&]<class X>(std::type_identity<X>) {
      const auto from = as<X>(values).subspan(first, y_.size());
      for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<double>(from[i]);
      if (!is_x) return;
      unsigned special = 0;
      for (const X each : from) special |= static_cast<unsigned>(may_be_special(each));
      for (std::size_t i = 0; i < from.size() && special != 0; ++i) {
        if (is_special(from[i]) && special_ < specials_.size()) specials_[special_++] = i;
      }
    });
  }

  // The ULP error of a finite result.
  double ulp_error(std::size_t i) const {
    const double exact = block_.exact[i];
    const auto result = static_cast<double>(y_[i]);
    const double error = std::ldexp(result - exact, -ulp_exponent<T>(exact));
    return std::fabs(error - block_.rest[i]);
  }

  void add_ulp(double error) {
    ++tally_.finite;
    tally_.max_ulp = std::max(tally_.max_ulp, error);
    tally_.sum_of_ulps += static_cast<Sum>(std::round(std::min(error, kMostUlps) * kUnitsPerUlp));
  }

  bool is_right(std::size_t i) const { return bits_of(y_[i]) == bits_of(expected_[i]); }

  // All results of the right bits.
  void count_right() {
    if constexpr (std::is_same_v<T, double>) {
      for (std::size_t i = 0; i < y_.size(); ++i) {
        if (is_right(i) && std::isfinite(expected_[i])) add_ulp(ulp_error(i));
      }
    } else {
      count_right_fast();
    }
    count_right_classes();
  }

  // Loops that compilers make vector code of.
  void count_right_fast() {
    using Limits = std::numeric_limits<T>;
    constexpr double kLeast = static_cast<double>(Limits::min());
    constexpr std::uint64_t kExponent = std::uint64_t{0x7ff} << 52;
    // The sum with it has an error of up to 1 in its last bits, in units of 2^-32.
    constexpr double kShift = 0x1p20;
    constexpr std::uint64_t kShiftBits = std::bit_cast<std::uint64_t>(kShift);
    // 2^(1023 + 1023 - exponent) has the bits of this less those of 2^exponent.
    constexpr std::uint64_t kInverse = std::uint64_t{2 * 1023 + Limits::digits - 1} << 52;
    std::uint64_t units = 0;
    std::uint64_t count = 0;
    double most = 0;
    for (std::size_t i = 0; i < y_.size(); ++i) {
      const double exact = block_.exact[i];
      const double size = std::max(std::fabs(exact), kLeast);
      const auto inverse_bits = kInverse - (std::bit_cast<std::uint64_t>(size) & kExponent);
      const double error =
          std::fabs(static_cast<double>(y_[i]) - exact) * std::bit_cast<double>(inverse_bits);
      // Not for infinity less infinity, or NaN.
      const auto counts =
          static_cast<std::uint64_t>(is_right(i)) & static_cast<std::uint64_t>(error <= 1);
      const std::uint64_t mask = 0 - counts;
      const auto masked = std::bit_cast<double>(std::bit_cast<std::uint64_t>(error) & mask);
      most = std::max(most, masked);
      units += std::bit_cast<std::uint64_t>(masked + kShift) - kShiftBits;
      count += counts;
    }
    tally_.finite += count;
    tally_.sum_of_ulps += units;
    tally_.max_ulp = std::max(tally_.max_ulp, most);
  }

  void count_right_classes() {
    const auto is_plain = [](T value) {
      const auto magnitude = static_cast<BitsOf<T>>(bits_of(value) & (kSignBit<T> - 1));
      return static_cast<BitsOf<T>>(magnitude - 1) < bits_of(std::numeric_limits<T>::max());
    };
    std::uint64_t right = 0;
    std::uint64_t plain = 0;
    for (std::size_t i = 0; i < y_.size(); ++i) {
      const auto one = static_cast<std::uint64_t>(is_right(i));
      right += one;
      plain += one & static_cast<std::uint64_t>(is_plain(expected_[i]));
    }
    tally_.steps.add(0, right);
    has_wrong_ = right != y_.size();
    tally_.classes[0][0] += plain;
    for (std::size_t i = 0; i < y_.size() && plain != right; ++i) {
      if (!is_right(i) || is_plain(expected_[i])) continue;
      const auto of = static_cast<std::size_t>(class_of(static_cast<double>(expected_[i])));
      ++tally_.classes[of][of];
    }
  }

  void count_all_others() {
    for (std::size_t i = 0; i < y_.size() && has_wrong_; ++i) {
      if (!is_right(i)) count_other(i);
    }
    for (std::size_t s = 0; s < special_; ++s) add_special(specials_[s]);
    if (!options_.measures_errors) return;
    for (std::size_t i = 0; i < y_.size(); ++i) measure_errors(i);
  }

  // A result of other bits, which may still be as right.
  void count_other(std::size_t i) {
    Finding finding = find(i);
    const Class expected = class_of(finding.expected);
    const Class result = class_of(finding.result);
    ++tally_.classes[static_cast<std::size_t>(expected)][static_cast<std::size_t>(result)];
    const Flushed flushed = flushed_by(finding);
    tally_.only_by_flushing += static_cast<std::uint64_t>(flushed != Flushed::kNone);
    if (is_allowed(flushed)) {
      finding.steps = 0;
      finding.ulp = 0;
    }
    if (finding.wrong_class) {
      ++tally_.wrong_classes;
    } else {
      add_distance(finding);
    }
    if (finding.distance() == 0) return;
    tally_.add_misrounded(finding, bucket(finding.x), options_.most_findings);
  }

  void add_distance(const Finding& finding) {
    const Distance distance = finding.distance();
    tally_.steps.add(finding.steps);
    tally_.max_steps = std::max(tally_.max_steps, distance);
    tally_.sum_of_steps += distance;
    tally_.beyond_100 += static_cast<std::uint64_t>(distance > 100);
    tally_.beyond_steps += static_cast<std::uint64_t>(distance > options_.max_steps);
    tally_.beyond_ulp += static_cast<std::uint64_t>(finding.ulp > options_.max_ulp);
    if (!std::isnan(finding.ulp)) add_ulp(finding.ulp);
  }

  Finding find(std::size_t i) const {
    Finding finding = {.index = tally_.inputs + i,
                       .x = block_.x[i],
                       .dy = options_.is_backward ? block_.dy[i] : 0,
                       .result = static_cast<double>(y_[i]),
                       .expected = static_cast<double>(expected_[i])};
    const Class expected = class_of(finding.expected);
    const Class result = class_of(finding.result);
    finding.wrong_class = expected != result && !(is_finite(expected) && is_finite(result));
    if (!finding.wrong_class && expected != Class::kNaN) finding.steps = steps(i);
    finding.ulp = !is_finite(expected) || finding.wrong_class
                      ? std::numeric_limits<double>::quiet_NaN()
                      : ulp_error(i);
    return finding;
  }

  std::int64_t steps(std::size_t i) const {
    const auto place = [&](T value) {
      const bool is_below = options_.signed_zero && (bits_of(value) & kSignBit<T>) != 0;
      return ordinal(value) - static_cast<std::int64_t>(is_below);
    };
    return subtract(place(y_[i]), place(expected_[i]));
  }

  enum class Flushed { kNone, kResult, kInput };

  bool is_allowed(Flushed flushed) const {
    if (flushed == Flushed::kResult) return options_.subnormals != Subnormals::kKeep;
    return flushed == Flushed::kInput && options_.subnormals == Subnormals::kFlushInputs;
  }

  // What a kernel that is right but for that has flushed to give such a result: the result itself,
  // or an input, so that it is the one at zero.
  Flushed flushed_by(const Finding& finding) const {
    if (finding.wrong_class || finding.steps == 0) return Flushed::kNone;
    const auto gives = [&](double value) {
      return finding.result == value &&
             (!options_.signed_zero || std::signbit(finding.result) == std::signbit(value));
    };
    if (is_subnormal<T>(finding.expected) && gives(std::copysign(0.0, finding.expected))) {
      return Flushed::kResult;
    }
    const double x = flush(finding.x);
    const double dy = flush(finding.dy);
    if (x == finding.x && dy == finding.dy) return Flushed::kNone;
    const double at_zero = static_cast<double>(round_to<T>(checker_.reference_.exactly(x, dy)));
    const bool is_both = gives(at_zero) || (is_subnormal<T>(at_zero) && finding.result == 0);
    return is_both ? Flushed::kInput : Flushed::kNone;
  }

  // A subnormal input as zero.
  double flush(double input) const {
    return is_subnormal(options_.input_dtype, input) ? std::copysign(0.0, input) : input;
  }

  std::size_t bucket(double x) const {
    return with_type(options_.input_dtype,
                     [&]<class X>(std::type_identity<X>) { return bucket_of(X(x)); });
  }

  void add_special(std::size_t i) { tally_.add_special(find(i)); }

  void measure_errors(std::size_t i) {
    const double exact = block_.exact[i];
    double error = std::fabs(static_cast<double>(y_[i]) - exact);
    if constexpr (std::is_same_v<T, double>) {
      error = std::ldexp(ulp_error(i), ulp_exponent<T>(exact));
    } else if (error <= std::fabs(exact) * 0x1p-52) {
      error = 0;  // the exact value is known no better
    }
    if (!std::isfinite(error) || (!is_right(i) && is_allowed(flushed_by(find(i))))) return;
    tally_.max_absolute = std::max(tally_.max_absolute, error);
    if (error != 0) tally_.max_relative = std::max(tally_.max_relative, error / std::fabs(exact));
  }

  void check_order() {
    for (std::size_t i = 0; i < y_.size(); ++i) {
      const Tally::Row row = {find(i), block_.exact[i]};
      if (!tally_.first_row) tally_.first_row = row;
      if (tally_.last_row) tally_.compare(*tally_.last_row, row);
      tally_.last_row = row;
    }
  }

  void check_range() {
    for (std::size_t i = 0; i < y_.size(); ++i) {
      const auto result = static_cast<double>(y_[i]);
      if (result < checker_.least_ || result > checker_.greatest_) tally_.out_of_range.add(find(i));
    }
  }

  void check_close() {
    const auto [relative, absolute] = *options_.close;
    for (std::size_t i = 0; i < y_.size(); ++i) {
      const auto result = static_cast<double>(y_[i]);
      const auto expected = static_cast<double>(expected_[i]);
      const bool is_same = result == expected || (std::isnan(result) && std::isnan(expected));
      const bool is_close =
          std::isfinite(expected) &&
          std::fabs(result - expected) <= absolute + relative * std::fabs(expected);
      if (!is_same && !is_close) tally_.not_close.add(find(i));
    }
  }

  const Checker& checker_;
  const Options& options_;
  Tally tally_;
  std::span<const T> y_;  // of the block
  ExactResults block_;
  std::array<T, kMostAtOnce> expected_;
  std::array<std::size_t, kMostAtOnce> specials_;  // special inputs of the block
  std::size_t special_ = 0;
  bool has_wrong_ = false;
};

Tally Checker::check(std::span<const std::byte> x, std::span<const std::byte> y,
                     std::span<const std::byte> dy) const {
  return with_type(options_.result_dtype, [&]<class T>(std::type_identity<T>) {
    const std::size_t count = y.size() / sizeof(T);
    if (x.size() != count * size_of(options_.input_dtype) || y.size() % sizeof(T) != 0 ||
        dy.size() != (options_.is_backward ? x.size() : 0)) {
      throw std::invalid_argument("inputs and results differ in number");
    }
    return Pass<T>(*this).run(x, as<T>(y), dy);
  });
}

}  // namespace silu::check
