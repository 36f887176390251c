#pragma once

#include <CLI/CLI.hpp>

namespace silu::cli {

/// Lays out the text of --help: descriptions in a column of their own, wrapped between words at the
/// width of the terminal that standard output is, at 80 columns if it is none. A name that is too
/// long for its column has a line to itself. Footers stay as they are.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_subcommand(const CLI::App* app) const override;
};

}  // namespace silu::cli
