#include "cli/function.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/choice.h"
#include "io/error.h"
#include "silu/parse.h"

namespace silu::cli {

nlohmann::ordered_json to_json(const Parameter& parameter) {
  nlohmann::ordered_json json = {{"name", parameter.name}, {"default", nullptr}};
  if (!parameter.choices.empty()) {
    json["default"] = to_text(parameter, parameter.default_value.value_or(0));
    json["choices"] = parameter.choices;
  } else if (parameter.default_value) {
    json["default"] = *parameter.default_value;
  }
  return json;
}

Function parse_function(std::string_view text) {
  try {
    return silu::parse_function(text);
  } catch (const UnknownActivation& error) {
    NameList names;
    for (const auto* each : catalogue()) {
      const auto more = names_of(*each);
      names.insert(names.end(), more.begin(), more.end());
    }
    throw_unknown("function", error.name(), names, "see 'silu-cli list'");
  }
}

std::vector<Function> parse_functions(const std::vector<std::string>& lists, int derivative) {
  std::vector<Function> functions;
  const auto append = [&](const Function& function) {
    if (std::ranges::count(functions, function) > 0) {
      throw io::Error(fmt::format("function '{}' is given twice", function.name()));
    }
    functions.push_back(function);
  };
  for (const auto& list : lists) {
    for (const auto text : split_functions(list)) {
      const auto function = parse_function(text);
      append(function);
      if (function.order() >= derivative && derivative > 0) {
        throw io::Error(fmt::format("--derivative {} adds nothing to {}, which is a derivative",
                                    derivative, function.name()));
      }
      for (int order = function.order() + 1; order <= derivative; ++order) {
        append(function.derivative(order));
      }
    }
  }
  return functions;
}

}  // namespace silu::cli
