// Writes what an expression gives for every bit pattern of a 16-bit dtype, for pytorch.py:
//
//     formulas_values bfloat16|float16 steps|float32 EXPRESSION
#include <bit>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <vector>

#include "formulas/formulas.h"

namespace {

using namespace silu;

template <class T>
int write(const formulas::Candidate& candidate) {
  std::vector<T> x;
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    x.push_back(std::bit_cast<T>(static_cast<std::uint16_t>(bits)));
  }
  formulas::evaluate<T>(candidate, x, x);
  return std::fwrite(x.data(), sizeof(T), x.size(), stdout) == x.size() ? 0 : 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const formulas::Candidate candidate = {.expression = formulas::Expression(argv[3]),
                                         .in_float32 = std::string_view(argv[2]) == "float32"};
  return std::string_view(argv[1]) == "float16" ? write<Float16>(candidate)
                                                : write<BFloat16>(candidate);
}
