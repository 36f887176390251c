#include "cli/color.h"

#include "cli/choice.h"

namespace silu::cli {
namespace {

struct ColorModeName {
  std::string_view name;
  io::ColorMode mode;
};
constexpr ColorModeName kModes[] = {{"auto", io::ColorMode::kAuto},
                                    {"always", io::ColorMode::kAlways},
                                    {"never", io::ColorMode::kNever}};

}  // namespace

void add_color(CLI::App& command, io::ColorMode& color) {
  const auto take = [&color](const std::string& name) {
    color = choose("color mode", name, kModes).mode;
  };
  command
      .add_option_function<std::string>("--color", take,
                                        "When to use color: auto, always, never (default: auto)")
      ->option_text("WHEN");
}

}  // namespace silu::cli
