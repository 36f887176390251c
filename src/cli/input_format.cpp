#include "cli/input_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "cli/choice.h"
#include "data/recognize.h"
#include "io/error.h"

namespace silu::cli {
namespace {

constexpr std::string_view kStandardInput = "<stdin>";

// Reads ahead until `recognize` knows.
template <class Recognize>
auto look(io::InputFile& file, Recognize recognize) {
  for (std::size_t size = 1;;) {
    const std::string bytes = file.peek(size);
    if (const auto found = recognize({.bytes = bytes, .is_all = bytes.size() < size})) {
      return *found;
    }
    size = bytes.size() + 1;
  }
}

const data::InputFormat& find_format(std::string_view name) {
  return choose("input format", name, data::input_formats());
}

// As a POSIX shell takes it for one word.
std::string shell_word(const std::string& text) {
  constexpr std::string_view kSafe =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+=:,@%";
  if (!text.empty() && text.find_first_not_of(kSafe) == text.npos) {
    return text.starts_with('-') ? "./" + text : text;
  }
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

// The name of the input format that an extension before the last one stands for, as in x.csv.gz.
std::string_view inner_format(const std::string& file) {
  const auto* format =
      find_by_extension(data::input_formats(), file.substr(0, file.find_last_of('.')));
  return format == nullptr ? "" : format->name;
}

// "silu-cli eval --input-format csv --column c"
std::string command(const Input& input, std::string_view format) {
  std::string text = "silu-cli " + input.command;
  if (!format.empty()) text += fmt::format(" --input-format {}", format);
  const auto has = [&](bool data::InputFormat::*ability) {
    return format.empty() || find_format(format).*ability;
  };
  if (input.column && has(&data::InputFormat::has_columns)) {
    text += " --column " + shell_word(*input.column);
  }
  if (input.tensor && has(&data::InputFormat::has_tensors)) {
    text += " --tensor " + shell_word(*input.tensor);
  }
  return text;
}

std::string zip_message(const Input& input, io::InputFile& file) {
  constexpr std::size_t kHeaderBytes = 512;
  const std::string header = file.peek(kHeaderBytes);
  const std::string member(data::first_zip_member(header));
  if (member == "[Content_Types].xml" || member == "mimetype") {
    return "an office document; save the sheet as CSV";
  }
  if (member.ends_with("/data.pkl")) {
    return "a PyTorch file; save its tensors with safetensors.torch.save_file";
  }
  const bool is_npz = member.ends_with(".npy");
  // unzip takes a member's name for a pattern, and a terminal takes what it likes for commands.
  const bool is_plain = std::ranges::none_of(member, [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f' ||
           std::strchr("*?[]\\", c) != nullptr;
  });
  const auto* format = is_plain ? find_by_extension(data::input_formats(), member) : nullptr;
  const bool is_named = file.name() != kStandardInput;
  return fmt::format("{}; extract {} from it: {}unzip -p {} {} | {}",
                     is_npz ? "an npz archive" : "a zip archive", is_npz ? "an array" : "a file",
                     is_named ? "" : "save it as FILE, then ",
                     is_named ? shell_word(file.name()) : "FILE",
                     format == nullptr ? "MEMBER" : shell_word(member),
                     command(input, format == nullptr ? "" : format->name));
}

// "gzip-compressed; decompress it: zcat x.csv.gz | silu-cli eval --input-format csv"
std::string foreign_message(const Input& input, const data::InputFormat* given, io::InputFile& file,
                            const data::ForeignFormat& foreign) {
  if (foreign.is_archive) return zip_message(input, file);
  const std::string_view format = !foreign.result.empty() ? foreign.result
                                  : given != nullptr      ? given->name
                                                          : inner_format(file.name());
  const std::string next = command(input, format);
  if (file.name() == kStandardInput) {
    return fmt::format("{}; {}: ... | {} | {}", foreign.name, foreign.advice, foreign.command,
                       next);
  }
  return fmt::format("{}; {}: {}{}{} | {}", foreign.name, foreign.advice, foreign.command,
                     foreign.takes_file ? " " : " < ", shell_word(file.name()), next);
}

}  // namespace

const data::InputFormat* given_input_format(const Input& input, const std::string& file) {
  if (input.format) return &find_format(*input.format);
  return find_by_extension(data::input_formats(), file);
}

const data::InputFormat& recognize_input_format(const Input& input, io::InputFile& file) {
  const bool may_be_invalid =
      input.on_error && *input.on_error != "stop" && !input.column && !input.keep;
  const auto name = look(file, [&](const data::Beginning& beginning) {
    return data::recognize_format(beginning, may_be_invalid);
  });
  // What has columns is a table, though nothing else tells it from a text of numbers.
  const bool has_columns =
      input.column || input.keep || input.delimiter || input.header || input.no_header;
  return find_format(name == "text" && has_columns ? "csv" : name);
}

void require_own_format(const Input& input, const data::InputFormat* given, io::InputFile& file) {
  const auto* foreign = look(file, data::recognize_foreign);
  if (foreign != nullptr) {
    throw io::Error(
        fmt::format("{}: is {}", file.name(), foreign_message(input, given, file, *foreign)));
  }
  if (given == nullptr) return;
  // Of what is there already.
  const std::string bytes = file.peek(1);
  const auto own = *data::recognize_format({.bytes = bytes, .is_all = true}, true);
  if ((own == "npy" || own == "safetensors") && own != given->name) {
    throw io::Error(fmt::format("{}: is in {} format, not {}; use --input-format {}", file.name(),
                                own, given->name, own));
  }
}

}  // namespace silu::cli
