#include <silu/function.h>
#include <silu/kernels.h>
#include <silu/parse.h>

#include <array>

// The article's Example 1, in place: by the kernel, and by the catalogue's row.
int main() {
  std::array<float, 5> x = {-2, -1, 0, 1, 2};
  std::array<float, 5> y = x;
  silu::silu(x, x);
  const silu::Function function(*silu::catalogue().front());
  function(y, y);
  const std::array<float, 5> expected = {-0.23840584F, -0.26894143F, 0, 0.7310586F, 1.7615942F};
  const bool is_parsed = silu::parse_function("gelu(tanh)").title() == "GELU(tanh)";
  return x == expected && y == expected && is_parsed ? 0 : 1;
}
