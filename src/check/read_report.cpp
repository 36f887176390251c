#include "check/read_report.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "io/error.h"
#include "io/input_file.h"
#include "silu/parse.h"

namespace silu::check {
namespace {

// Compares without the order of keys.
using Json = nlohmann::json;

// The file is read by others, too, and may be anything. So each value is asked what it is: the
// library converts a negative number to a large count.
struct Invalid : std::runtime_error {
  explicit Invalid(std::string_view key) : std::runtime_error(std::string(key)) {}
};

const Json& at(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key)) throw Invalid(key);
  return json.at(key);
}

const Json& list_at(const Json& json, const char* key) {
  const Json& list = at(json, key);
  if (!list.is_array()) throw Invalid(key);
  return list;
}

bool bool_at(const Json& json, const char* key) {
  const Json& value = at(json, key);
  if (!value.is_boolean()) throw Invalid(key);
  return value.get<bool>();
}

std::string text_at(const Json& json, const char* key) {
  const Json& value = at(json, key);
  if (!value.is_string()) throw Invalid(key);
  return value.get<std::string>();
}

std::uint64_t count_of(const Json& value, const char* key) {
  if (!value.is_number_unsigned()) throw Invalid(key);
  return value.get<std::uint64_t>();
}

std::uint64_t count_at(const Json& json, const char* key) {
  return count_of(at(json, key), key);
}

std::int64_t steps_of(const Json& value, const char* key) {
  constexpr auto kMost = static_cast<std::uint64_t>(kMostSteps);
  if (!value.is_number_integer()) throw Invalid(key);
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > kMost) throw Invalid(key);
  return value.get<std::int64_t>();
}

double number_of(const Json& value, const char* key) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (value.is_number()) return value.get<double>();
  if (value == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (value == "inf") return kInfinity;
  if (value == "-inf") return -kInfinity;
  throw Invalid(key);
}

double number_at(const Json& json, const char* key) {
  return number_of(at(json, key), key);
}

template <class T, class Read>
std::optional<T> optional_at(const Json& json, const char* key, Read read) {
  const Json& value = at(json, key);
  if (value.is_null()) return {};
  return read(value, key);
}

Sum sum_at(const Json& json, const char* key) {
  constexpr Sum kMost = ~Sum{0};
  const std::string text = text_at(json, key);
  Sum sum = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') throw Invalid(key);
    const auto digit = static_cast<Sum>(c - '0');
    if (sum > (kMost - digit) / 10) throw Invalid(key);
    sum = 10 * sum + digit;
  }
  return sum;
}

// From bits, which tell one NaN from another.
double value_at(const Json& json, const char* key, DType dtype) {
  const std::string text = text_at(json, key);
  if (!text.starts_with("0x")) throw Invalid(key);
  return with_type(dtype, [&]<class T>(std::type_identity<T>) {
    BitsOf<T> bits = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + 2, end, bits, 16);
    if (stop != end || error != std::errc()) throw Invalid(key);
    return static_cast<double>(std::bit_cast<T>(bits));
  });
}

Distance distance_at(const Json& json, const char* key) {
  return at(json, key) == "wrong class" ? kWrongClass : count_at(json, key);
}

Finding finding_of(const Json& json, const Options& options) {
  Finding finding = {.index = count_at(json, "index"),
                     .x = value_at(json, "bits", options.input_dtype),
                     .result = value_at(json, "result_bits", options.result_dtype),
                     .expected = number_at(json, "expected"),
                     .ulp = std::numeric_limits<double>::quiet_NaN()};
  if (options.is_backward) finding.dy = number_at(json, "dy");
  finding.wrong_class = at(json, "steps") == "wrong class";
  if (!finding.wrong_class) finding.steps = steps_of(at(json, "steps"), "steps");
  if (!at(json, "ulp").is_null()) finding.ulp = number_at(json, "ulp");
  return finding;
}

std::vector<Finding> findings_at(const Json& json, const char* key, const Options& options) {
  std::vector<Finding> findings;
  for (const Json& each : list_at(json, key)) findings.push_back(finding_of(each, options));
  return findings;
}

Region region_of(const Json& json) {
  return {.first = count_at(json, "first_index"),
          .count = count_at(json, "count"),
          .from = number_at(json, "from"),
          .to = number_at(json, "to"),
          .worst = distance_at(json, "worst")};
}

Count counted_at(const Json& json, const char* key, const Options& options) {
  const Json& counted = at(json, key);
  Count count = {.count = count_at(counted, "count")};
  if (!at(counted, "first").is_null()) count.first = finding_of(at(counted, "first"), options);
  return count;
}

std::optional<Tally::Row> row_at(const Json& json, const char* key, const Options& options) {
  return optional_at<Tally::Row>(json, key, [&](const Json& row, const char*) {
    return Tally::Row{finding_of(row, options), number_at(row, "exact_double")};
  });
}

void read_steps(const Json& json, Tally& tally) {
  const Json& steps = at(json, "steps");
  tally.max_steps = distance_at(steps, "max");
  tally.sum_of_steps = sum_at(steps, "sum");
  tally.beyond_100 = count_at(steps, "beyond_100");
  for (const Json& row : list_at(steps, "histogram")) {
    tally.steps.add(steps_of(at(row, "from"), "from"), count_at(row, "count"));
  }
}

void read_classes(const Json& json, Tally& tally) {
  const Json& nonfinite = at(json, "nonfinite");
  tally.wrong_classes = count_at(nonfinite, "wrong");
  const Json& classes = at(nonfinite, "classes");
  for (std::size_t i = 0; i < kClasses; ++i) {
    const std::string expected(kClassNames[i]);
    if (!classes.is_object() || !classes.contains(expected)) continue;
    for (std::size_t j = 0; j < kClasses; ++j) {
      const std::string result(kClassNames[j]);
      const Json& row = classes.at(expected);
      if (!row.is_object() || !row.contains(result)) continue;
      tally.classes[i][j] = count_at(row, result.c_str());
    }
  }
}

void read_buckets(const Json& json, Tally& tally) {
  constexpr auto kKey = "buckets";
  for (const Json& each : list_at(json, kKey)) {
    if (!each.is_array() || each.size() != 4) throw Invalid(kKey);
    const std::uint64_t index = count_of(each[0], kKey);
    if (index >= kBuckets) throw Invalid(kKey);
    tally.buckets.resize(kBuckets);
    tally.buckets[index] = {steps_of(each[1], kKey), steps_of(each[2], kKey),
                            count_of(each[3], kKey)};
  }
}

void read_partial(const Json& json, const Options& options, Tally& tally) {
  tally.beyond_steps = count_at(json, "beyond_steps");
  tally.beyond_ulp = count_at(json, "beyond_ulp");
  tally.leading = region_of(at(json, "leading"));
  tally.trailing = region_of(at(json, "trailing"));
  for (const Json& each : list_at(json, "regions")) tally.regions.push_back(region_of(each));
  tally.first_row = row_at(json, "first_row", options);
  tally.last_row = row_at(json, "last_row", options);
}

Tally tally_of(const Json& json, const Options& options) {
  Tally tally;
  tally.inputs = count_at(at(json, "inputs"), "count");
  if (tally.inputs == 0) return tally;
  tally.misrounded = count_at(json, "misrounded");
  read_steps(json, tally);
  const Json& ulp = at(json, "ulp");
  tally.max_ulp = number_at(ulp, "max");
  tally.finite = count_at(ulp, "count");
  tally.sum_of_ulps = sum_at(ulp, "sum");
  if (options.measures_errors) {
    tally.max_absolute = number_at(json, "absolute_error");
    tally.max_relative = number_at(json, "relative_error");
  }
  tally.worst = findings_at(json, "worst", options);
  tally.special = findings_at(json, "special", options);
  read_classes(json, tally);
  tally.only_by_flushing = count_at(json, "only_by_flushing");
  if (options.must_be_monotone) tally.not_monotone = counted_at(json, "monotone", options);
  if (options.must_be_in_range) tally.out_of_range = counted_at(json, "in_range", options);
  if (options.close) tally.not_close = counted_at(json, "allclose", options);
  read_buckets(json, tally);
  read_partial(at(json, "partial"), options, tally);
  return tally;
}

// Those of lanes are named by constants.
const char* arrangement_named(const std::string& name) {
  static std::set<std::string> names;
  return names.insert(name).first->c_str();
}

LaneFindings lanes_of(const Json& json) {
  const Json& lanes = at(json, "lanes");
  LaneFindings findings = {.inputs = count_at(lanes, "inputs")};
  if (findings.inputs == 0) return findings;
  findings.index = count_at(lanes, "first_index");
  findings.arrangement = arrangement_named(text_at(lanes, "arrangement"));
  const Json& bits = at(at(json, "partial"), "lanes");
  findings.in_order = count_at(bits, "in_order");
  findings.arranged = count_at(bits, "arranged");
  return findings;
}

SameFormulas formulas_of(const Json& json) {
  SameFormulas formulas = {.compared = count_at(json, "compared")};
  for (const Json& each : list_at(json, "same")) {
    if (!each.is_string()) throw Invalid("same");
    formulas.formulas.push_back(each.get<std::string>());
  }
  return formulas;
}

Result result_of(const Json& json, const Options& options, const Limits& limits) {
  Result result = {
      .name = text_at(json, "result"), .tally = tally_of(json, options), .judgements = {}};
  if (json.contains("failure")) result.failure = text_at(json, "failure");
  result.judgements = judge(result.tally, limits);
  if (json.contains("lanes")) result.add_lanes(lanes_of(json));
  if (result.tally.inputs > 0) result.formulas = formulas_of(at(at(json, "partial"), "formulas"));
  return result;
}

DType dtype_at(const Json& json, const char* key) {
  const std::string name = text_at(json, key);
  for (const auto& each : dtypes()) {
    if (name_of(each.dtype) == name) return each.dtype;
  }
  throw Invalid(key);
}

Subnormals subnormals_at(const Json& json) {
  const std::string name = text_at(json, "subnormals");
  if (name == "keep") return Subnormals::kKeep;
  if (name == "flush") return Subnormals::kFlush;
  if (name == "flush-inputs") return Subnormals::kFlushInputs;
  throw Invalid("subnormals");
}

Options options_of(const Json& json) {
  const Json& settings = at(at(json, "whole"), "options");
  Options options = {.input_dtype = dtype_at(json, "dtype"),
                     .result_dtype = dtype_at(json, "result_dtype"),
                     .is_backward = bool_at(json, "backward"),
                     .signed_zero = bool_at(settings, "signed_zero"),
                     .subnormals = subnormals_at(settings),
                     .must_be_monotone = bool_at(settings, "monotone"),
                     .must_be_in_range = bool_at(settings, "in_range"),
                     .max_steps = count_at(settings, "max_steps"),
                     .max_ulp = number_at(settings, "max_ulp"),
                     .measures_errors = bool_at(settings, "measures_errors"),
                     .most_findings = count_at(settings, "worst")};
  constexpr std::size_t kMostFindings = 1000;  // of --worst
  if (options.most_findings > kMostFindings) throw Invalid("worst");
  options.close = optional_at<Tolerance>(settings, "allclose", [](const Json& pair, auto* key) {
    if (!pair.is_array() || pair.size() != 2) throw Invalid(key);
    return Tolerance{number_of(pair[0], key), number_of(pair[1], key)};
  });
  return options;
}

Limits limits_of(const Json& json) {
  const Json& settings = at(at(json, "whole"), "limits");
  Limits limits = {.max_steps = optional_at<std::uint64_t>(settings, "max_steps", count_of),
                   .max_ulp = optional_at<double>(settings, "max_ulp", number_of),
                   .allow = count_at(settings, "allow"),
                   .p99_steps = optional_at<std::uint64_t>(settings, "p99_steps", count_of),
                   .max_misrounded = optional_at<double>(settings, "max_misrounded", number_of),
                   .max_rel = optional_at<double>(settings, "max_rel", number_of),
                   .monotone = bool_at(settings, "monotone"),
                   .in_range = bool_at(settings, "in_range")};
  limits.baseline =
      optional_at<Baseline>(settings, "baseline", [](const Json& baseline, const char*) {
        return Baseline{.misrounded = count_at(baseline, "misrounded"),
                        .wrong_classes = count_at(baseline, "wrong_classes"),
                        .max_steps = count_at(baseline, "max_steps"),
                        .max_ulp = number_at(baseline, "max_ulp")};
      });
  return limits;
}

// Throws std::invalid_argument for what is no function.
std::shared_ptr<const Checker> checker_of(const Json& json) {
  return std::make_shared<const Checker>(parse_function(text_at(json, "function")),
                                         options_of(json));
}

ReadReport report_of(const Json& json) {
  if (at(json, "schema") != kReportSchema) throw Invalid("schema");
  auto checker = checker_of(json);
  const Json& whole = at(json, "whole");
  const bool has_one = !json.contains("results");
  const Json results = has_one ? Json::array({json}) : list_at(json, "results");
  if (results.empty()) throw Invalid("results");
  const Json& inputs = at(results[0], "inputs");
  const Json& index = at(inputs, "part");
  const Part part = {count_at(index, "index"), count_at(index, "of")};
  if (part.index < 1 || part.index > part.of) throw Invalid("part");
  ReadReport read = {.checker = checker,
                     .report = {.checker = *checker,
                                .source = text_at(inputs, "source"),
                                .is_exhaustive = bool_at(whole, "exhaustive"),
                                .is_converted = bool_at(json, "converted"),
                                .version = text_at(json, "version"),
                                .command = text_at(json, "command"),
                                .limits = limits_of(json),
                                .part = part,
                                .all_inputs = count_at(whole, "inputs")}};
  std::string names;
  for (const Json& each : results) {
    read.report.results.push_back(result_of(each, checker->options(), read.report.limits));
    names += read.report.results.back().name + "\n";
  }
  for (const char* key :
       {"version", "function", "backward", "dtype", "result_dtype", "converted"}) {
    read.common.emplace_back(key, at(json, key).dump());
  }
  read.common.emplace_back("source of inputs", read.report.source);
  read.common.emplace_back("number of inputs", fmt::format("{}", read.report.all_inputs));
  read.common.emplace_back("kernels", names);
  read.common.emplace_back("options", whole.at("options").dump());
  read.common.emplace_back("limits", whole.at("limits").dump());
  return read;
}

std::string subject_of(std::string_view function, bool is_backward, std::string_view dtype,
                       std::string_view result_dtype) {
  return fmt::format("{}{} in {}{}{}", function, is_backward ? ", backward," : "", dtype,
                     dtype == result_dtype ? "" : ", results in ",
                     dtype == result_dtype ? "" : result_dtype);
}

std::string text_of(io::InputFile& input) {
  std::string text;
  while (input.read_some(text, 1 << 16)) continue;
  return text;
}

}  // namespace

void require_baseline_of(const Tally& tally, const Baseline& baseline) {
  if (tally.inputs == baseline.inputs) return;
  throw io::Error(
      fmt::format("--baseline is a report of {} inputs, not of {}", baseline.inputs, tally.inputs));
}

void require_baseline_of(const Checker& checker, const Baseline& baseline) {
  const auto& options = checker.options();
  const std::string subject =
      subject_of(checker.function().name(), options.is_backward, name_of(options.input_dtype),
                 name_of(options.result_dtype));
  if (baseline.subject == subject) return;
  throw io::Error(
      fmt::format("--baseline is a report of {}, not of {}", baseline.subject, subject));
}

Baseline read_baseline(const std::string& file) {
  io::InputFile input(file);
  constexpr std::string_view kNone = "not a JSON report of silu-cli check with one result";
  try {
    const auto json = Json::parse(text_of(input));
    return {.subject = subject_of(text_at(json, "function"), bool_at(json, "backward"),
                                  text_at(json, "dtype"), text_at(json, "result_dtype")),
            .inputs = count_at(at(json, "inputs"), "count"),
            .misrounded = count_at(json, "misrounded"),
            .wrong_classes = count_at(at(json, "nonfinite"), "wrong"),
            .max_steps = count_at(at(json, "steps"), "max"),
            .max_ulp = number_at(at(json, "ulp"), "max")};
  } catch (const Invalid& error) {
    throw io::Error(
        fmt::format("{}: {}: '{}' is wrong or missing", input.name(), kNone, error.what()));
  } catch (const Json::exception&) {
    throw io::Error(fmt::format("{}: {}", input.name(), kNone));
  }
}

ReadReport read_part(const std::string& file) {
  io::InputFile input(file);
  constexpr std::string_view kNone = "not a JSON report of silu-cli check --part";
  try {
    const auto json = Json::parse(text_of(input));
    ReadReport read = report_of(json);
    for (const Result& each : read.report.results) {
      if (!each.failure || *each.failure == kOtherFailed) continue;
      throw io::Error(fmt::format("{}: {}", input.name(), *each.failure));
    }
    // Whatever else is wrong: what was read must be all there is.
    if (Json::parse(write_json(read.report)) != json) {
      throw io::Error(fmt::format("{}: {}, or it was changed", input.name(), kNone));
    }
    return read;
  } catch (const Invalid& error) {
    throw io::Error(
        fmt::format("{}: {}: '{}' is wrong or missing", input.name(), kNone, error.what()));
  } catch (const Json::exception&) {
    throw io::Error(fmt::format("{}: {}", input.name(), kNone));
  } catch (const std::invalid_argument& error) {
    throw io::Error(fmt::format("{}: {}: {}", input.name(), kNone, error.what()));
  }
}

}  // namespace silu::check
