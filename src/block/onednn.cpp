#include <oneapi/dnnl/dnnl_config.h>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <new>
#include <oneapi/dnnl/dnnl.hpp>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "block/backend.h"
#include "block/statistics.h"

// The threads that oneDNN works on. Ours must be the same: two teams would keep each other from
// the processors, each waiting awake for its next work. Declared here, as g++ calls them, for
// clang's OpenMP is another library.
extern "C" {
void omp_set_num_threads(int);
int omp_get_thread_num();
int omp_get_num_threads();
void GOMP_parallel(void (*work)(void*), void* data, unsigned threads, unsigned flags);
}
static_assert(DNNL_CPU_THREADING_RUNTIME == DNNL_RUNTIME_OMP, "or its threads are others");

namespace silu::block {
namespace {

using Tag = dnnl::memory::format_tag;
using Dims = dnnl::memory::dims;

dnnl::memory::desc describe(const Dims& dims, Tag tag) {
  return {dims, dnnl::memory::data_type::f32, tag};
}

Dims dims_of(const ImageShape& shape) {
  return {shape.begin(), shape.end()};
}

std::span<float> values_of(const dnnl::memory& memory) {
  return {static_cast<float*>(memory.get_data_handle()),
          memory.get_desc().get_size() / sizeof(float)};
}

// Calls work(0), work(1), ... below count on oneDNN's threads, neighbours on the same one.
void for_each(std::size_t count, const std::function<void(std::size_t)>& work) {
  struct Job {
    std::size_t count;
    const std::function<void(std::size_t)>& work;
  } job{count, work};
  const auto do_part = [](void* data) {
    const auto& [all, call] = *static_cast<const Job*>(data);
    const auto member = static_cast<std::size_t>(omp_get_thread_num());
    const auto members = static_cast<std::size_t>(omp_get_num_threads());
    for (std::size_t i = all * member / members; i < all * (member + 1) / members; ++i) call(i);
  };
  GOMP_parallel(do_part, &job, 0, 0);
}

// How oneDNN has laid out images.
ImageLayout layout_of(const dnnl::memory::desc& desc) {
  const Dims dims = desc.dims();
  const auto size = [&](std::size_t i) { return static_cast<std::size_t>(dims[i]); };
  ImageLayout layout = {size(0), size(1), size(2) * size(3), 1};
  const std::pair<Tag, std::size_t> known[] = {
      {Tag::nChw16c, 16}, {Tag::nChw8c, 8}, {Tag::nhwc, layout.channels}, {Tag::nchw, 1}};
  for (const auto& [tag, together] : known) {
    layout.together = together;
    if (desc == describe(dims, tag)) return layout;
  }
  throw std::runtime_error("unsupported oneDNN memory layout of images");
}

struct Eltwise {
  std::string_view name;
  dnnl::algorithm algorithm;
  float alpha;
};

// https://oneapi-src.github.io/oneDNN/v2.6/dev_guide_eltwise.html
constexpr Eltwise kEltwise[] = {
    {"relu", dnnl::algorithm::eltwise_relu, 0},
    {"silu", dnnl::algorithm::eltwise_swish, 1},
    {"sigmoid", dnnl::algorithm::eltwise_logistic, 0},
    {"tanh", dnnl::algorithm::eltwise_tanh, 0},
    {"gelu", dnnl::algorithm::eltwise_gelu_erf, 0},
    {"gelu(tanh)", dnnl::algorithm::eltwise_gelu_tanh, 0},
    {"mish", dnnl::algorithm::eltwise_mish, 0},
    {"hardswish", dnnl::algorithm::eltwise_hardswish, 0},
};

const Eltwise* find_eltwise(std::string_view name) {
  const auto* found = std::ranges::find(kEltwise, name, &Eltwise::name);
  return found == std::end(kEltwise) ? nullptr : found;
}

// A convolution followed by y = scale (x - mean) / sqrt(variance + epsilon) + shift is another
// convolution.
StageWeights fold(const StageWeights& stage) {
  StageWeights folded = stage;
  const std::size_t outputs = stage.bias.size();
  const std::size_t taps = stage.weight.size() / outputs;
  for (std::size_t i = 0; i < outputs; ++i) {
    const double factor =
        static_cast<double>(stage.scale[i]) /
        std::sqrt(static_cast<double>(stage.running_variance[i]) + static_cast<double>(kEpsilon));
    for (std::size_t tap = i * taps; tap < (i + 1) * taps; ++tap) {
      folded.weight[tap] = static_cast<float>(factor * static_cast<double>(stage.weight[tap]));
    }
    const double centered =
        static_cast<double>(stage.bias[i]) - static_cast<double>(stage.running_mean[i]);
    folded.bias[i] = static_cast<float>(factor * centered + static_cast<double>(stage.shift[i]));
  }
  return folded;
}

// Nobody but this file knows dnnl::error.
template <class Work>
auto translate_errors(const Work& work) {
  try {
    return work();
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_out_of_memory) throw std::bad_alloc();
    throw std::runtime_error(std::string("oneDNN: ") + error.what());
  }
}

// The memory that passes share: they are run in turn, and none needs what another left.
class Workspace {
 public:
  explicit Workspace(const dnnl::engine& engine) : engine_(engine) {}

  // The smallest buffer that is large enough and not taken yet, else a new one. The caller says
  // which it has taken.
  void* take(std::size_t bytes, std::vector<bool>& taken) {
    taken.resize(buffers_.size());
    std::size_t best = buffers_.size();
    for (std::size_t i = 0; i < buffers_.size(); ++i) {
      if (taken[i] || size(i) < bytes) continue;
      if (best == buffers_.size() || size(i) < size(best)) best = i;
    }
    if (best == buffers_.size()) {
      const auto count = static_cast<dnnl::memory::dim>(bytes);
      buffers_.push_back({{{count}, dnnl::memory::data_type::u8, Tag::x}, engine_});
      taken.push_back(false);
    }
    taken[best] = true;
    return buffers_[best].get_data_handle();
  }

 private:
  std::size_t size(std::size_t i) const { return buffers_[i].get_desc().get_size(); }

  const dnnl::engine engine_;
  std::vector<dnnl::memory> buffers_;
};

class OneDnnPass final : public Pass {
 public:
  OneDnnPass(const Plan& plan, const Weights& weights, const dnnl::engine& engine,
             std::shared_ptr<Workspace> workspace)
      : plan_(plan),
        engine_(engine),
        workspace_(std::move(workspace)),
        stream_(engine_),
        input_(describe(dims_of(plan.input), Tag::nchw), engine_, nullptr) {
    set_threads();
    last_ = input_;
    ImageShape shape = plan.input;
    for (std::size_t i = 0; i < kConvolutions.size(); ++i) {
      add_stage(kConvolutions[i], shape, weights[i]);
      shape = output_shape(kConvolutions[i], shape);
    }
    add_reorder(describe(dims_of(shape), Tag::nchw), "to NCHW");
  }

  const std::vector<Step>& steps() const override { return steps_; }

  void set_input(std::span<const float> x) override {
    input_.set_data_handle(const_cast<float*>(x.data()));  // oneDNN knows no const
  }

  void run(std::size_t step) override {
    set_threads();
    translate_errors(work_[step]);
  }

  std::span<const float> output() const override { return values_of(last_); }

 private:
  using Arguments = std::unordered_map<int, dnnl::memory>;

  void set_threads() const { omp_set_num_threads(static_cast<int>(plan_.threads)); }

  void add_stage(const Convolution& convolution, const ImageShape& input,
                 const StageWeights& stage) {
    const std::string sizes =
        std::to_string(convolution.inputs) + ", " + std::to_string(convolution.outputs);
    if (plan_.fusion == Fusion::kSeparate) {
      add_convolution(convolution, input, stage, "Conv2d(" + sizes + ')');
      add_normalization(stage, "BatchNorm2d(" + std::to_string(convolution.outputs) + ')');
    } else {
      add_convolution(convolution, input, fold(stage), "Conv2d(" + sizes + ") folded");
    }
    if (plan_.activation && plan_.fusion != Fusion::kFused) add_activation();
  }

  void add_convolution(const Convolution& convolution, const ImageShape& input,
                       const StageWeights& stage, const std::string& name) {
    const Dims weight_dims = {convolution.outputs, convolution.inputs, 3, 3};
    const Dims bias_dims = {convolution.outputs};
    const auto described = dnnl::convolution_forward::desc(
        dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_auto,
        describe(dims_of(input), Tag::any), describe(weight_dims, Tag::any),
        describe(bias_dims, Tag::x), describe(dims_of(output_shape(convolution, input)), Tag::any),
        {convolution.stride, convolution.stride}, {1, 1}, {1, 1});
    const dnnl::convolution_forward::primitive_desc chosen(described, fused_attributes(), engine_);
    add_reorder(chosen.src_desc(), "reorder");
    const dnnl::memory to = result(chosen.dst_desc());
    add(dnnl::convolution_forward(chosen),
        {{DNNL_ARG_SRC, last_},
         {DNNL_ARG_WEIGHTS,
          constant(stage.weight, describe(weight_dims, Tag::oihw), chosen.weights_desc())},
         {DNNL_ARG_BIAS, constant(stage.bias, describe(bias_dims, Tag::x), chosen.bias_desc())},
         {DNNL_ARG_DST, to}},
        name);
  }

  // With the activation behind the convolution, if that is to be fused.
  dnnl::primitive_attr fused_attributes() const {
    dnnl::primitive_attr attributes;
    if (plan_.fusion == Fusion::kFused && plan_.activation) {
      const Eltwise* const eltwise = find_eltwise(plan_.activation->name);
      dnnl::post_ops after;
      after.append_eltwise(1, eltwise->algorithm, eltwise->alpha, 0);
      attributes.set_post_ops(after);
    }
    return attributes;
  }

  void add_normalization(const StageWeights& stage, const std::string& name) {
    using Flags = dnnl::normalization_flags;
    const bool train = plan_.mode == Mode::kTrain;
    const dnnl::batch_normalization_forward::primitive_desc chosen(
        {dnnl::prop_kind::forward_inference, last_.get_desc(), train ? 0 : kEpsilon,
         Flags::use_scale | Flags::use_shift | Flags::use_global_stats},
        engine_);
    const auto channels = describe({static_cast<std::int64_t>(stage.scale.size())}, Tag::x);
    const auto vector = [&](const std::vector<float>& values) {
      return constant(values, channels, channels);
    };
    const dnnl::memory mean = vector(stage.running_mean);
    const dnnl::memory scale = vector(stage.scale);
    const dnnl::memory from = last_;
    add(dnnl::batch_normalization_forward(chosen),
        {{DNNL_ARG_SRC, from},
         {DNNL_ARG_MEAN, mean},
         {DNNL_ARG_VARIANCE,
          vector(train ? std::vector<float>(stage.scale.size(), 1) : stage.running_variance)},
         {DNNL_ARG_SCALE, scale},
         {DNNL_ARG_SHIFT, vector(stage.shift)},
         {DNNL_ARG_DST, result(chosen.dst_desc())}},
        name);
    if (!train) return;
    // The batch's mean, and a scale that its variance has gone into: of large values it is no
    // float.
    work_.back() = [from, mean, scale, gamma = stage.scale, layout = layout_of(from.get_desc()),
                    normalize = std::move(work_.back())] {
      std::vector<double> variances(gamma.size());
      find_moments(values_of(from), layout, for_each, values_of(mean), variances);
      for (std::size_t i = 0; i < gamma.size(); ++i) {
        values_of(scale)[i] = static_cast<float>(static_cast<double>(gamma[i]) /
                                                 std::sqrt(variances[i] + double{kEpsilon}));
      }
      normalize();
    };
  }

  void add_activation() {
    static constexpr std::size_t kPiece = 8192;  // values: large enough that calls cost nothing
    const dnnl::memory from = last_;
    const dnnl::memory to = plan_.inplace ? from : result(from.get_desc());
    const auto& apply = plan_.activation->apply;
    work_.emplace_back([from, to, &apply] {
      const auto x = values_of(from);
      const auto y = values_of(to);
      const std::size_t pieces = (x.size() + kPiece - 1) / kPiece;
      for_each(pieces, [&](std::size_t piece) {
        const std::size_t first = piece * kPiece;
        const std::size_t count = std::min(kPiece, x.size() - first);
        apply(x.subspan(first, count), y.subspan(first, count));
      });
    });
    add_step(plan_.activation->title, plan_.inplace ? 0 : to.get_desc().get_size());
    last_ = to;
  }

  // A step only where the values lie in another order than they should.
  void add_reorder(const dnnl::memory::desc& order, const std::string& name) {
    if (last_.get_desc() == order) return;
    const dnnl::memory to = result(order);
    add(dnnl::reorder(last_, to), {{DNNL_ARG_SRC, last_}, {DNNL_ARG_DST, to}}, name);
  }

  // What a primitive makes of its arguments is the last result.
  void add(const dnnl::primitive& primitive, const Arguments& arguments, const std::string& name) {
    work_.emplace_back([this, primitive, arguments] {
      primitive.execute(stream_, arguments);
      stream_.wait();
    });
    last_ = arguments.at(DNNL_ARG_DST);
    add_step(name, last_.get_desc().get_size());
  }

  void add_step(const std::string& name, std::size_t bytes) {
    steps_.push_back({.name = name, .bytes = bytes});
  }

  // Memory for what a step gives.
  dnnl::memory result(const dnnl::memory::desc& desc) {
    return {desc, engine_, workspace_->take(desc.get_size(), taken_)};
  }

  // Values in the order that a primitive wants.
  dnnl::memory constant(const std::vector<float>& values, const dnnl::memory::desc& plain,
                        const dnnl::memory::desc& wanted) {
    dnnl::memory from(plain, engine_);
    std::ranges::copy(values, values_of(from).begin());
    if (plain == wanted) return from;
    dnnl::memory to(wanted, engine_);
    dnnl::reorder(from, to).execute(stream_, from, to);
    stream_.wait();
    return to;
  }

  const Plan plan_;
  const dnnl::engine engine_;
  const std::shared_ptr<Workspace> workspace_;
  std::vector<bool> taken_;  // of its buffers
  dnnl::stream stream_;
  dnnl::memory input_;
  dnnl::memory last_;  // what the step before gives
  std::vector<Step> steps_;
  std::vector<std::function<void()>> work_;
};

bool has_formula(const Plan& plan) {
  return plan.fusion != Fusion::kFused || !plan.activation || find_eltwise(plan.activation->name);
}

std::vector<std::unique_ptr<Pass>> prepare_passes(std::span<const Plan> plans,
                                                  const Weights& weights) {
  return translate_errors([&] {
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    const auto workspace = std::make_shared<Workspace>(engine);
    std::vector<std::unique_ptr<Pass>> passes;
    for (const Plan& plan : plans) {
      passes.push_back(has_formula(plan)
                           ? std::make_unique<OneDnnPass>(plan, weights, engine, workspace)
                           : nullptr);
    }
    return passes;
  });
}

std::string name() {
  const auto* const version = dnnl::version();
  return "oneDNN " + std::to_string(version->major) + '.' + std::to_string(version->minor) + '.' +
         std::to_string(version->patch);
}

}  // namespace
}  // namespace silu::block

extern "C" __attribute__((visibility("default")))
const silu::block::Backend silu_block_backend = {silu::block::kBuild, silu::block::kInterfaceBytes,
                                                 silu::block::name, silu::block::prepare_passes};
