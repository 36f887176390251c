#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <span>
#include <vector>

#include "cli/info.h"
#include "silu/analysis.h"
#include "silu/article.h"
#include "text/align.h"
#include "text/number.h"

namespace silu::cli {
namespace {

// In ASCII, letters lose their accents, as those in the names of authors.
std::string without_accents(std::string_view text) {
  constexpr std::string_view kFromA0 =  // of Unicode, in UTF-8 C3 80 to C3 BF
      "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      plain += text[i];
    } else if (byte == 0xC3 && i + 1 < text.size()) {
      plain += kFromA0[static_cast<unsigned char>(text[++i]) & 0x3F];
    } else if (byte >= 0xC0) {
      plain += '?';
    }
  }
  return plain;
}

// Labels, and beside them texts in as many lines as they need.
class Page {
 public:
  Page(std::string_view title, bool ascii) : ascii_(ascii), text_(title) { text_ += "\n\n"; }

  void add(std::string_view label, std::string_view text) {
    const std::string words = ascii_ ? without_accents(text) : std::string(text);
    text_ += fmt::format("  {:<{}}{}\n", label, kIndent - 2, text::wrap(words, kIndent, kColumns));
  }

  const std::string& text() const { return text_; }

 private:
  static constexpr std::size_t kColumns = 80;
  static constexpr std::size_t kIndent = 22;

  const bool ascii_;
  std::string text_;
};

std::string join(std::span<const std::string_view> texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

// How the facts are put, in Unicode or in ASCII.
class Words {
 public:
  explicit Words(bool ascii) : ascii_(ascii) {}

  std::string_view infinity() const { return ascii_ ? "inf" : "∞"; }

  std::string_view notation(const Notation& notation) const {
    return ascii_ ? notation.ascii : notation.unicode;
  }

  std::string number(double value) const {
    if (std::isinf(value)) return fmt::format("{}{}", value < 0 ? "-" : "", infinity());
    char text[text::kNumberRoom];
    return {text, text::write_shortest(text, value)};
  }

  std::string range(const Bound& lowest, const Bound& highest) const {
    return fmt::format("{}{}, {}{}", lowest.is_reached ? '[' : '(', number(lowest.value),
                       number(highest.value), highest.is_reached ? ']' : ')');
  }

  std::string tail(const Tail& tail) const {
    const std::string text = "tends to " + number(tail.limit);
    return tail.asymptote ? text + ", asymptote " + equation(*tail.asymptote) : text;
  }

  std::string place(const Interval& where) const {
    const auto at_most = ascii_ ? "<=" : "≤";
    if (where.low == where.high) return "x = " + number(where.low);
    if (std::isinf(where.low) && std::isinf(where.high)) return "all x";
    if (std::isinf(where.low)) return fmt::format("x {} {}", at_most, number(where.high));
    if (std::isinf(where.high)) {
      return fmt::format("x {} {}", ascii_ ? ">=" : "≥", number(where.low));
    }
    return fmt::format("{0} {1} x {1} {2}", number(where.low), at_most, number(where.high));
  }

  std::string places(const std::vector<Interval>& all) const {
    std::vector<std::string> texts;
    texts.reserve(all.size());
    for (const Interval& each : all) texts.push_back(place(each));
    return texts.empty() ? "none" : fmt::format("{}", fmt::join(texts, ", "));
  }

  std::string extremum(const Extremum& extremum) const {
    return fmt::format("{} at {}, {}", number(extremum.value), place(extremum.where),
                       extremum.is_global ? "global" : "local");
  }

  std::string lipschitz_constant(const Analysis& facts) const {
    if (std::isfinite(facts.lipschitz_constant)) return number(facts.lipschitz_constant);
    if (std::isinf(facts.steepest_slope)) return "none: the slope is unbounded";
    return "none: the function jumps; steepest slope elsewhere: " + number(facts.steepest_slope);
  }

  std::string smooth(const std::vector<Kink>& kinks, std::string_view at_kinks) const {
    if (kinks.empty()) return "yes";
    constexpr std::string_view kOrders[] = {"function", "derivative", "second derivative"};
    std::vector<std::string> texts;
    texts.reserve(kinks.size());
    for (const Kink& each : kinks) {
      texts.push_back(fmt::format("at x = {} the {} jumps from {} to {}", number(each.x),
                                  kOrders[each.order], number(each.left), number(each.right)));
    }
    return fmt::format("no: {}; {}", fmt::join(texts, "; "), at_kinks);
  }

 private:
  // "y = 0.01x - 1"
  std::string equation(const Line& line) const {
    if (line.slope == 0) return "y = " + number(line.intercept);
    const double slope = std::abs(line.slope);
    std::string text = fmt::format("y = {}{}x", line.slope < 0 ? "-" : "",
                                   slope == 1 ? std::string() : number(slope));
    if (line.intercept == 0) return text;
    return fmt::format("{} {} {}", text, line.intercept < 0 ? '-' : '+',
                       number(std::abs(line.intercept)));
  }

  const bool ascii_;
};

// "beta = 2 (a finite number; default 1)"
std::string parameter(const Parameter& parameter, double value) {
  std::string text = fmt::format("{} = {} ({}", parameter.name, to_text(parameter, value),
                                 parameter.requirement.words);
  if (parameter.default_value) text += "; default " + to_text(parameter, *parameter.default_value);
  return text + ')';
}

void add_definition(Page& page, const Words& words, const Function& function) {
  const auto& activation = function.activation();
  const Article& about = article(activation);
  page.add("name", function.name());
  if (!activation.aliases.empty()) page.add("aliases", join(activation.aliases));
  page.add("formula", words.notation(about.formula));
  page.add("derivative", words.notation(about.derivative));
  for (std::size_t i = 0; i < activation.parameters.size(); ++i) {
    page.add(i == 0 ? "parameters" : "",
             parameter(activation.parameters[i], function.parameters()[i]));
  }
}

void add_facts(Page& page, const Words& words, const Function& function) {
  const Analysis facts = analyze(function);
  page.add("range", words.range(facts.lowest, facts.highest));
  page.add(fmt::format("at -{}", words.infinity()), words.tail(facts.left));
  page.add(fmt::format("at +{}", words.infinity()), words.tail(facts.right));
  page.add("zeros", words.places(facts.zeros));
  if (facts.extrema.empty()) page.add("extrema", "none");
  for (const Extremum& each : facts.extrema) {
    page.add(each.is_minimum ? "minimum" : "maximum", words.extremum(each));
  }
  std::vector<Interval> points;
  for (const double x : facts.inflection_points) points.push_back({x, x});
  page.add("inflection points", words.places(points));
  page.add("Lipschitz constant", words.lipschitz_constant(facts));
  page.add("monotonic", facts.monotonicity == Monotonicity::kNone
                            ? "no"
                            : fmt::format("yes, {}", to_text(facts.monotonicity)));
  page.add("smooth", words.smooth(facts.kinks, article(function.activation()).at_kinks));
  page.add("self-gated", function.activation().self_gated ? "yes" : "no");
}

void add_background(Page& page, const Article& about) {
  if (!about.difference.empty()) page.add("difference", about.difference);
  if (!about.used_by.empty()) page.add("used by", join(about.used_by));
  std::string_view label = "papers";
  for (const Reference& each : about.references) {
    page.add(label, each.title);
    page.add("", each.url);
    label = "";
  }
}

}  // namespace

std::string info_text(const Function& function, bool ascii) {
  Page page(function.title(), ascii);
  const Words words(ascii);
  add_definition(page, words, function);
  add_facts(page, words, function);
  add_background(page, article(function.activation()));
  return page.text();
}

}  // namespace silu::cli
