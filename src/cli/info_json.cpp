#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/function.h"
#include "cli/info.h"
#include "silu/analysis.h"
#include "silu/article.h"

namespace silu::cli {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no infinity.
Json number(double value) {
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  return value;
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json place(const Interval& where) {
  if (where.low == where.high) return number(where.low);
  return {number(where.low), number(where.high)};
}

template <class List, class ToJson>
Json array(const List& list, ToJson to_json) {
  Json result = Json::array();
  for (const auto& each : list) result.push_back(to_json(each));
  return result;
}

Json tail(const Tail& tail) {
  Json asymptote;
  if (tail.asymptote) {
    asymptote = {{"slope", tail.asymptote->slope}, {"intercept", tail.asymptote->intercept}};
  }
  return {{"limit", number(tail.limit)}, {"asymptote", asymptote}};
}

Json extremum(const Extremum& extremum) {
  return {{"kind", extremum.is_minimum ? "minimum" : "maximum"},
          {"global", extremum.is_global},
          {"x", place(extremum.where)},
          {"value", extremum.value}};
}

Json kink(const Kink& kink) {
  return {{"x", kink.x},
          {"derivative", kink.order},
          {"left", kink.left},
          {"right", kink.right},
          {"value", kink.value}};
}

Json reference(const Reference& reference) {
  return {{"title", reference.title}, {"url", reference.url}};
}

Json parameters(const Function& function) {
  Json result = Json::array();
  for (std::size_t i = 0; i < function.activation().parameters.size(); ++i) {
    const auto& parameter = function.activation().parameters[i];
    const double value = function.parameters()[i];
    Json json = to_json(parameter);
    json["value"] = parameter.choices.empty() ? number(value) : Json(to_text(parameter, value));
    json["requirement"] = parameter.requirement.words;
    result.push_back(json);
  }
  return result;
}

}  // namespace

std::string info_json(const Function& function) {
  const Activation& activation = function.activation();
  const Article& about = article(activation);
  const Analysis facts = analyze(function);
  const bool is_monotonic = facts.monotonicity != Monotonicity::kNone;
  const Json json = {
      {"name", function.name()},
      {"title", function.title()},
      {"aliases", activation.aliases},
      {"parameters", parameters(function)},
      {"formula", about.formula.latex},
      {"derivative", about.derivative.latex},
      {"range",
       {{"low", number(facts.lowest.value)},
        {"low_reached", facts.lowest.is_reached},
        {"high", number(facts.highest.value)},
        {"high_reached", facts.highest.is_reached}}},
      {"left", tail(facts.left)},
      {"right", tail(facts.right)},
      {"zeros", array(facts.zeros, place)},
      {"extrema", array(facts.extrema, extremum)},
      {"inflection_points", facts.inflection_points},
      {"lipschitz_constant", number(facts.lipschitz_constant)},
      {"steepest_slope", number(facts.steepest_slope)},
      {"monotonic", is_monotonic},
      {"direction", is_monotonic ? Json(to_text(facts.monotonicity)) : Json(nullptr)},
      {"smooth", facts.kinks.empty()},
      {"kinks", array(facts.kinks, kink)},
      {"at_kinks", text_or_null(facts.kinks.empty() ? "" : about.at_kinks)},
      {"self_gated", activation.self_gated},
      {"difference", text_or_null(about.difference)},
      {"used_by", about.used_by},
      {"references", array(about.references, reference)}};
  return json.dump(2) + '\n';
}

}  // namespace silu::cli
