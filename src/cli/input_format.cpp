#include "cli/input_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
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

// What an input is that no reader reads, and how to get at what it holds.
struct Finding {
  std::string what;              // "an npz archive"
  std::string advice;            // "extract an array from it"
  std::string command = {};      // "unzip -p x.npz a.npy", for a shell; empty if there is none
  std::string_view format = {};  // of what the command gives; empty if nobody knows
  bool may_hold_array = false;   // not only text
};

// "unzip -p x.zip a.csv"
std::string unzip_command(const io::InputFile& file, std::string_view member) {
  const bool is_named = file.name() != kStandardInput;
  return fmt::format("{}unzip -p {} {}", is_named ? "" : "save it as FILE, then ",
                     is_named ? shell_word(file.name()) : "FILE", member);
}

Finding find_in_zip(io::InputFile& file) {
  constexpr std::size_t kHeaderBytes = 512;
  const std::string header = file.peek(kHeaderBytes);
  const std::string member(data::first_zip_member(header));
  if (member == "[Content_Types].xml" || member == "mimetype") {
    return {.what = "an office document", .advice = "save the sheet as CSV"};
  }
  if (member.ends_with("/data.pkl")) {
    return {.what = "a PyTorch file",
            .advice = "save its tensors with safetensors.torch.save_file",
            .may_hold_array = true};
  }
  const bool is_npz = member.ends_with(".npy");
  // unzip takes a member's name for a pattern, and a terminal takes what it likes for commands.
  const bool is_plain = std::ranges::none_of(member, [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f' ||
           std::strchr("*?[]\\", c) != nullptr;
  });
  const auto* format = is_plain ? find_by_extension(data::input_formats(), member) : nullptr;
  return {.what = is_npz ? "an npz archive" : "a zip archive",
          .advice = is_npz ? "extract an array from it" : "extract a file from it",
          .command = unzip_command(file, format == nullptr ? "MEMBER" : shell_word(member)),
          .format = format == nullptr ? "" : format->name,
          .may_hold_array = true};
}

Finding find_in(io::InputFile& file, const data::InputFormat* given,
                const data::ForeignFormat& foreign) {
  if (foreign.is_archive) return find_in_zip(file);
  Finding finding = {.what = std::string(foreign.name),
                     .advice = std::string(foreign.advice),
                     .format = !foreign.result.empty() ? foreign.result
                               : given != nullptr      ? given->name
                                                       : inner_format(file.name()),
                     .may_hold_array = foreign.is_compressed};
  if (foreign.command.empty()) return finding;
  if (file.name() == kStandardInput) {
    finding.command = fmt::format("... | {}", foreign.command);
  } else {
    finding.command = fmt::format("{}{}{}", foreign.command, foreign.takes_file ? " " : " < ",
                                  shell_word(file.name()));
  }
  return finding;
}

// Nothing if the input is in a format that we read.
std::optional<Finding> find_foreign(const data::InputFormat* given, io::InputFile& file) {
  const auto* foreign = look(file, data::recognize_foreign);
  if (foreign == nullptr) return {};
  return find_in(file, given, *foreign);
}

// The format of arrays that an input is in, if it is another than the given one.
std::optional<std::string_view> other_array_format(std::string_view given, io::InputFile& file) {
  // Of what is there already.
  const std::string bytes = file.peek(1);
  const auto own = *data::recognize_format({.bytes = bytes, .is_all = true});
  if ((own == "npy" || own == "safetensors") && own != given) return own;
  return {};
}

// How to get an array in one of these formats; empty if nobody knows.
std::string array_advice(const Finding& found, const NameList& formats) {
  const bool is_certain = !found.format.empty();
  if (!found.may_hold_array || (is_certain && std::ranges::count(formats, found.format) == 0)) {
    return "";
  }
  if (found.command.empty()) return found.advice;
  return fmt::format("{}: {} > FILE.{}", found.advice, found.command,
                     is_certain ? found.format : formats.front());
}

}  // namespace

const data::InputFormat* given_input_format(const Input& input, const std::string& file) {
  if (input.format) return &find_format(*input.format);
  return find_by_extension(data::input_formats(), file);
}

const data::InputFormat& recognize_input_format(const Input& input, io::InputFile& file) {
  const auto name = look(file, data::recognize_format);
  // What has columns is a table, though nothing else tells it from a text of numbers.
  const bool has_columns =
      input.column || input.keep || input.delimiter || input.header || input.no_header;
  return find_format(name == "text" && has_columns ? "csv" : name);
}

void require_own_format(const Input& input, const data::InputFormat* given, io::InputFile& file) {
  if (const auto found = find_foreign(given, file)) {
    throw io::Error(
        fmt::format("{}: is {}; {}{}", file.name(), found->what, found->advice,
                    found->command.empty()
                        ? ""
                        : fmt::format(": {} | {}", found->command, command(input, found->format))));
  }
  if (given == nullptr) return;
  if (const auto own = other_array_format(given->name, file)) {
    throw io::Error(fmt::format("{}: is in {} format, not {}; use --input-format {}", file.name(),
                                *own, given->name, *own));
  }
}

void require_array(const NameList& formats, io::InputFile& file) {
  const auto given = formats.front();
  const auto* named = find_by_extension(data::input_formats(), file.name());
  if (const auto found = find_foreign(named, file)) {
    const auto advice = array_advice(*found, formats);
    throw io::Error(fmt::format("{}: is {}{}", file.name(), found->what,
                                advice.empty() ? fmt::format(", not {}", given) : "; " + advice));
  }
  if (const auto own = other_array_format(given, file)) {
    throw io::Error(fmt::format("{}: is in {} format, not {}", file.name(), *own, given));
  }
}

}  // namespace silu::cli
