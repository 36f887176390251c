#pragma once

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace silu::io {

/// What went wrong, in one line that a user can act on; caught once, in main.
/// Where there is a place, the message begins with it: "values.csv:1042:3: 'abc' is not a number".
class Error : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The system's reason for a failure: "out.csv: No space left on device".
inline Error system_error(const std::string& file, int error_number = errno) {
  return Error(file + ": " + std::strerror(error_number));
}

}  // namespace silu::io
