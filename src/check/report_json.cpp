#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "check/read_report.h"
#include "check/report.h"

namespace silu::check {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no infinity and no NaN.
Json number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  return value;
}

// null where there is nothing to take it of.
Json mean(double value) {
  return std::isnan(value) ? Json(nullptr) : Json(value);
}

// An integer beyond 2^64, as text.
std::string text_of(Sum sum) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(sum % 10)));
    sum /= 10;
  } while (sum != 0);
  return text;
}

Json steps_of(Distance distance) {
  return distance == kWrongClass ? Json("wrong class") : Json(distance);
}

Json finding(const Report& report, const Finding& each) {
  const auto& options = report.checker.options();
  Json json = {{"x", number(each.x)}, {"bits", bits(options.input_dtype, each.x)}};
  if (options.is_backward) json["dy"] = number(each.dy);
  json["index"] = each.index;
  json["result"] = number(each.result);
  json["result_bits"] = bits(options.result_dtype, each.result);
  json["expected"] = number(each.expected);
  json["exact"] = exact_decimal(report.checker.exactly(each));
  json["steps"] = each.wrong_class ? Json("wrong class") : Json(each.steps);
  json["ulp"] = std::isnan(each.ulp) ? Json(nullptr) : number(each.ulp);
  return json;
}

Json findings(const Report& report, const std::vector<Finding>& list) {
  Json json = Json::array();
  for (const Finding& each : list) json.push_back(finding(report, each));
  return json;
}

Json region(const Region& each) {
  return {{"from", number(each.from)},
          {"to", number(each.to)},
          {"first_index", each.first},
          {"count", each.count},
          {"worst", steps_of(each.worst)}};
}

Json steps(const Tally& tally) {
  Json histogram = Json::array();
  for (const auto& row : tally.steps.rows()) {
    histogram.push_back({{"from", row.from}, {"to", row.to}, {"count", row.count}});
  }
  return {{"max", tally.max_steps},
          {"mean", mean(tally.mean_steps())},
          {"p50", steps_of(tally.percentile(.5))},
          {"p95", steps_of(tally.percentile(.95))},
          {"p99", steps_of(tally.percentile(.99))},
          {"p99_9", steps_of(tally.percentile(.999))},
          {"beyond_100", tally.beyond_100},
          {"sum", text_of(tally.sum_of_steps)},
          {"histogram", histogram}};
}

Json nonfinite(const Tally& tally) {
  Json classes = Json::object();
  for (std::size_t i = 0; i < kClasses; ++i) {
    Json row = Json::object();
    for (std::size_t j = 0; j < kClasses; ++j) {
      if (tally.classes[i][j] > 0) row[std::string(kClassNames[j])] = tally.classes[i][j];
    }
    if (!row.empty()) classes[std::string(kClassNames[i])] = row;
  }
  return {{"wrong", tally.wrong_classes}, {"classes", classes}};
}

Json limits(const Result& result) {
  Json json = Json::array();
  for (const Judgement& each : result.judgements) {
    json.push_back({{"name", each.name},
                    {"limit", number(each.limit)},
                    {"value", number(each.value)},
                    {"pass", each.pass}});
  }
  return json;
}

Json counted(const Report& report, const Count& count) {
  Json json = {{"count", count.count}, {"first", nullptr}};
  if (count.first) json["first"] = finding(report, *count.first);
  return json;
}

Json buckets(const Tally& tally) {
  Json json = Json::array();
  for (std::size_t i = 0; i < tally.buckets.size(); ++i) {
    const auto& [least, most, wrong_classes] = tally.buckets[i];
    if (least == 0 && most == 0 && wrong_classes == 0) continue;
    json.push_back({i, least, most, wrong_classes});
  }
  return json;
}

void add_measured(const Report& report, const Result& result, Json& json) {
  const Tally& tally = result.tally;
  const auto& options = report.checker.options();
  json["correctly_rounded"] = tally.inputs - tally.misrounded;
  json["misrounded"] = tally.misrounded;
  json["steps"] = steps(tally);
  json["ulp"] = {{"max", number(tally.max_ulp)},
                 {"mean", mean(tally.mean_ulp())},
                 {"count", tally.finite},
                 {"sum", text_of(tally.sum_of_ulps)}};
  if (options.measures_errors) {
    json["absolute_error"] = number(tally.max_absolute);
    json["relative_error"] = number(tally.max_relative);
  }
  json["worst"] = findings(report, tally.worst);
  json["regions"] = Json::array();
  for (const Region& each : tally.all_regions(options.most_findings)) {
    json["regions"].push_back(region(each));
  }
  json["nonfinite"] = nonfinite(tally);
  json["special"] = findings(report, tally.special);
  json["only_by_flushing"] = tally.only_by_flushing;
  if (options.must_be_monotone) json["monotone"] = counted(report, tally.not_monotone);
  if (options.must_be_in_range) json["in_range"] = counted(report, tally.out_of_range);
  if (options.close) {
    json["allclose"] = counted(report, tally.not_close);
    json["allclose"]["rtol"] = options.close->relative;
    json["allclose"]["atol"] = options.close->absolute;
    json["allclose"]["pass"] = tally.not_close.count == 0;
  }
  if (result.lanes) {
    json["lanes"] = {{"inputs", result.lanes->inputs}};
    if (result.lanes->inputs > 0) {
      json["lanes"]["first_index"] = result.lanes->index;
      json["lanes"]["arrangement"] = result.lanes->arrangement;
    }
  }
  json["buckets"] = buckets(tally);
  json["formulas"] = result.explanations();
}

Json inputs(const Report& report, const Result& result) {
  Json json = {{"count", result.tally.inputs},
               {"exhaustive", report.is_exhaustive && !result.failure && !report.part},
               {"source", report.source}};
  if (report.part) json["part"] = {{"index", report.part->index}, {"of", report.part->of}};
  return json;
}

template <class T>
Json optional(const std::optional<T>& value) {
  if (!value) return nullptr;
  if constexpr (std::is_same_v<T, double>) {
    return number(*value);
  } else {
    return *value;
  }
}

Json row(const Report& report, const std::optional<Tally::Row>& row) {
  if (!row) return nullptr;
  Json json = finding(report, row->finding);
  json["exact_double"] = number(row->exact);
  return json;
}

// What a tally holds that no key above says: what its neighbours in other parts are merged with.
Json partial(const Report& report, const Result& result) {
  const Tally& tally = result.tally;
  Json json = {{"beyond_steps", tally.beyond_steps},
               {"beyond_ulp", tally.beyond_ulp},
               {"leading", region(tally.leading)},
               {"trailing", region(tally.trailing)},
               {"regions", Json::array()},
               {"first_row", row(report, tally.first_row)},
               {"last_row", row(report, tally.last_row)}};
  for (const Region& each : tally.regions) json["regions"].push_back(region(each));
  json["formulas"] = {{"same", result.formulas.formulas}, {"compared", result.formulas.compared}};
  if (result.lanes) {
    json["lanes"] = {{"in_order", result.lanes->in_order}, {"arranged", result.lanes->arranged}};
  }
  return json;
}

Json settings(const check::Options& options) {
  constexpr std::string_view kSubnormals[] = {"keep", "flush", "flush-inputs"};
  Json json = {{"signed_zero", options.signed_zero},
               {"subnormals", kSubnormals[static_cast<std::size_t>(options.subnormals)]},
               {"monotone", options.must_be_monotone},
               {"in_range", options.must_be_in_range},
               {"max_steps", options.max_steps},
               {"max_ulp", number(options.max_ulp)},
               {"measures_errors", options.measures_errors},
               {"allclose", nullptr},
               {"worst", options.most_findings}};
  if (options.close) json["allclose"] = {options.close->relative, options.close->absolute};
  return json;
}

Json settings(const Limits& limits) {
  Json json = {{"max_steps", optional(limits.max_steps)},
               {"max_ulp", optional(limits.max_ulp)},
               {"allow", limits.allow},
               {"p99_steps", optional(limits.p99_steps)},
               {"max_misrounded", optional(limits.max_misrounded)},
               {"max_rel", optional(limits.max_rel)},
               {"monotone", limits.monotone},
               {"in_range", limits.in_range},
               {"baseline", nullptr}};
  if (limits.baseline) {
    json["baseline"] = {{"misrounded", limits.baseline->misrounded},
                        {"wrong_classes", limits.baseline->wrong_classes},
                        {"max_steps", limits.baseline->max_steps},
                        {"max_ulp", number(limits.baseline->max_ulp)}};
  }
  return json;
}

void add_result(const Report& report, const Result& result, Json& json) {
  json["result"] = result.name;
  json["verdict"] = to_text(result.verdict());
  if (result.failure) json["failure"] = *result.failure;
  json["inputs"] = inputs(report, result);
  if (result.tally.inputs > 0) add_measured(report, result, json);
  json["limits"] = limits(result);
  if (report.part) json["partial"] = partial(report, result);
}

}  // namespace

std::string write_json(const Report& report) {
  const auto& options = report.checker.options();
  Json json = {{"schema", kReportSchema},
               {"version", report.version},
               {"command", report.command},
               {"verdict", to_text(report.verdict())},
               {"function", report.checker.function().name()},
               {"backward", options.is_backward},
               {"dtype", name_of(options.input_dtype)},
               {"result_dtype", name_of(options.result_dtype)},
               {"converted", report.is_converted}};
  if (report.part) {
    json["whole"] = {{"inputs", report.all_inputs},
                     {"exhaustive", report.is_exhaustive},
                     {"options", settings(options)},
                     {"limits", settings(report.limits)}};
  }
  if (report.results.size() == 1) {
    add_result(report, report.results[0], json);
  } else {
    json["results"] = Json::array();
    for (const Result& each : report.results) {
      json["results"].push_back(Json::object());
      add_result(report, each, json["results"].back());
    }
  }
  // The name of a file may be no UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace silu::check
