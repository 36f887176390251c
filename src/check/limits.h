#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "check/core/tally.h"

namespace silu::check {

/// What another report says, for a kernel that must not be worse.
struct Baseline {
  std::string subject = {};  ///< "silu in float32"; empty in reports of parts, which have their own
  std::uint64_t inputs = 0;  ///< 0 in reports of parts
  std::uint64_t misrounded;
  std::uint64_t wrong_classes;
  std::uint64_t max_steps;
  double max_ulp;
};

/// What results must keep to. One that is not given does not count; results of a wrong class never
/// pass.
struct Limits {
  std::optional<std::uint64_t> max_steps = {};
  std::optional<double> max_ulp = {};
  std::uint64_t allow = 0;  ///< results beyond max_steps, and beyond max_ulp
  std::optional<std::uint64_t> p99_steps = {};
  std::optional<double> max_misrounded = {};  ///< a share
  std::optional<double> max_rel = {};
  bool monotone = false;
  bool in_range = false;
  std::optional<Baseline> baseline = {};
};

/// A limit, what was found and whether that keeps to it. Infinite steps are a wrong class.
struct Judgement {
  std::string name;  ///< as on the command line: "max-steps"
  double limit;
  double value;
  bool pass;
};

/// Each limit that is given, judged; none without inputs.
std::vector<Judgement> judge(const Tally& tally, const Limits& limits);

}  // namespace silu::check
