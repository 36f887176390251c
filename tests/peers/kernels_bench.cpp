/// Times the kernels beside memcpy and oneDNN. --target=AVX2 chooses an instruction set; the other
/// options are Google Benchmark's. compare.py runs it beside PyTorch and prints a table.
#include "kernels_bench.h"

#include <cstring>
#include <string_view>

#include "silu/kernels.h"
#include "silu/target.h"

namespace {

template <class T>
using Kernel = void (*)(std::span<const T>, std::span<T>, unsigned);

template <class T>
void add_kernel(const std::string& name, const std::string& dtype, Kernel<T> kernel,
                unsigned threads = 1) {
  add_benchmark<T>(name, dtype, [=](const Arrays<T>& arrays) {
    return [=, &arrays] { kernel(arrays.x(), arrays.y(), threads); };
  });
}

template <class T>
void add_dtype(const std::string& dtype) {
  add_benchmark<T>("memcpy", dtype, [](const Arrays<T>& arrays) {
    return [&] {
      std::memcpy(static_cast<void*>(arrays.y().data()), arrays.x().data(),
                  arrays.x().size_bytes());
    };
  });
  add_kernel<T>("relu", dtype, silu::relu);
  add_kernel<T>("silu", dtype, silu::silu);
  add_kernel<T>("sigmoid", dtype, silu::sigmoid);
  add_kernel<T>("silu_parallel", dtype, silu::silu, 0);
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::string_view kTarget = "--target=";
  if (argc > 1 && std::string_view(argv[1]).starts_with(kTarget)) {
    silu::use_target(std::string_view(argv[1]).substr(kTarget.size()));
    argv[1] = argv[0];
    --argc;
    ++argv;
  }
  benchmark::AddCustomContext("target", std::string(silu::target()));
  add_dtype<float>("float32");
  add_dtype<double>("float64");
  add_dtype<silu::Float16>("float16");
  add_dtype<silu::BFloat16>("bfloat16");
  if (add_onednn_benchmarks != nullptr) add_onednn_benchmarks();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
