#include "cli/function.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "io/error.h"
#include "text/number.h"

namespace silu::cli {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return text.substr(0, 0);
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// At the commas that are outside of parentheses.
std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '(') ++depth;
    if (list[i] == ')') --depth;
    if (list[i] != ',' || depth > 0) continue;
    parts.push_back(trim(list.substr(start, i - start)));
    start = i + 1;
  }
  parts.push_back(trim(list.substr(start)));
  return parts;
}

// "softplus takes beta=1, threshold=20: write softplus(2,5) or softplus(beta=2)"
std::string right_form(const Activation& activation) {
  if (activation.parameters.empty()) {
    return fmt::format("{0} takes no parameters: write {0}", activation.name);
  }
  std::vector<std::string> examples;
  std::vector<std::string> named;
  for (const auto& parameter : activation.parameters) {
    examples.push_back(to_text(parameter, parameter.example));
    if (!named.empty() && parameter.default_value) continue;
    named.push_back(fmt::format("{}={}", parameter.name, examples.back()));
  }
  return fmt::format("{0} takes {1}: write {0}({2}) or {0}({3})", activation.name,
                     parameters_of(activation), fmt::join(examples, ","), fmt::join(named, ","));
}

// The order of the derivative that a name ends with, which is taken off: "silu_d1", "silu'".
int take_order(std::string_view& name) {
  int order = 0;
  for (; name.ends_with('\''); name.remove_suffix(1)) ++order;
  for (const int suffix : {1, 2}) {
    if (order > 0 || !name.ends_with(suffix == 1 ? "_d1" : "_d2")) continue;
    name.remove_suffix(3);
    return suffix;
  }
  return order;
}

// The arguments of one function, "2,threshold=5", put in their places one by one.
class Arguments {
 public:
  explicit Arguments(const Activation& activation) : activation_(activation) {}

  void take(std::string_view argument) {
    const auto equals = argument.find('=');
    const bool is_named = equals != std::string_view::npos;
    const std::size_t index = is_named ? find(trim(argument.substr(0, equals))) : next_++;
    if (index >= activation_.parameters.size()) fail("there are too many parameters");
    const auto& parameter = activation_.parameters[index];
    if (given_[index]) fail(fmt::format("{} is given twice", parameter.name));
    given_[index] = parse(parameter, is_named ? trim(argument.substr(equals + 1)) : argument);
  }

  ParameterValues values() const {
    ParameterValues values = {};
    for (std::size_t i = 0; i < activation_.parameters.size(); ++i) {
      const auto& parameter = activation_.parameters[i];
      const auto value = given_[i] ? given_[i] : parameter.default_value;
      if (!value) fail(fmt::format("{} is missing", parameter.name));
      values[i] = *value;
    }
    return values;
  }

  [[noreturn]] void fail(std::string_view what) const {
    if (activation_.parameters.empty()) throw io::Error(right_form(activation_));
    throw io::Error(fmt::format("{}: {}; {}", activation_.name, what, right_form(activation_)));
  }

 private:
  std::size_t find(std::string_view name) const {
    const auto found = std::ranges::find(activation_.parameters, name, &Parameter::name);
    if (found == activation_.parameters.end())
      fail(fmt::format("no parameter {}", text::quote(name)));
    return static_cast<std::size_t>(found - activation_.parameters.begin());
  }

  double parse(const Parameter& parameter, std::string_view text) const {
    if (!parameter.choices.empty()) {
      const auto choice = std::ranges::find(parameter.choices, text);
      if (choice != parameter.choices.end()) {
        return static_cast<double>(choice - parameter.choices.begin());
      }
      fail(fmt::format("{} is {}, not {}", parameter.name, fmt::join(parameter.choices, " or "),
                       text::quote(text)));
    }
    const auto value = text::parse_number<double>(text);
    if (!value) fail(fmt::format("{} must be a number, not {}", parameter.name, text::quote(text)));
    return *value;
  }

  const Activation& activation_;
  std::size_t next_ = 0;
  std::array<std::optional<double>, std::tuple_size_v<ParameterValues>> given_ = {};
};

}  // namespace

NameList names_of(const Activation& activation) {
  NameList names = {activation.name, activation.title};
  names.insert(names.end(), activation.aliases.begin(), activation.aliases.end());
  return names;
}

std::string parameters_of(const Activation& activation) {
  std::vector<std::string> texts;
  for (const auto& parameter : activation.parameters) {
    texts.emplace_back(parameter.name);
    if (!parameter.default_value) continue;
    texts.back() += '=' + to_text(parameter, *parameter.default_value);
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

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
  std::string_view name = text;
  const int order = take_order(name);
  if (order > 2)
    throw io::Error(fmt::format("{}: derivatives end with the second", text::quote(text)));
  const auto open = std::min(name.find('('), name.size());
  const auto& activation = *choose(
      "function", trim(name.substr(0, open)), catalogue(),
      [](const Activation* each) { return names_of(*each); }, "'silu-cli list' shows all");
  Arguments arguments(activation);
  if (open < name.size()) {
    const auto close = name.rfind(')');
    if (close == std::string_view::npos) arguments.fail("a ')' is missing");
    if (close + 1 < name.size()) arguments.fail("there is text behind the ')'");
    const auto inner = name.substr(open + 1, close - open - 1);
    if (!trim(inner).empty()) {
      for (const auto argument : split(inner)) arguments.take(argument);
    }
  }
  try {
    return {activation, arguments.values(), order};
  } catch (const std::invalid_argument& error) {
    throw io::Error(fmt::format("{}; {}", error.what(), right_form(activation)));
  }
}

std::vector<Function> parse_functions(const std::vector<std::string>& lists, int derivative) {
  std::vector<Function> functions;
  const auto append = [&](const Function& function) {
    if (std::ranges::count(functions, function) > 0) {
      throw io::Error(fmt::format("function '{}' is named twice", function.name()));
    }
    functions.push_back(function);
  };
  for (const auto& list : lists) {
    for (const auto text : split(list)) {
      const auto function = parse_function(text);
      append(function);
      for (int order = function.order() + 1; order <= derivative; ++order) {
        append(function.derivative(order));
      }
    }
  }
  return functions;
}

}  // namespace silu::cli
