#include "check/limits.h"

#include <limits>

namespace silu::check {
namespace {

double as_double(Distance distance) {
  return distance == kWrongClass ? std::numeric_limits<double>::infinity()
                                 : static_cast<double>(distance);
}

}  // namespace

std::vector<Judgement> judge(const Tally& tally, const Limits& limits) {
  std::vector<Judgement> judgements;
  if (tally.inputs == 0) return judgements;
  const auto add = [&](std::string name, double limit, double value) {
    judgements.push_back({std::move(name), limit, value, value <= limit});
  };
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  add("wrong-class", 0, count(tally.wrong_classes));
  if (limits.max_steps) {
    add("max-steps", count(*limits.max_steps), count(tally.max_steps));
    judgements.back().pass = tally.beyond_steps <= limits.allow;
  }
  if (limits.max_ulp) {
    add("max-ulp", *limits.max_ulp, tally.max_ulp);
    judgements.back().pass = tally.beyond_ulp <= limits.allow;
  }
  if (limits.p99_steps)
    add("p99-steps", count(*limits.p99_steps), as_double(tally.percentile(.99)));
  if (limits.max_misrounded) {
    add("max-misrounded", *limits.max_misrounded, count(tally.misrounded) / count(tally.inputs));
  }
  if (limits.max_rel) add("max-rel", *limits.max_rel, tally.max_relative);
  if (limits.monotone) add("monotone", 0, count(tally.not_monotone.count));
  if (limits.in_range) add("in-range", 0, count(tally.out_of_range.count));
  if (limits.baseline) {
    const auto& [subject, inputs, misrounded, wrong_classes, max_steps, max_ulp] = *limits.baseline;
    add("baseline misrounded", count(misrounded), count(tally.misrounded));
    add("baseline wrong-class", count(wrong_classes), count(tally.wrong_classes));
    add("baseline max-steps", count(max_steps), count(tally.max_steps));
    add("baseline max-ulp", max_ulp, tally.max_ulp);
  }
  return judgements;
}

}  // namespace silu::check
