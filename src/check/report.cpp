#include "check/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "text/number.h"

namespace silu::check {

std::string_view to_text(Verdict verdict) {
  constexpr std::string_view kNames[] = {"pass", "fail", "void"};
  return kNames[static_cast<std::size_t>(verdict)];
}

void Result::add_lanes(const LaneFindings& findings) {
  lanes = findings;
  judgements.push_back({"lanes", 0, static_cast<double>(findings.inputs), findings.inputs == 0});
}

Verdict Result::verdict() const {
  if (failure || tally.inputs == 0) return Verdict::kVoid;
  return std::ranges::all_of(judgements, &Judgement::pass) ? Verdict::kPass : Verdict::kFail;
}

std::vector<std::string> Result::explanations() const {
  if (tally.misrounded == 0) return {};
  std::vector<std::string> texts = formulas.formulas;
  for (std::string& each : texts) {
    if (formulas.compared == tally.inputs) continue;
    each += fmt::format(" (for the {} inputs compared)", formulas.compared);
  }
  return texts;
}

Verdict Report::verdict() const {
  Verdict worst = results.empty() ? Verdict::kVoid : Verdict::kPass;
  for (const Result& each : results) worst = std::max(worst, each.verdict());
  return worst;
}

std::span<const Format> formats() {
  static const Format kFormats[] = {
      {"text", {".txt"}, write_text},        {"json", {".json"}, write_json},
      {"markdown", {".md"}, write_markdown}, {"junit", {".xml"}, write_junit},
      {"svg", {".svg"}, write_svg},          {"html", {".html", ".htm"}, write_html}};
  return kFormats;
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return escaped;
}

std::string hexadecimal(double value) {
  return fmt::format("{:a}", value);
}

std::string bits(DType dtype, double value) {
  return with_type(dtype, [&]<class T>(std::type_identity<T>) {
    return fmt::format("0x{:0{}x}", bits_of(T(value)), 2 * sizeof(T));
  });
}

// A long double has at least 64 bits.
std::string exact_decimal(const ScaledSum& value) {
  const double nearest = round_once(value);
  if (nearest == 0 || !std::isfinite(nearest)) return text::shortest(DType::kFloat64, nearest);
  const long double sum = static_cast<long double>(value.hi) + static_cast<long double>(value.lo);
  return fmt::format("{:.17g}", std::ldexp(sum, value.exponent));
}

}  // namespace silu::check
