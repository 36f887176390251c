/// Counts how often oneDNN's swish and logistic differ from the correctly rounded silu and sigmoid,
/// over all 2^32 inputs, and finds the worst error for |x| < 80.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>
#include <vector>

#include "kernels.h"
#include "same_value.h"
#include "ulp.h"

namespace {

constexpr std::size_t kBlock = 1 << 22;

// Runs one of oneDNN's eltwise functions on blocks; swish takes the slope 1.
class Eltwise {
 public:
  Eltwise(dnnl::algorithm algorithm, std::vector<float>& x, std::vector<float>& y) {
    const dnnl::memory::desc layout({static_cast<dnnl::memory::dim>(x.size())},
                                    dnnl::memory::data_type::f32, dnnl::memory::format_tag::a);
    const dnnl::eltwise_forward::desc operation(dnnl::prop_kind::forward_inference, algorithm,
                                                layout, 1.0F);
    primitive_ = dnnl::eltwise_forward({operation, engine_});
    arguments_ = {{DNNL_ARG_SRC, dnnl::memory(layout, engine_, x.data())},
                  {DNNL_ARG_DST, dnnl::memory(layout, engine_, y.data())}};
  }

  void run() {
    primitive_.execute(stream_, arguments_);
    stream_.wait();
  }

 private:
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  dnnl::primitive primitive_;
  std::unordered_map<int, dnnl::memory> arguments_;
};

void compare(oracle::Function function, dnnl::algorithm algorithm) {
  std::vector<float> x(kBlock), theirs(kBlock), ours(kBlock);
  Eltwise eltwise(algorithm, x, theirs);
  std::uint64_t wrong = 0;
  double worst = 0;
  for (std::uint64_t first = 0; first < std::uint64_t{1} << 32; first += kBlock) {
    for (std::size_t i = 0; i < kBlock; ++i) {
      x[i] = std::bit_cast<float>(static_cast<std::uint32_t>(first + i));
    }
    eltwise.run();
    compute<float>(function, x, ours);
    for (std::size_t i = 0; i < kBlock; ++i) {
      if (same_value(theirs[i], ours[i])) continue;
      ++wrong;
      if (!(std::abs(x[i]) < 80)) continue;
      // Against the correctly rounded value, so within half an ULP of the exact error.
      const long double error = std::abs(theirs[i] - ours[i]) / ulp<float>(ours[i]);
      worst = std::max(worst, static_cast<double>(error));
    }
  }
  const dnnl_version_t* version = dnnl::version();
  std::printf(
      "oneDNN %d.%d.%d %s float32: %llu of 4294967296 misrounded, worst for |x| < 80: "
      "%.0f ULP off the correctly rounded value\n",
      version->major, version->minor, version->patch, oracle::name(function),
      static_cast<unsigned long long>(wrong), worst);
}

}  // namespace

int main() {
  compare(oracle::Function::kSilu, dnnl::algorithm::eltwise_swish);
  compare(oracle::Function::kSigmoid, dnnl::algorithm::eltwise_logistic);
}
