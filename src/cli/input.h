#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/reader.h"

namespace silu::cli {

/// Where values come from, as given on the command line.
struct Input {
  std::string command = {};                   ///< the subcommand, for messages
  std::vector<std::string> values = {};       ///< numbers, or "-" alone for standard input
  std::vector<std::string> range = {};        ///< START STOP COUNT, or empty
  bool every = false;                         ///< all bit patterns of the dtype
  std::optional<std::string> file = {};       ///< a file, or "-" for standard input
  std::optional<std::string> format = {};     ///< the name of its form
  std::optional<std::string> tensor = {};     ///< which one of a file of several
  std::optional<std::string> column = {};     ///< name or index of the column of x
  bool keep = false;                          ///< pass the rows through
  std::optional<std::string> delimiter = {};  ///< between fields: a character, or "\\t"
  std::optional<std::string> decimal = {};    ///< the decimal mark: "." or ","
  bool header = false;                        ///< the first row is a header
  bool no_header = false;                     ///< the first row is none
  std::optional<std::string> on_error = {};   ///< "stop", "nan" or "skip"
};

/// Whether there is any; else values come from standard input.
bool is_given(const Input& input);

/// The reader of that, for a dtype if one is given, else for the default one; throws Error if it
/// makes no sense. Notes on standard error what it had to guess, unless `quiet`.
std::unique_ptr<data::Reader> make_reader(const Input& input, std::optional<DType> dtype,
                                          bool quiet = false);

}  // namespace silu::cli
