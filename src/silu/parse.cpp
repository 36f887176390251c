#include "silu/parse.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <optional>
#include <system_error>

namespace silu {
namespace {

std::string concat(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) text += part;
  return text;
}

template <class Texts>
std::string join(const Texts& texts, std::string_view separator) {
  std::string text;
  for (const auto& each : texts) {
    if (&each != &texts[0]) text += separator;
    text += each;
  }
  return text;
}

// For a message of one line: shortened if long, bytes beyond printable ASCII as \xNN.
std::string quote(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result = "'";
  for (const char c : text.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      result += c;
    } else {
      result += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 0xf]};
    }
  }
  return result + (text.size() > kLongest ? "…'" : "'");
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return text.substr(0, 0);
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The exponent behind a number's "e" or "p", or one that is as good where it does not fit.
long long parse_exponent(std::string_view text) {
  constexpr long long kHuge = std::numeric_limits<long long>::max() / 2;
  if (text.starts_with('+')) text.remove_prefix(1);
  long long exponent = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc::result_out_of_range) return exponent;
  return text.starts_with('-') ? -kHuge : kHuge;
}

// On which side a number without sign is that is out of range: whether its first digit other than
// 0 stands for something large.
bool is_large(std::string_view number, bool is_hexadecimal) {
  const auto end = std::min(number.find_first_of(is_hexadecimal ? "pP" : "eE"), number.size());
  const auto digits = number.substr(0, end);
  const auto first = digits.find_first_not_of("0.");
  if (first == std::string_view::npos) return false;
  const auto point = static_cast<long long>(std::min(digits.find('.'), digits.size()));
  const auto place = point - static_cast<long long>(first);
  const auto exponent = parse_exponent(number.substr(std::min(end + 1, number.size())));
  return place * (is_hexadecimal ? 4 : 1) + exponent > 0;
}

// Behind a point, or without one.
bool begins_with_hexadecimal_digit(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  const auto first = text.starts_with('.') ? text.substr(1, 1) : text.substr(0, 1);
  return !first.empty() && kDigits.find(first[0]) != kDigits.npos;
}

std::optional<double> parse_number(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  const bool is_hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (is_hexadecimal) text.remove_prefix(2);
  // from_chars takes a second sign, "nan(...)", "0xinf" and "0xp1", which are not numbers here.
  if (text.empty() || text.starts_with('-') || text.ends_with(')')) return {};
  if (is_hexadecimal && !begins_with_hexadecimal_digit(text)) return {};
  double magnitude = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] =
      std::from_chars(text.data(), end, magnitude,
                      is_hexadecimal ? std::chars_format::hex : std::chars_format::general);
  if (stop != end || error == std::errc::invalid_argument) return {};
  if (error == std::errc::result_out_of_range) {
    magnitude = is_large(text, is_hexadecimal) ? std::numeric_limits<double>::infinity() : 0;
  }
  return std::copysign(magnitude, is_negative ? -1.0 : 1.0);
}

// "usage: softplus(beta=1, threshold=20), for example softplus(2,5) or softplus(beta=2)"
std::string usage(const Activation& activation) {
  const auto name = activation.name;
  if (activation.parameters.empty()) return concat({name, " takes no parameters"});
  std::vector<std::string> examples;
  std::vector<std::string> named;
  for (const auto& parameter : activation.parameters) {
    examples.push_back(to_text(parameter, parameter.example));
    if (!named.empty() && parameter.default_value) continue;
    named.push_back(concat({parameter.name, "=", examples.back()}));
  }
  return concat({"usage: ", name, "(", parameters_of(activation), "), for example ", name, "(",
                 join(examples, ","), ") or ", name, "(", join(named, ","), ")"});
}

// Whose arguments and defaults a function has.
enum class Framework { kPyTorch, kJax, kKeras };

struct Module {
  std::string_view prefix;
  Framework framework;
};
// The modules that have the functions in them, as their users abbreviate them. What is the
// beginning of another comes after it.
constexpr Module kModules[] = {{"torch.nn.functional.", Framework::kPyTorch},
                               {"torch.nn.", Framework::kPyTorch},
                               {"torch.", Framework::kPyTorch},
                               {"nn.functional.", Framework::kPyTorch},
                               {"nn.", Framework::kPyTorch},
                               {"F.", Framework::kPyTorch},
                               {"jax.nn.", Framework::kJax},
                               {"keras.activations.", Framework::kKeras},
                               {"tf.keras.activations.", Framework::kKeras}};

// A name without a module is PyTorch's.
Module module_of(std::string_view name) {
  const auto found = std::ranges::find_if(
      kModules, [&](const Module& each) { return name.starts_with(each.prefix); });
  return found == std::end(kModules) ? Module{"", Framework::kPyTorch} : *found;
}

// The default values of the catalogue are PyTorch's. These are the others', where they differ.
struct OtherDefault {
  Framework framework;
  std::string_view activation;
  std::string_view parameter;
  double value;
};
constexpr OtherDefault kOtherDefaults[] = {
    {Framework::kJax, "gelu", "approximate", 1},  // tanh
    {Framework::kJax, "softplus", "threshold", HUGE_VAL},
    {Framework::kKeras, "softplus", "threshold", HUGE_VAL},
    {Framework::kKeras, "leaky_relu", "negative_slope", 0.2}};

std::optional<double> default_value(const Activation& activation, const Parameter& parameter,
                                    Framework framework) {
  const auto found = std::ranges::find_if(kOtherDefaults, [&](const OtherDefault& each) {
    return each.framework == framework && each.activation == activation.name &&
           each.parameter == parameter.name;
  });
  return found == std::end(kOtherDefaults) ? parameter.default_value : found->value;
}

// Where the parenthesis closes that opens there.
std::size_t find_close(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  return text.npos;
}

// A word as Python quotes it.
std::string_view without_quotes(std::string_view text) {
  if (text.size() < 2 || text.front() != text.back()) return text;
  return text.front() == '\'' || text.front() == '"' ? text.substr(1, text.size() - 2) : text;
}

// The order of the derivative that a name ends with, which is taken off: "silu_d1", "silu'".
std::size_t take_order(std::string_view& name) {
  for (const unsigned order : {1U, 2U}) {
    if (!name.ends_with(order == 1 ? "_d1" : "_d2")) continue;
    name.remove_suffix(3);
    return order;
  }
  const std::size_t size = name.size();
  while (name.ends_with('\'')) name.remove_suffix(1);
  return size - name.size();
}

// As Python writes it.
std::optional<bool> parse_bool(std::string_view text) {
  if (text == "True") return true;
  if (text == "False") return false;
  return {};
}

const Activation& find_activation(std::string_view name) {
  for (const auto* each : catalogue()) {
    if (std::ranges::count(names_of(*each), name) > 0) return *each;
  }
  throw UnknownActivation(name);
}

// The arguments of one function, "2,threshold=5", put in their places one by one.
class Arguments {
 public:
  Arguments(const Activation& activation, Framework framework)
      : activation_(activation), framework_(framework) {}

  void take(std::string_view argument) {
    const auto equals = argument.find('=');
    const bool is_named = equals != std::string_view::npos;
    if (!is_named && any_named_) {
      fail({quote(argument), " must have a name, because it follows a parameter with a name"});
    }
    any_named_ = is_named;
    const auto name = is_named ? trim(argument.substr(0, equals)) : std::string_view();
    const auto value = is_named ? trim(argument.substr(equals + 1)) : argument;
    if (is_inplace(name, value)) return take_inplace(value);
    const std::size_t index = is_named ? find(name) : next_++;
    if (index >= activation_.parameters.size()) fail({"too many parameters"});
    const auto& parameter = activation_.parameters[index];
    if (given_[index]) fail({parameter.name, " is given twice"});
    given_[index] = parse(parameter, value);
  }

  ParameterValues values() const {
    ParameterValues values = {};
    for (std::size_t i = 0; i < activation_.parameters.size(); ++i) {
      const auto& parameter = activation_.parameters[i];
      const auto value = given_[i] ? given_[i] : default_value(activation_, parameter, framework_);
      if (!value) fail({"missing parameter ", parameter.name});
      values[i] = *value;
    }
    return values;
  }

  [[noreturn]] void fail(std::initializer_list<std::string_view> what) const {
    const auto right = usage(activation_);
    if (activation_.parameters.empty()) throw std::invalid_argument(right);
    throw std::invalid_argument(concat({activation_.name, ": ", concat(what), "; ", right}));
  }

 private:
  std::size_t find(std::string_view name) const {
    const auto found = std::ranges::find(activation_.parameters, name, &Parameter::name);
    if (found == activation_.parameters.end()) fail({"unknown parameter ", quote(name)});
    return static_cast<std::size_t>(found - activation_.parameters.begin());
  }

  // The last argument of PyTorch's functions, by its name or behind the others.
  bool is_inplace(std::string_view name, std::string_view value) const {
    if (framework_ != Framework::kPyTorch) return false;
    if (!name.empty()) return name == "inplace";
    return next_ == activation_.parameters.size() && parse_bool(value);
  }

  // Which memory the values are written to changes none of them.
  void take_inplace(std::string_view value) {
    if (has_inplace_) {
      throw std::invalid_argument(concat({activation_.name, ": inplace is given twice"}));
    }
    has_inplace_ = true;
    if (parse_bool(value)) return;
    throw std::invalid_argument(
        concat({activation_.name, ": inplace must be True or False, not ", quote(value)}));
  }

  double parse(const Parameter& parameter, std::string_view text) const {
    const auto& choices = parameter.choices;
    if (!choices.empty()) {
      // JAX and Keras ask whether to approximate, where PyTorch asks how.
      const auto yes = framework_ == Framework::kPyTorch ? std::nullopt : parse_bool(text);
      if (yes) return *yes ? 1 : 0;
      const auto choice = std::ranges::find(choices, without_quotes(text));
      if (choice != choices.end()) return static_cast<double>(choice - choices.begin());
      fail({parameter.name, " must be ", join(choices, " or "), ", not ", quote(text)});
    }
    const auto value = parse_number(text);
    if (!value) fail({parameter.name, " must be a number, not ", quote(text)});
    return *value;
  }

  const Activation& activation_;
  const Framework framework_;
  bool any_named_ = false;
  bool has_inplace_ = false;
  std::size_t next_ = 0;
  std::array<std::optional<double>, std::tuple_size_v<ParameterValues>> given_ = {};
};

}  // namespace

UnknownActivation::UnknownActivation(std::string_view name)
    : std::invalid_argument("unknown function " + quote(name)), name_(name) {}

Function parse_function(std::string_view text) {
  std::string_view name = text;
  const std::size_t order = take_order(name);
  if (order > 2) {
    throw std::invalid_argument(quote(text) +
                                ": only the first and second derivatives are supported");
  }
  const auto open = std::min(name.find('('), name.size());
  const auto given = trim(name.substr(0, open));
  const auto module = module_of(given);
  const auto& activation = find_activation(given.substr(module.prefix.size()));
  Arguments arguments(activation, module.framework);
  if (open < name.size()) {
    const auto close = find_close(name, open);
    if (close == std::string_view::npos) arguments.fail({"missing ')'"});
    const auto rest = trim(name.substr(close + 1));
    if (!rest.empty())
      arguments.fail({"unexpected ", quote(rest), " after ", quote(name.substr(0, close + 1))});
    const auto inner = name.substr(open + 1, close - open - 1);
    if (!trim(inner).empty()) {
      for (const auto argument : split_functions(inner)) arguments.take(argument);
    }
  }
  const auto values = arguments.values();
  try {
    return {activation, values, static_cast<int>(order)};
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(concat({error.what(), "; ", usage(activation)}));
  }
}

std::vector<std::string_view> split_functions(std::string_view list) {
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

std::vector<std::string_view> names_of(const Activation& activation) {
  std::vector<std::string_view> names = {activation.name, activation.title};
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
  return join(texts, ", ");
}

}  // namespace silu
