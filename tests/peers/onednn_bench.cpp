#include <oneapi/dnnl/dnnl.hpp>

#include "kernels_bench.h"
#include "silu/narrow_float.h"

namespace {

// Runs oneDNN's eltwise primitive on the arrays; swish takes the slope 1.
template <class T>
auto eltwise(const Arrays<T>& arrays, dnnl::algorithm algorithm, dnnl::memory::data_type type) {
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  const dnnl::stream stream(engine);
  const dnnl::memory::dims shape = {static_cast<dnnl::memory::dim>(arrays.x().size())};
  const dnnl::memory::desc layout(shape, type, dnnl::memory::format_tag::a);
  const dnnl::memory x(layout, engine, const_cast<T*>(arrays.x().data()));
  const dnnl::memory y(layout, engine, arrays.y().data());
  const dnnl::eltwise_forward::desc operation(dnnl::prop_kind::forward_inference, algorithm, layout,
                                              1.0F);
  const dnnl::eltwise_forward primitive(dnnl::eltwise_forward::primitive_desc(operation, engine));
  return [=] { primitive.execute(stream, {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}}); };
}

template <class T>
void add(const std::string& dtype, dnnl::memory::data_type type) {
  using dnnl::algorithm;
  // oneDNN's relu has a slope for negative values, and eltwise() gives 1; its clip is a true ReLU's
  // cost, but not its name, so it is left out.
  add_benchmark<T>("onednn_silu", dtype, [=](const Arrays<T>& arrays) {
    return eltwise(arrays, algorithm::eltwise_swish, type);
  });
  add_benchmark<T>("onednn_sigmoid", dtype, [=](const Arrays<T>& arrays) {
    return eltwise(arrays, algorithm::eltwise_logistic, type);
  });
}

}  // namespace

void add_onednn_benchmarks() {
  add<float>("float32", dnnl::memory::data_type::f32);
  add<silu::BFloat16>("bfloat16", dnnl::memory::data_type::bf16);
}
