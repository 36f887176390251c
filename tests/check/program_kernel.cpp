// A kernel of float32 that copies its input, with the fault that its argument names.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace {

bool is_faulty(const std::string& fault, const std::vector<float>& x, std::size_t i) {
  const std::size_t first = i / 8 * 8;  // of the vector
  if (fault == "place") return i % 4 == 1;
  if (fault == "start") return i == 0;
  for (std::size_t k = first; k < std::min(first + 8, x.size()); ++k) {
    if (k == i) continue;
    if (fault == "nan" && std::isnan(x[k])) return true;
    if (fault == "-inf" && std::isinf(x[k]) && x[k] < 0) return true;
  }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string fault = argc > 1 ? argv[1] : "";
  std::vector<float> x(4096);
  std::size_t done = 0;
  while (const std::size_t count = std::fread(x.data(), sizeof(float), 4096, stdin)) {
    x.resize(count);
    std::vector<float> y = x;
    for (std::size_t i = 0; i < count; ++i) {
      if (is_faulty(fault, x, i) && (fault != "start" || done == 0)) y[i] += 1;
    }
    std::fwrite(y.data(), sizeof(float), count, stdout);
    done += count;
    x.resize(4096);
  }
}
