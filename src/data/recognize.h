#pragma once

#include <optional>
#include <string_view>

namespace silu::data {

/// The beginning of an input, from its first byte on.
struct Beginning {
  std::string_view bytes;
  bool is_all = false;  ///< whether the input ends there
};

/// A kind of data that no reader reads, and a shell command that makes something of it that one
/// does, if there is one.
struct ForeignFormat {
  std::string_view name;          ///< what it is: "gzip-compressed", "a zip archive"
  std::string_view advice;        ///< "decompress it"
  std::string_view command = {};  ///< works in a pipe
  bool takes_file = true;         ///< whether the command takes the name of a file, too
  bool is_archive = false;        ///< whether it needs one, and that of a member: a zip archive
  bool is_compressed = false;     ///< whether it may hold any input format
  std::string_view result = {};   ///< the input format that comes out; if empty, any may
  std::string_view magic = {};    ///< the first bytes; a '?' stands for any
};

/// The functions below say nothing until the bytes are enough to tell, which they are at the
/// latest where the input ends.

/// The foreign format that an input is certainly in, or nullptr.
std::optional<const ForeignFormat*> recognize_foreign(Beginning beginning);

/// The name of the input format that an input is certainly in, else "text".
std::optional<std::string_view> recognize_format(Beginning beginning);

/// The name of the first member of a zip archive, as far as it is in the bytes.
std::string_view first_zip_member(std::string_view bytes);

}  // namespace silu::data
