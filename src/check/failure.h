#pragma once

#include <cstdint>
#include <string>

#include "io/error.h"

namespace silu::check {

/// Why a kernel's results cannot be judged: it crashed, hung, or gave too few results or too many.
class Failure : public io::Error {
 public:
  /// `how` is the whole line: "./kernel: killed by signal 11 (Segmentation fault) after 12
  /// results".
  Failure(const std::string& how, std::uint64_t index) : io::Error(how), index_(index) {}

  /// Of the first input without a result that counts; of the last one plus 1 if there are too many.
  std::uint64_t index() const { return index_; }

 private:
  std::uint64_t index_;
};

}  // namespace silu::check
