#include "silu/parse.h"

#include <doctest/doctest.h>

#include <clocale>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "functions.h"

using namespace silu;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string error(std::string_view text) {
  try {
    parse_function(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

// Of a parameter that may be any number but NaN and -inf.
double number(const std::string& text) {
  return parse_function("softplus(1," + text + ")").parameters()[1];
}

bool is_number(const std::string& text) {
  return !error("softplus(1," + text + ")").starts_with("softplus: threshold must be a number, ");
}

}  // namespace

TEST_CASE("an activation is found by its name, its title and its aliases") {
  for (const auto* each : catalogue()) {
    const bool has_defaults = each->parameters.empty() || each->parameters[0].default_value;
    for (const auto name : names_of(*each)) {
      CAPTURE(name);
      const auto text = std::string(name) + (has_defaults ? "" : "(0.1,20)");
      CHECK(&parse_function(text).activation() == each);
    }
  }
  CHECK(names_of(row("silu")).front() == "silu");
}

TEST_CASE("the name and the title of a function are texts of it") {
  for (const auto& function : functions()) {
    for (const int order : {0, 1, 2}) {
      const auto derivative = function.derivative(order);
      CAPTURE(derivative.name());
      CHECK(parse_function(derivative.name()) == derivative);
      CHECK(parse_function(derivative.title()) == derivative);
    }
  }
}

TEST_CASE("parameters are given in their order or by their names") {
  const Function both(row("softplus"), {2, 5});
  for (const auto* text :
       {"softplus(2,5)", "softplus(beta=2,threshold=5)", "softplus(threshold=5,beta=2)",
        "\t softplus (\t 2 , threshold\t= 5 )"}) {
    CAPTURE(text);
    CHECK(parse_function(text) == both);
  }
  CHECK(parse_function("softplus(threshold=5)") == Function(row("softplus"), {1, 5}));
  CHECK(parse_function("softplus()") == Function(row("softplus")));
  CHECK(parse_function("silu( )") == Function(row("silu")));
  CHECK(parse_function("gelu(tanh)") == Function(row("gelu"), {1}));
  CHECK(parse_function("gelu(approximate=none)") == Function(row("gelu"), {0}));
}

TEST_CASE("a function is found by the name that a framework has for it") {
  for (const auto* text : {"nn.SiLU", "torch.nn.SiLU", "torch.nn.SiLU()", "F.silu", "silu",
                           "torch.nn.functional.silu", "nn.functional.silu", "jax.nn.silu"}) {
    CAPTURE(text);
    CHECK(parse_function(text) == Function(row("silu")));
    CHECK(parse_function(std::string(text) + "_d1") == Function(row("silu")).derivative(1));
  }
  CHECK(parse_function("torch.tanh") == Function(row("tanh")));
  for (const auto* text : {"nn.GELU(approximate='tanh')", "F.gelu(approximate=\"tanh\")",
                           "gelu('tanh')", "jax.nn.gelu"}) {
    CAPTURE(text);
    CHECK(parse_function(text) == Function(row("gelu"), {1}));
  }
  CHECK(parse_function("jax.nn.gelu(none)") == Function(row("gelu"), {0}));
  CHECK(parse_function("jax.nn.softplus") == Function(row("softplus"), {1, kInfinity}));
  CHECK(parse_function("nn.Softplus(beta=2, threshold=5)") == Function(row("softplus"), {2, 5}));
  CHECK(parse_function("nn.LeakyReLU(0.2)") == Function(row("leaky_relu"), {0.2}));
  CHECK(error("nn.SiLo") == "unknown function 'SiLo'");
  CHECK(error("np.silu") == "unknown function 'np.silu'");
  CHECK(error("nn.") == "unknown function ''");
  CHECK(error("gelu('tanh)").starts_with("gelu: approximate must be none or tanh, not ''tanh'"));
}

TEST_CASE("PyTorch's inplace changes no value, wherever it stands") {
  for (const auto* text : {"torch.nn.SiLU(inplace=True)", "SiLU(inplace=True)", "nn.SiLU(True)",
                           "F.silu( inplace = False )"}) {
    CAPTURE(text);
    CHECK(parse_function(text) == Function(row("silu")));
  }
  for (const auto* text :
       {"nn.LeakyReLU(0.2, inplace=True)", "F.leaky_relu(negative_slope=0.2, inplace=False)",
        "LeakyReLU(inplace=True, negative_slope=0.2)", "nn.LeakyReLU(0.2, True)"}) {
    CAPTURE(text);
    CHECK(parse_function(text) == Function(row("leaky_relu"), {0.2}));
  }
  CHECK(parse_function("nn.ReLU(inplace=True)'") == Function(row("relu"), {}, 1));
  CHECK(parse_function("nn.Threshold(0.1, 20, True)") == Function(row("threshold"), {0.1, 20}));
  CHECK(error("nn.SiLU(inplace=1)") == "silu: inplace must be True or False, not '1'");
  CHECK(error("nn.SiLU(inplace=)") == "silu: inplace must be True or False, not ''");
  CHECK(error("SiLU(inplace=True, inplace=True)") == "silu: inplace is given twice");
  CHECK(error("nn.SiLU(True, False)") == "silu: inplace is given twice");
  CHECK(error("nn.LeakyReLU(True)").starts_with("leaky_relu: negative_slope must be a number"));
  CHECK(error("nn.LeakyReLU(inplace=True, 0.2)").starts_with("leaky_relu: '0.2' must have a name"));
  CHECK(error("jax.nn.silu(inplace=True)") == "silu takes no parameters");
  CHECK(error("keras.activations.elu(1, True)").starts_with("elu: too many parameters"));
}

TEST_CASE("JAX and Keras take True and False for GELU's approximation, and have own defaults") {
  for (const std::string module : {"jax.nn.", "keras.activations.", "tf.keras.activations."}) {
    CAPTURE(module);
    CHECK(parse_function(module + "gelu(approximate=True)") == Function(row("gelu"), {1}));
    CHECK(parse_function(module + "gelu(True)") == Function(row("gelu"), {1}));
    CHECK(parse_function(module + "gelu(approximate=False)") == Function(row("gelu"), {0}));
    CHECK(parse_function(module + "softplus") == Function(row("softplus"), {1, kInfinity}));
    CHECK(parse_function(module + "silu") == Function(row("silu")));
  }
  CHECK(parse_function("keras.activations.gelu") == Function(row("gelu")));
  CHECK(parse_function("keras.activations.leaky_relu") == Function(row("leaky_relu"), {0.2}));
  CHECK(parse_function("jax.nn.leaky_relu") == Function(row("leaky_relu")));
  CHECK(error("nn.GELU(approximate=True)")
            .starts_with("gelu: approximate must be none or tanh, not 'True'"));
}

TEST_CASE("a derivative is told by a suffix or by apostrophes") {
  CHECK(parse_function("silu_d1") == Function(row("silu")).derivative(1));
  CHECK(parse_function("SiLU''") == Function(row("silu")).derivative(2));
  CHECK(parse_function("softplus(2,5)'") == Function(row("softplus"), {2, 5}, 1));
  CHECK(error("silu'''") == R"('silu'''': only the first and second derivatives are supported)");
  CHECK(error("silu_d3") == "unknown function 'silu_d3'");
  CHECK(error("silu'_d1") == R"(unknown function 'silu'')");
  CHECK(error("silu_d1'") == "unknown function 'silu_d1'");
}

TEST_CASE("a number is decimal, hexadecimal or infinite") {
  CHECK(number("-2") == -2);
  CHECK(number("+.5") == 0.5);
  CHECK(number("5.") == 5);
  CHECK(number("1E-3") == 0.001);
  CHECK(number("0x1p-3") == 0.125);
  CHECK(number("-0X.8P1") == -1);
  CHECK(number("inf") == kInfinity);
  CHECK(number("+Infinity") == kInfinity);
  CHECK(std::signbit(number("-0")));
  CHECK(is_number("-inf"));
  CHECK(is_number("nan"));
  for (const auto* text :
       {"",     "-",     "+",  "abc",   "1x",     "--1",        "-+1",     "+-1",  "0x",
        "0x-1", "0x+1",  "1e", "1 2",   "nan(1)", "1_000",      "infinit", "..",   "0xg",
        "0x.",  "1e+-2", "१",  "0xinf", "-0XNAN", "0xInfinity", "0x1p",    "0xp1", "0x.p1"}) {
    CAPTURE(text);
    CHECK_FALSE(is_number(text));
  }
}

TEST_CASE("a number is rounded once, and beyond the range as IEEE 754 does") {
  const std::string zeros(100'000, '0');
  CHECK(number("0.1000000000000000055511151231257827021181583404541015625") == 0.1);
  CHECK(number("1e400") == kInfinity);
  CHECK(number("1e99999999999999999999") == kInfinity);
  CHECK(number("1" + zeros) == kInfinity);
  CHECK(number("1" + zeros + "e-100000") == 1);
  CHECK(number("0." + zeros + "1e100001") == 1);
  CHECK(number("0." + zeros + "1e200000") == kInfinity);
  CHECK(number("1.7976931348623158e308") == std::numeric_limits<double>::max());
  CHECK(number("1.7976931348623159e308") == kInfinity);
  CHECK(number("0x1p5000") == kInfinity);
  CHECK(number("0x.0001p+1041") == kInfinity);
  CHECK(number("0x1p99999999999999999999") == kInfinity);
  CHECK(number("5e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(number("0x1p-1074") == std::numeric_limits<double>::denorm_min());
  CHECK(number("1e-400") == 0);
  CHECK(number("1e-99999999999999999999") == 0);
  CHECK(number("0." + zeros + "1") == 0);
  CHECK(number("1" + zeros + "e-200000") == 0);
  CHECK(number("0x1p-5000") == 0);
  CHECK(number("0e99999999999999999999") == 0);
  CHECK(std::signbit(number("-1e-400")));
  CHECK(error("softplus(1,-1e400)").starts_with("softplus: threshold must be a number greater"));
}

TEST_CASE("every error says what is wrong and shows the right form") {
  const std::string swish = "; usage: swish(beta=1), for example swish(1.5) or swish(beta=1.5)";
  CHECK(error("") == "unknown function ''");
  CHECK(error("silu(2)") == "silu takes no parameters");
  CHECK(error("swish(1") == "swish: missing ')'" + swish);
  CHECK(error("swish(1)x") == "swish: unexpected 'x' after 'swish(1)'" + swish);
  CHECK(error("swish(1))") == "swish: unexpected ')' after 'swish(1)'" + swish);
  CHECK(error("swish((1))") == "swish: beta must be a number, not '(1)'" + swish);
  const std::string softplus =
      "; usage: softplus(beta=1, threshold=20), for example softplus(2,5) or softplus(beta=2)";
  for (const auto* text : {"softplus(beta=2,3)", "softplus(threshold=2,3)"}) {
    CHECK(error(text) ==
          "softplus: '3' must have a name, because it follows a parameter with a name" + softplus);
  }
  CHECK(error("swish)(") == "unknown function 'swish)'");
  CHECK(error("swish(two)") == "swish: beta must be a number, not 'two'" + swish);
  CHECK(error("swish(1,2)") == "swish: too many parameters" + swish);
  CHECK(error("swish(1,beta=2)") == "swish: beta is given twice" + swish);
  CHECK(error("swish(gamma=1)") == "swish: unknown parameter 'gamma'" + swish);
  CHECK(error("swish(inf)") == "swish: beta must be a finite number" + swish);
  CHECK(error("threshold(1)") ==
        "threshold: missing parameter value; usage: threshold(threshold, value), "
        "for example threshold(0.1,20) or threshold(threshold=0.1,value=20)");
  CHECK(error("gelu(erf)") ==
        "gelu: approximate must be none or tanh, not 'erf'; usage: gelu(approximate=none), "
        "for example gelu(tanh) or gelu(approximate=tanh)");
}

TEST_CASE("an unknown activation can be told from other errors, and names what was given") {
  try {
    parse_function(" s\xC3\xAFlu (2)_d1");
    FAIL("no error");
  } catch (const UnknownActivation& error) {
    CHECK(error.name() == "s\xC3\xAFlu");
    CHECK(error.what() == std::string(R"(unknown function 's\xc3\xaflu')"));
  }
  CHECK_THROWS_AS(parse_function("SILU"), UnknownActivation);
}

TEST_CASE("a NUL is a byte as any other") {
  using namespace std::string_literals;
  CHECK(error("silu\0"s) == R"(unknown function 'silu\x00')");
  CHECK(error("swish(1\0)"s).starts_with(R"(swish: beta must be a number, not '1\x00'; )"));
  CHECK(error("swish(\0)"s).starts_with(R"(swish: beta must be a number, not '\x00'; )"));
  CHECK(error("swish(1)\0"s).starts_with(R"(swish: unexpected '\x00' after 'swish(1)'; )"));
}

TEST_CASE("long texts give short messages") {
  constexpr std::size_t kLong = 100'000;
  for (const char c : {'(', ')', ',', '\'', '=', '1', 'x', ' ', '\0'}) {
    const std::string run(kLong, c);
    for (const auto& text : {run, "swish(" + run, "swish(1" + run + ")", "swish" + run}) {
      CAPTURE(c);
      CHECK(error(text).size() < 300);
    }
  }
  CHECK(error(std::string(kLong, 'x')) == "unknown function '" + std::string(40, 'x') + "…'");
  CHECK(split_functions(std::string(kLong, ',')).size() == kLong + 1);
}

TEST_CASE("a list is split outside of parentheses") {
  using Texts = std::vector<std::string_view>;
  CHECK(split_functions("silu") == Texts{"silu"});
  CHECK(split_functions(" silu ,\tsoftplus(2, 5)") == Texts{"silu", "softplus(2, 5)"});
  CHECK(split_functions("silu,,relu,") == Texts{"silu", "", "relu", ""});
  CHECK(split_functions("") == Texts{""});
  CHECK(split_functions("swish(1),relu(2") == Texts{"swish(1)", "relu(2"});
}

TEST_CASE("parameters are shown with their defaults") {
  CHECK(parameters_of(row("softplus")) == "beta=1, threshold=20");
  CHECK(parameters_of(row("gelu")) == "approximate=none");
  CHECK(parameters_of(row("threshold")) == "threshold, value");
  CHECK(parameters_of(row("silu")).empty());
}

TEST_CASE("the locale changes nothing") {
  // Some have a comma for the decimal point; which of them this machine has is not ours to know.
  for (const auto* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "ru_RU.UTF-8", "C.UTF-8"}) {
    if (std::setlocale(LC_ALL, name) == nullptr) continue;
    CAPTURE(name);
    CHECK(number("0.5e1") == 5);
    CHECK(number("1.5e400") == kInfinity);
    CHECK(parse_function("swish(1.5)").name() == "swish(1.5)");
  }
  std::setlocale(LC_ALL, "C");
}
