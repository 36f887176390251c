#include "cli/commands.h"
#include "cli/rows.h"

namespace silu::cli {
namespace {

constexpr auto kDescription = "Evaluate a function at the given values";

constexpr auto kExamples = R"(Examples:
  silu-cli eval -2 -1 0 1 2
  silu-cli eval -f silu,relu,sigmoid -2 -1 0 1 2
  silu-cli eval -f 'gelu(tanh),softplus(beta=2)' -2 -1 0 1 2
  echo 1 2 3 | silu-cli eval
  silu-cli eval --range -6 6 1201 --format csv
  silu-cli eval --range -6 6 1201 --dtype float64 -o silu.json
  echo '{"a": 1}' | silu-cli eval --input-format jsonl --column a
  printf 'a,b\n1,2\n' | silu-cli eval --input-format csv --column b --keep
  silu-cli eval --every --dtype bfloat16 --format csv
  silu-cli eval -f identity --range -6 6 1201 -o x.npy
  silu-cli eval --input x.npy -o y.npy
  silu-cli eval --input x.npy --inplace)";

}  // namespace

void add_eval(CLI::App& app) {
  auto& command = *app.add_subcommand("eval", kDescription);
  command.footer(kExamples);
  add_rows(command, {.evaluation = {.functions = {"silu"}}, .default_format = "list"});
}

}  // namespace silu::cli
