#include "cli/choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "io/error.h"
#include "text/number.h"
#include "text/similar.h"

namespace silu::cli {
NameList names_of(const DTypeInfo& dtype) {
  NameList names = {dtype.name};
  names.insert(names.end(), dtype.aliases.begin(), dtype.aliases.end());
  return names;
}

void throw_unknown(std::string_view kind, std::string_view given, const NameList& accepted,
                   std::string_view hint) {
  const auto meant = text::nearest(given, accepted);
  throw io::Error(fmt::format("unknown {} {}{} {}", kind, text::quote(given),
                              meant.empty() ? ";" : fmt::format(", did you mean '{}'?", meant),
                              hint));
}

bool has_extension(std::string_view file, std::string_view extension) {
  return file.size() >= extension.size() &&
         std::ranges::equal(file.substr(file.size() - extension.size()), extension,
                            text::same_letter);
}

void throw_unknown_extension(std::string_view file, std::string_view supported) {
  throw io::Error(
      fmt::format("{}: unknown extension; supported: {}or name a --format", file, supported));
}

std::string available(const NameList& names) {
  return fmt::format("available: {}", fmt::join(names, ", "));
}

}  // namespace silu::cli
