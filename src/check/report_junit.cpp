#include <fmt/format.h>

#include <string>
#include <string_view>

#include "check/report.h"

namespace silu::check {

// A test suite for each kernel, with a test case for each limit.
std::string write_junit(const Report& report) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const Result& result : report.results) {
    const std::string name =
        escape_xml(fmt::format("{} in {}: {}", report.checker.function().name(),
                               name_of(report.checker.options().input_dtype), result.name));
    const bool is_void = result.verdict() == Verdict::kVoid;
    std::size_t failures = 0;
    for (const Judgement& each : result.judgements) failures += each.pass ? 0 : 1;
    text +=
        fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n", name,
                    result.judgements.size() + (is_void ? 1 : 0), failures, is_void ? 1 : 0);
    if (is_void) {
      text += fmt::format(
          "    <testcase classname=\"{0}\" name=\"measured\">\n"
          "      <error message=\"{1}\"/>\n    </testcase>\n",
          name, escape_xml(result.failure.value_or("nothing was measured")));
    }
    for (const Judgement& each : result.judgements) {
      text += fmt::format("    <testcase classname=\"{}\" name=\"{}\"{}>\n", name,
                          escape_xml(each.name), each.pass ? "/" : "");
      if (each.pass) continue;
      text += fmt::format(
          "      <failure message=\"{} is {:.9g}, allowed {:.9g}\"/>\n    </testcase>\n",
          escape_xml(each.name), each.value, each.limit);
    }
    text += "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

}  // namespace silu::check
