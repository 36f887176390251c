#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/core/checker.h"
#include "check/formula_matcher.h"
#include "check/lanes.h"
#include "check/limits.h"
#include "check/part.h"

namespace silu::check {

/// What a check of results comes to; void if it could not be measured.
enum class Verdict { kPass, kFail, kVoid };
std::string_view to_text(Verdict verdict);  ///< "pass"

/// What Result::failure says where another kernel failed.
inline constexpr auto kOtherFailed = "not measured, for another kernel failed";

/// The results of a kernel, judged.
struct Result {
  std::string name;  ///< where they come from: "y.raw", "./kernel"
  Tally tally;
  std::vector<Judgement> judgements;
  std::optional<std::string> failure = {};  ///< why they could not be measured, if so
  SameFormulas formulas = {};
  std::optional<LaneFindings> lanes = {};  ///< if they were looked for

  /// Adds what was found, which is judged, too.
  void add_lanes(const LaneFindings& findings);

  Verdict verdict() const;

  /// The formulas that explain wrong results, with how many inputs were compared unless all were.
  std::vector<std::string> explanations() const;
};

/// What a check says.
struct Report {
  const Checker& checker;
  std::string source;         ///< where inputs come from: "every bit pattern", "x.npy"
  bool is_exhaustive;         ///< every value of the input's dtype, in all parts together
  bool is_converted = false;  ///< results are of a file of another dtype
  std::string version;
  std::string command;
  Limits limits = {};
  std::optional<Part> part = {};  ///< of the inputs, if these are not all
  std::uint64_t all_inputs = 0;   ///< of all parts together, if so
  std::vector<Result> results = {};

  /// The worst of the results.
  Verdict verdict() const;
};

/// A format of the report: its name, the extensions that stand for it, and how to write it.
struct Format {
  std::string_view name;
  std::vector<std::string_view> extensions;
  std::string (*write)(const Report& report);
};

/// Every format there is, text first.
std::span<const Format> formats();

std::string write_text(const Report& report);
std::string write_markdown(const Report& report);
std::string write_json(const Report& report);
std::string write_junit(const Report& report);
/// A picture of steps over x, light or dark as the viewer prefers.
std::string write_svg(const Report& report);
/// The same as a page.
std::string write_html(const Report& report);

/// "SiLU in bfloat16: every bit pattern, exhaustive"
std::string headline(const Report& report);
/// "PASS: y.raw, 65536 results"
std::string verdict_of(const Result& result);
/// A text as XML and HTML have it.
std::string escape_xml(std::string_view text);

/// As C's %a has it: "0x1.8p+1".
std::string hexadecimal(double value);
/// Its bit pattern: "0x3f80".
std::string bits(DType dtype, double value);
/// An exact value to 17 digits: "1.4012984643248171e-45"; 0 or inf beyond the range of a double.
std::string exact_decimal(const ScaledSum& value);

}  // namespace silu::check
