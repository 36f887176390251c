#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <random>
#include <span>
#include <string>

/// Input and output of a benchmark: values from N(0, 4^2), and pages that have been touched.
template <class T>
class Arrays {
 public:
  explicit Arrays(std::size_t size) : size_(size), x_(allocate(size)), y_(allocate(size)) {
    std::mt19937 random(1);
    std::normal_distribution<double> distribution(0, 4);
    for (std::size_t i = 0; i < size; ++i) {
      x_[i] = T(distribution(random));
      y_[i] = T(0.0);
    }
  }

  std::span<const T> x() const { return {x_.get(), size_}; }
  std::span<T> y() const { return {y_.get(), size_}; }

 private:
  struct Free {
    void operator()(T* memory) const { std::free(memory); }
  };
  using Memory = std::unique_ptr<T[], Free>;

  static Memory allocate(std::size_t size) {
    return Memory(static_cast<T*>(std::aligned_alloc(4096, size * sizeof(T))));
  }

  std::size_t size_;
  Memory x_;
  Memory y_;
};

/// Times run(arrays) for the sizes of the table, as "name/dtype/size". make(arrays) returns run.
template <class T, class Make>
void add_benchmark(const std::string& name, const std::string& dtype, Make make) {
  for (const int bits : {12, 16, 20, 24}) {
    const std::size_t size = std::size_t{1} << bits;
    const std::string full_name = name + "/" + dtype + "/" + std::to_string(size);
    benchmark::RegisterBenchmark(full_name.c_str(), [=](benchmark::State& state) {
      const Arrays<T> arrays(size);
      const auto run = make(arrays);
      for (auto _ : state) {
        run();
        benchmark::ClobberMemory();
      }
      state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(size));
    })->UseRealTime();
  }
}

/// Adds oneDNN's eltwise primitives, where the program was built with them.
void add_onednn_benchmarks() __attribute__((weak));
