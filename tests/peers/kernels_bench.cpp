/// Times every function of the catalogue, its derivatives and its gradients (the gradient that they
/// multiply is x) beside memcpy and oneDNN.
/// --target=AVX2 chooses an instruction set; the other options are Google Benchmark's. compare.py
/// and catalogue.py run it beside other libraries and print tables.
#include "kernels_bench.h"

#include <cstring>
#include <string_view>

#include "../silu/functions.h"
#include "silu/kernels.h"
#include "silu/target.h"

namespace {

template <class T>
void add_dtype(const std::string& dtype) {
  add_benchmark<T>("memcpy", dtype, [](const Arrays<T>& arrays) {
    return [&] {
      std::memcpy(static_cast<void*>(arrays.y().data()), arrays.x().data(),
                  arrays.x().size_bytes());
    };
  });
  add_benchmark<T>("silu_parallel", dtype, [](const Arrays<T>& arrays) {
    return [&] { silu::silu(arrays.x(), arrays.y(), 0); };
  });
  for (const silu::Function& function : silu::functions()) {
    for (int order = 0; order <= 2; ++order) {
      const silu::Function f = function.derivative(order);
      add_benchmark<T>(f.name(), dtype, [=](const Arrays<T>& arrays) {
        return [=, &arrays] { f(arrays.x(), arrays.y()); };
      });
    }
    add_benchmark<T>(function.name() + "_backward", dtype, [=](const Arrays<T>& arrays) {
      return [=, &arrays] { function.backward(arrays.x(), arrays.x(), arrays.y()); };
    });
  }
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
