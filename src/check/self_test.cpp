#include "check/self_test.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "check/core/hard_inputs.h"
#include "check/limits.h"
#include "silu/parse.h"

namespace silu::check {
namespace {

// What a judge must say of a fault, all of it.
struct Facts {
  std::uint64_t misrounded = 0;
  std::uint64_t wrong_classes = 0;
  std::uint64_t only_by_flushing = 0;
  std::uint64_t reversed = 0;
  std::uint64_t out_of_range = 0;
  std::vector<std::pair<Class, Class>> classes = {};  // expected and found, where they differ
  std::vector<std::pair<std::uint64_t, std::int64_t>> steps = {};  // index and steps of each result
  std::vector<std::pair<std::uint64_t, std::uint64_t>> regions = {};  // first and count
  std::vector<std::string> failed = {};                               // limits

  friend bool operator==(const Facts&, const Facts&) = default;
};

Facts facts_of(const Tally& tally, const Options& options) {
  Facts facts = {.misrounded = tally.misrounded,
                 .wrong_classes = tally.wrong_classes,
                 .only_by_flushing = tally.only_by_flushing,
                 .reversed = tally.not_monotone.count,
                 .out_of_range = tally.out_of_range.count};
  for (std::size_t i = 0; i < kClasses; ++i) {
    for (std::size_t j = 0; j < kClasses; ++j) {
      const auto count = i == j ? 0 : tally.classes[i][j];
      facts.classes.insert(facts.classes.end(), count,
                           {static_cast<Class>(i), static_cast<Class>(j)});
    }
  }
  for (const Finding& each : tally.worst) {
    facts.steps.emplace_back(each.index, each.steps);
  }
  std::ranges::sort(facts.steps);
  for (const Region& each : tally.all_regions(options.most_findings)) {
    facts.regions.emplace_back(each.first, each.count);
  }
  const Limits limits = {.max_steps = 0,
                         .max_misrounded = 0.0,
                         .monotone = options.must_be_monotone,
                         .in_range = options.must_be_in_range};
  for (const Judgement& each : judge(tally, limits)) {
    if (!each.pass) facts.failed.push_back(each.name);
  }
  return facts;
}

// A fault, as it was planted: what a kernel would give, and what must be said of it.
template <class T>
struct Fault {
  std::vector<T> results;
  Options options;
  Facts facts;
};

// Our own results of inputs.
template <class T>
struct Results {
  std::vector<T> x;
  std::vector<T> y;
  double least = 0;  ///< of y
};

constexpr std::uint64_t kRegion = 100;
constexpr std::int64_t kManySteps = 1000;

template <class T>
bool is_normal(T value) {
  const double size = std::fabs(static_cast<double>(value));
  return size >= static_cast<double>(std::numeric_limits<T>::min()) && std::isfinite(size);
}

// So far from zero and infinity that some steps more do not change the class.
template <class T>
bool is_roomy(T value) {
  const std::int64_t size = std::abs(ordinal(value));
  return size > kManySteps && size < ordinal(std::numeric_limits<T>::max()) - kManySteps;
}

// A result that is wrong, by steps within its class.
template <class T>
std::optional<Fault<T>> move(const Results<T>& all, std::size_t i, std::int64_t steps) {
  if (!is_roomy(all.y[i])) return {};
  Fault<T> fault = {.results = all.y,
                    .options = {},
                    .facts = {.misrounded = 1,
                              .steps = {{i, steps}},
                              .regions = {{i, 1}},
                              .failed = {"max-steps", "max-misrounded"}}};
  fault.results[i] = from_ordinal<T>(ordinal(all.y[i]) + steps);
  return fault;
}

// A result of another class.
template <class T>
std::optional<Fault<T>> replace(const Results<T>& all, std::size_t i, bool applies, T by) {
  if (!applies) return {};
  Fault<T> fault = {.results = all.y,
                    .options = {},
                    .facts = {.misrounded = 1,
                              .wrong_classes = 1,
                              .classes = {{class_of(static_cast<double>(all.y[i])),
                                           class_of(static_cast<double>(by))}},
                              .steps = {{i, 0}},
                              .regions = {{i, 1}},
                              .failed = {"wrong-class", "max-misrounded"}}};
  fault.results[i] = by;
  return fault;
}

template <class T>
std::optional<Fault<T>> up(const Results<T>& all, std::size_t i) {
  return move(all, i, 1);
}

template <class T>
std::optional<Fault<T>> down(const Results<T>& all, std::size_t i) {
  return move(all, i, -1);
}

template <class T>
std::optional<Fault<T>> far(const Results<T>& all, std::size_t i) {
  return move(all, i, -kManySteps);
}

template <class T>
std::optional<Fault<T>> infinite(const Results<T>& all, std::size_t i) {
  return replace(all, i, is_normal(all.y[i]), std::numeric_limits<T>::infinity());
}

template <class T>
std::optional<Fault<T>> not_infinite(const Results<T>& all, std::size_t i) {
  return replace(all, i, std::isinf(static_cast<double>(all.y[i])), std::numeric_limits<T>::max());
}

template <class T>
std::optional<Fault<T>> nan_made(const Results<T>& all, std::size_t i) {
  return replace(all, i, is_normal(all.y[i]), std::numeric_limits<T>::quiet_NaN());
}

template <class T>
std::optional<Fault<T>> nan_lost(const Results<T>& all, std::size_t i) {
  return replace(all, i, std::isnan(static_cast<double>(all.y[i])), T(1.0F));
}

// A subnormal result that is zero.
template <class T>
std::optional<Fault<T>> flush(const Results<T>& all, std::size_t i, bool may_flush) {
  const auto exact = static_cast<double>(all.y[i]);
  if (exact == 0 || is_normal(all.y[i]) || !std::isfinite(exact)) return {};
  Fault<T> fault = {.results = all.y, .options = {}, .facts = {.only_by_flushing = 1}};
  const Class zero = exact < 0 ? Class::kMinusZero : Class::kZero;
  fault.results[i] = T(std::copysign(0.0F, exact < 0 ? -1.0F : 1.0F));
  fault.facts.classes = {{Class::kFinite, zero}};
  if (may_flush) {
    fault.options.subnormals = Subnormals::kFlush;
    return fault;
  }
  fault.facts.misrounded = 1;
  fault.facts.steps = {{i, -ordinal(all.y[i])}};
  fault.facts.regions = {{i, 1}};
  fault.facts.failed = {"max-steps", "max-misrounded"};
  return fault;
}

template <class T>
std::optional<Fault<T>> flushed(const Results<T>& all, std::size_t i) {
  return flush(all, i, false);
}

template <class T>
std::optional<Fault<T>> may_be_flushed(const Results<T>& all, std::size_t i) {
  return flush(all, i, true);
}

// The other zero.
template <class T>
std::optional<Fault<T>> negate_zero(const Results<T>& all, std::size_t i, bool counts) {
  if (static_cast<double>(all.y[i]) != 0) return {};
  const bool is_negative = std::signbit(static_cast<double>(all.y[i]));
  Fault<T> fault = {.results = all.y, .options = {.signed_zero = counts}, .facts = {}};
  fault.results[i] = std::bit_cast<T>(static_cast<BitsOf<T>>(bits_of(all.y[i]) ^ kSignBit<T>));
  fault.facts.classes = {{is_negative ? Class::kMinusZero : Class::kZero,
                          is_negative ? Class::kZero : Class::kMinusZero}};
  if (!counts) return fault;
  fault.facts.misrounded = 1;
  fault.facts.steps = {{i, is_negative ? 1 : -1}};
  fault.facts.regions = {{i, 1}};
  fault.facts.failed = {"max-steps", "max-misrounded"};
  return fault;
}

template <class T>
std::optional<Fault<T>> other_zero(const Results<T>& all, std::size_t i) {
  return negate_zero(all, i, true);
}

template <class T>
std::optional<Fault<T>> any_zero(const Results<T>& all, std::size_t i) {
  return negate_zero(all, i, false);
}

// Below the least result that there is, by some steps.
template <class T>
std::optional<Fault<T>> out_of_range(const Results<T>& all, std::size_t i) {
  if (all.least == 0 || !(static_cast<double>(all.y[i]) < all.least / 2)) return {};
  const std::int64_t steps = ordinal(T(all.least)) - kManySteps - ordinal(all.y[i]);
  auto fault = move(all, i, steps);
  if (!fault) return {};
  fault->options.must_be_in_range = true;
  fault->facts.out_of_range = 1;
  fault->facts.failed.emplace_back("in-range");
  return fault;
}

// A result and the next one, in each other's place.
template <class T>
std::optional<Fault<T>> swapped(const Results<T>& all, std::size_t i) {
  if (i == 0 || i + 2 >= all.y.size()) return {};
  if (!is_roomy(all.y[i]) || !is_roomy(all.y[i + 1])) return {};
  // Their neighbours must not be in the reverse order by that, too.
  const std::int64_t steps = ordinal(all.y[i + 1]) - ordinal(all.y[i]);
  const std::int64_t before = ordinal(all.y[i]) - ordinal(all.y[i - 1]);
  const std::int64_t after = ordinal(all.y[i + 2]) - ordinal(all.y[i + 1]);
  const bool is_rising = before >= 0 && steps > 0 && after >= 0;
  const bool is_falling = before <= 0 && steps < 0 && after <= 0;
  if (!is_rising && !is_falling) return {};
  Fault<T> fault = {.results = all.y,
                    .options = {.must_be_monotone = true},
                    .facts = {.misrounded = 2,
                              .reversed = 1,
                              .steps = {{i, steps}, {i + 1, -steps}},
                              .regions = {{i, 2}},
                              .failed = {"max-steps", "max-misrounded", "monotone"}}};
  std::swap(fault.results[i], fault.results[i + 1]);
  return fault;
}

// A hundred results in a row.
template <class T>
std::optional<Fault<T>> region(const Results<T>& all, std::size_t i) {
  if (i + kRegion > all.y.size()) return {};
  const auto of_region = std::span(all.y).subspan(i, kRegion);
  if (!std::ranges::all_of(of_region, is_roomy<T>)) return {};
  Fault<T> fault = {.results = all.y,
                    .options = {.most_findings = kRegion},
                    .facts = {.misrounded = kRegion,
                              .regions = {{i, kRegion}},
                              .failed = {"max-steps", "max-misrounded"}}};
  for (std::size_t at = i; at < i + kRegion; ++at) {
    fault.results[at] = from_ordinal<T>(ordinal(all.y[at]) + 1);
    fault.facts.steps.emplace_back(at, 1);
  }
  return fault;
}

template <class T>
struct Kind {
  const char* name;
  std::optional<Fault<T>> (*plant)(const Results<T>& all, std::size_t i);
};

template <class T>
constexpr Kind<T> kKinds[] = {{"one step up", up},
                              {"one step down", down},
                              {"many steps", far},
                              {"a subnormal result flushed", flushed},
                              {"the same, where that is allowed", may_be_flushed},
                              {"an infinity in the place of a number", infinite},
                              {"a number in the place of an infinity", not_infinite},
                              {"a NaN made", nan_made},
                              {"a NaN lost", nan_lost},
                              {"the other zero", other_zero},
                              {"the same, where the sign does not count", any_zero},
                              {"a result out of range", out_of_range},
                              {"two results swapped", swapped},
                              {"a region of 100 wrong results", region}};

template <class T>
bool finds(const Judge& judge, const Function& function, const Results<T>& all,
           const Fault<T>& fault) {
  Options options = fault.options;
  options.input_dtype = options.result_dtype = DTypeTraits<T>::kDType;
  const Checker checker(function, options);
  const Tally tally =
      judge(checker, std::as_bytes(std::span(all.x)), std::as_bytes(std::span(fault.results)));
  return tally.inputs == all.x.size() && facts_of(tally, options) == fault.facts;
}

// Of all places where a fault can be planted: the first, the last and one in the middle.
template <class T>
std::vector<std::size_t> places_for(const Results<T>& all, const Kind<T>& kind) {
  const auto first_from = [&](std::size_t i) {
    while (i < all.x.size() && !kind.plant(all, i)) ++i;
    return i;
  };
  std::size_t last = all.x.size();
  while (last > 0 && !kind.plant(all, last - 1)) --last;
  if (last == 0) return {};
  const std::size_t middle = std::min(first_from(all.x.size() / 3), last - 1);
  std::vector<std::size_t> places = {first_from(0), middle, last - 1};
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

template <class T>
void test(const Judge& judge, const char* name, std::vector<T> x,
          std::vector<SelfTestLine>& lines) {
  const Function function = parse_function(name);
  Results<T> all = {std::move(x), {}};
  all.y.resize(all.x.size());
  function(all.x, all.y);
  for (const T y : all.y) all.least = std::min(all.least, static_cast<double>(y));
  lines[0].planted += 1;
  lines[0].found &= finds<T>(judge, function, all, {.results = all.y, .options = {}, .facts = {}});
  for (std::size_t k = 0; k < std::size(kKinds<T>); ++k) {
    SelfTestLine& line = lines[k + 1];
    for (const std::size_t place : places_for(all, kKinds<T>[k])) {
      ++line.planted;
      line.found &= finds(judge, function, all, *kKinds<T>[k].plant(all, place));
    }
  }
}

template <class T>
std::vector<T> every_value() {
  std::vector<T> x;
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    x.push_back(std::bit_cast<T>(static_cast<BitsOf<T>>(bits)));
  }
  return x;
}

std::vector<float> hard_floats(const char* name) {
  std::vector<float> x;
  for (const double each : hard_inputs(parse_function(name), DType::kFloat32, DType::kFloat32)) {
    x.push_back(static_cast<float>(each));
  }
  return x;
}

}  // namespace

std::vector<SelfTestLine> self_test(const Judge& judge) {
  std::vector<SelfTestLine> lines = {{.kind = "no fault"}};
  for (const auto& each : kKinds<float>) lines.push_back({.kind = each.name});
  test(judge, "silu", every_value<BFloat16>(), lines);
  test(judge, "sigmoid", every_value<BFloat16>(), lines);
  test(judge, "gelu", every_value<Float16>(), lines);
  test(judge, "mish", every_value<Float16>(), lines);
  test(judge, "silu", hard_floats("silu"), lines);
  test(judge, "gelu(tanh)", hard_floats("gelu(tanh)"), lines);
  // What was not planted was not found.
  for (SelfTestLine& each : lines) each.found &= each.planted > 0;
  return lines;
}

Tally judge_in_pieces(const Checker& checker, std::span<const std::byte> x,
                      std::span<const std::byte> y) {
  constexpr std::size_t kPiece = 10'000;
  const std::size_t x_size = size_of(checker.options().input_dtype);
  const std::size_t y_size = size_of(checker.options().result_dtype);
  const std::size_t count = x.size() / x_size;
  Tally all;
  for (std::size_t first = 0; first < count; first += kPiece) {
    const std::size_t rows = std::min(kPiece, count - first);
    all.merge(checker.check(x.subspan(first * x_size, rows * x_size),
                            y.subspan(first * y_size, rows * y_size)),
              checker.options().most_findings);
  }
  return all;
}

}  // namespace silu::check
