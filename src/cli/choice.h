#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "silu/dtype.h"

namespace silu::cli {

using NameList = std::vector<std::string_view>;

/// Throws Error: "unknown dtype 'f23', did you mean 'f32'? available: float32, float64".
/// accepted are the names that could have been meant, hint is what ends the message.
[[noreturn]] void throw_unknown(std::string_view kind, std::string_view given,
                                const NameList& accepted, std::string_view hint);

/// "available: float32, float64"
std::string available(const NameList& names);

/// The names of what there is to choose from, the one to show first.
NameList names_of(const DTypeInfo& dtype);

/// Most rows have one name.
template <class Row>
requires requires(const Row& row) {
  std::string_view(row.name);
}
NameList names_of(const Row& row) {
  return {row.name};
}

/// The row that goes by a given name; throws as above if there is none. names_of(row) lists the
/// names of a row, the one to show first. Without a hint all rows are shown.
template <class Rows, class NamesOf>
const auto& choose(std::string_view kind, std::string_view given, const Rows& rows,
                   NamesOf names_of, std::string_view hint = {}) {
  NameList shown;
  NameList accepted;
  for (const auto& row : rows) {
    const NameList names = names_of(row);
    if (std::ranges::count(names, given) > 0) return row;
    shown.push_back(names.front());
    accepted.insert(accepted.end(), names.begin(), names.end());
  }
  throw_unknown(kind, given, accepted, hint.empty() ? available(shown) : hint);
}

template <class Rows>
const auto& choose(std::string_view kind, std::string_view given, const Rows& rows) {
  return choose(kind, given, rows, [](const auto& row) { return names_of(row); });
}

/// "float32, float64": the names to show.
template <class Rows>
std::string list(const Rows& rows) {
  std::string text;
  for (const auto& row : rows) {
    if (!text.empty()) text += ", ";
    text += names_of(row).front();
  }
  return text;
}

/// Whether a file's name ends like that, in upper or lower case.
bool has_extension(std::string_view file, std::string_view extension);

/// Throws Error: "x.png: unknown extension; supported: .csv (csv), or name a --format".
[[noreturn]] void throw_unknown_extension(std::string_view file, std::string_view supported);

/// The format that a file's extension stands for, or nullptr.
template <class Formats>
auto* find_by_extension(const Formats& formats, std::string_view file) {
  const auto found = std::ranges::find_if(formats, [&](const auto& format) {
    return std::ranges::any_of(format.extensions,
                               [&](std::string_view each) { return has_extension(file, each); });
  });
  return found == std::end(formats) ? nullptr : &*found;
}

/// The format that --format names, else the one that the extension of -o's file stands for. nullptr
/// if there is neither, or one of the extensions of files in any format. Throws Error for another
/// extension: a file in another format than its name says is of no use.
template <class Formats>
auto* given_format(const std::optional<std::string>& format,
                   const std::optional<std::string>& output, const Formats& formats,
                   const NameList& any_format = {}) {
  if (format) return &choose("format", *format, formats);
  auto* found = output ? find_by_extension(formats, *output) : nullptr;
  if (!output || found != nullptr ||
      std::filesystem::path(*output).extension().string().size() < 2 ||
      std::ranges::any_of(any_format,
                          [&](std::string_view each) { return has_extension(*output, each); })) {
    return found;
  }
  std::string supported;
  for (const auto& each : formats) {
    for (const auto extension : each.extensions) {
      supported += fmt::format("{} ({}), ", extension, each.name);
    }
  }
  throw_unknown_extension(*output, supported);
}

}  // namespace silu::cli
