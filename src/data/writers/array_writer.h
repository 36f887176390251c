#pragma once

#include <cstdint>

#include "data/writers/writers.h"
#include "io/spool.h"

namespace silu::data {

/// Writes the values of each function as an array, one behind the other, after a header that must
/// know their shape: that of the input if it has one, else that of a plain row, for whose length
/// all values wait.
class ArrayWriter : public Writer {
 public:
  explicit ArrayWriter(std::size_t functions) : functions_(functions), waiting_(functions) {}

  void expect(DType dtype, const std::optional<Shape>& shape) override;
  void begin(io::OutputFile& output) override;
  void format(const Chunk&, Text&) const override {}
  void append(const Chunk& chunk, const Text&, io::OutputFile& output) override;
  void end(io::OutputFile& output) override;

 protected:
  virtual std::string header(DType dtype, const Shape& shape) const = 0;

 private:
  DType dtype_ = kDefaultDType;
  std::optional<Shape> shape_;
  const std::size_t functions_;
  io::Spool waiting_;       // the arrays, the first one only if the header does
  std::uint64_t size_ = 0;  // bytes of each array
};

}  // namespace silu::data
