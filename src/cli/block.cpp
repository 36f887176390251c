#include "block/block.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include "block/pass.h"
#include "block/report.h"
#include "cli/arguments.h"
#include "cli/choice.h"
#include "cli/color.h"
#include "cli/commands.h"
#include "cli/function.h"
#include "cli/input_format.h"
#include "cli/messages.h"
#include "data/tensor.h"
#include "io/error.h"
#include "io/output_file.h"
#include "io/processors.h"
#include "io/progress.h"
#include "silu/target.h"
#include "text/number.h"

namespace silu::cli {
namespace {

constexpr auto kDescription = "Run a convolution block and measure the cost of SiLU";

constexpr auto kExamples =
    R"(The block is
  Conv2d(3, 32, kernel_size=3, stride=2, padding=1), BatchNorm2d(32), SiLU(),
  Conv2d(32, 64, kernel_size=3, padding=1), BatchNorm2d(64), SiLU()
Without --weights and --input, it has the weights and the input that PyTorch
draws after torch.manual_seed(SEED).

Examples:
  silu-cli block
  silu-cli block --time
  silu-cli block --mode eval --activation relu --seed 1 -o y.npy
  silu-cli block --time --inplace --threads 1 --format json)";

constexpr double kSeconds = 5;  // of measuring

struct Options {
  std::optional<std::string> input = {};
  std::optional<std::string> tensor = {};
  std::optional<std::string> weights = {};
  std::optional<std::string> output = {};
  std::uint64_t seed = 0;
  std::string mode = "train";
  std::string activation = "silu";
  bool inplace = false;
  bool time = false;
  std::string format = "text";
  std::optional<unsigned> threads = {};
  bool quiet = false;
  io::ColorMode color = io::ColorMode::kAuto;
};

struct ModeName {
  std::string_view name;
  block::Mode mode;
};
constexpr ModeName kModes[] = {{"train", block::Mode::kTrain}, {"eval", block::Mode::kEval}};

// "[1, 3, 224, 224]"
std::string to_text(const std::vector<std::uint64_t>& sizes) {
  return fmt::format("[{}]", fmt::join(sizes, ", "));
}

// CLI11's own message would not say what a seed is.
std::string require_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seed);
  if (stop == end && error == std::errc()) return "";
  return "must be an integer from 0 to 2^64 - 1, not " + text::quote(unmark_negative_number(text));
}

std::unique_ptr<data::Reader> make_tensor_reader(std::string_view format,
                                                 const data::Source& source) {
  return choose("input format", format, data::input_formats()).make_reader(source);
}

std::unique_ptr<data::Reader> make_input_reader(const Options& options) {
  const auto& file = *options.input;
  const bool is_safetensors = has_extension(file, ".safetensors");
  const auto opened = std::make_shared<io::InputFile>(file);
  NameList formats = {"npy", "safetensors"};
  if (is_safetensors) std::ranges::reverse(formats);
  require_array(formats, *opened);
  if (options.tensor && !is_safetensors) {
    throw io::Error("--tensor requires safetensors input; " + file + " holds a single array");
  }
  return make_tensor_reader(formats.front(),
                            {.file = file, .opened = opened, .tensor = options.tensor});
}

// Of images that the block can take.
block::ImageShape require_images(const std::string& file, const std::vector<std::uint64_t>& sizes,
                                 block::Mode mode) {
  block::ImageShape shape;
  if (sizes.size() != shape.size()) {
    throw io::Error(fmt::format("{}: shape {} does not match [N, 3, H, W]", file, to_text(sizes)));
  }
  if (std::ranges::any_of(sizes, [](std::uint64_t size) { return size >> 62 != 0; })) {
    throw io::Error(fmt::format("{}: shape {} is too large for a file", file, to_text(sizes)));
  }
  std::ranges::copy(sizes, shape.begin());
  try {
    block::require_input(shape, mode);
  } catch (const std::invalid_argument& error) {
    throw io::Error(file + ": " + error.what());
  }
  return shape;
}

// Tensor by tensor, each with a reader of its own, for which the file must be there to read again.
void read_weights(const std::string& file, block::Weights& weights) {
  std::error_code ignored;
  if (file == "-" || (std::filesystem::exists(file, ignored) &&
                      !std::filesystem::is_regular_file(file, ignored))) {
    throw io::Error(file +
                    ": --weights requires a regular file, because it is read more than once");
  }
  io::InputFile beginning(file);
  require_array({"safetensors"}, beginning);
  for (const auto& tensor : block::tensors_of(weights)) {
    const auto reader =
        make_tensor_reader("safetensors", {.file = file, .tensor = std::string(tensor.name)});
    const auto sizes = reader->description().shape->sizes;
    if (sizes != tensor.shape) {
      throw io::Error(fmt::format("{}: tensor '{}' has shape {}, expected {}", file, tensor.name,
                                  to_text(sizes), to_text(tensor.shape)));
    }
    tensor.values = data::read_tensor(*reader);
  }
}

const data::Format& choose_output_format(const std::string& file) {
  constexpr std::string_view kForms[] = {"npy", "safetensors", "raw"};
  const auto* format = find_by_extension(data::formats(), file);
  if (format != nullptr && std::ranges::count(kForms, format->name) > 0) return *format;
  throw io::Error(file + ": the output file extension must be .npy, .safetensors or .raw");
}

void write_output(const std::string& file, const block::ImageShape& shape,
                  std::span<const float> values) {
  const auto writer = choose_output_format(file).make_writer({{"output", "output"}}, {});
  io::OutputFile output(file);
  data::write_tensor(values, {shape.begin(), shape.end()}, *writer, output);
}

block::BlockActivation make_activation(const Function& function) {
  return {function.name(), function.title(),
          [function](std::span<const float> x, std::span<float> y) { function(x, y); }};
}

// While oneDNN computes. Its OpenMP ends the program, with status 1 and a message of its own, where
// it cannot start a thread. block::prepare has started as many before, but limits change.
class Computing {
 public:
  Computing() {
    [[maybe_unused]] static const int registered = std::atexit(report_exit);
    now_ = true;
  }
  ~Computing() { now_ = false; }
  Computing(const Computing&) = delete;
  Computing& operator=(const Computing&) = delete;

 private:
  static void report_exit() {
    if (!now_) return;
    std::fputs("silu-cli: cannot start the threads of oneDNN\n", stderr);
    std::_Exit(2);
  }

  static inline bool now_ = false;
};

std::unique_ptr<block::Pass> run_once(block::Plan plan, const block::Drawn& model) {
  if (plan.mode == block::Mode::kEval) plan.fusion = block::Fusion::kFolded;
  const Computing computing;
  auto pass = block::prepare(plan, model.weights);
  pass->set_input(model.x);
  for (std::size_t step = 0; step < pass->steps().size(); ++step) pass->run(step);
  return pass;
}

block::Cost measure(const block::Plan& plan, const block::Drawn& model, const Options& options) {
  const Computing computing;
  io::ShareProgress progress(!options.quiet, options.color);
  return block::measure(plan, make_activation(parse_function("relu")), model.weights, model.x,
                        kSeconds, [&](double share) { progress.advance_to(share); });
}

void run(const Options& options) {
  const auto& format = choose("format", options.format, block::formats());
  block::Plan plan = {.input = {1, 3, 224, 224},
                      .mode = choose("mode", options.mode, kModes).mode,
                      .activation = make_activation(parse_function(options.activation)),
                      .inplace = options.inplace,
                      .threads = options.threads.value_or(io::usable_processors())};
  if (options.output) choose_output_format(*options.output);
  if (options.tensor && !options.input)
    throw io::Error("--tensor requires --input with a safetensors file");
  block::Drawn model = block::draw(options.seed, plan.input);
  if (options.input) {
    const auto reader = make_input_reader(options);
    plan.input = require_images(*options.input, reader->description().shape->sizes, plan.mode);
    model.x = data::read_tensor(*reader);
  }
  if (options.weights) read_weights(*options.weights, model.weights);
  {
    const auto pass = run_once(plan, model);
    if (options.output)
      write_output(*options.output, block::output_shape(plan.input), pass->output());
  }
  block::Report report = {plan, block::backend_name(), target()};
  if (options.time) {
    const bench::LoadMeter meter;
    report.cost = measure(plan, model, options);
    report.warnings =
        bench::find_warnings(block::named_timings(*report.cost), plan.threads, meter.load());
    print_warnings(report.warnings);
  }
  io::write_standard_output(format.write(report));
}

}  // namespace

void add_block(CLI::App& app) {
  auto& command = *app.add_subcommand("block", kDescription);
  command.footer(kExamples);
  const auto options = std::make_shared<Options>();
  command
      .add_option("--input", options->input,
                  "Images of shape [N, 3, H, W], an npy or safetensors file; - reads npy from "
                  "standard input (default: random values of shape [1, 3, 224, 224])")
      ->option_text("FILE");
  command.add_option("--tensor", options->tensor, "Tensor to read if --input holds several")
      ->option_text("NAME");
  command
      .add_option("--weights", options->weights,
                  "The model's state_dict() as a safetensors file: 0.weight, 0.bias, 1.weight, ... "
                  "(default: PyTorch's initialization)")
      ->option_text("FILE");
  command
      .add_option("-o,--output", options->output,
                  "Write the block's output to FILE; the extension selects the format: .npy, "
                  ".safetensors or .raw")
      ->option_text("FILE");
  command
      .add_option("--seed", options->seed,
                  "Seed for the random weights and images, as in torch.manual_seed (default: 0)")
      ->check(require_seed)
      ->option_text("SEED");
  command
      .add_option(
          "--mode", options->mode,
          "train: normalize with batch statistics; eval: with running statistics (default: train)")
      ->option_text("MODE");
  command
      .add_option("--activation", options->activation,
                  "Activation function; see 'silu-cli list' (default: silu)")
      ->option_text("NAME");
  command.add_flag("--inplace", options->inplace, "Let the activation overwrite its input");
  command.add_flag(
      "--time", options->time,
      "Time each layer, and the block with the activation, with ReLU and without an activation");
  command.add_option("--format", options->format, "Output format: text, json (default: text)")
      ->option_text("FORMAT");
  command.add_option("--threads", options->threads, "Number of threads (default: all processors)")
      ->check(CLI::Range(1, 1024))
      ->option_text("N");
  command.add_flag("--quiet", options->quiet, "Do not show a progress bar");
  add_color(command, options->color);
  command.callback([options] { run(*options); });
}

}  // namespace silu::cli
