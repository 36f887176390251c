#include "check/symbols.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <link.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include "text/number.h"
#include "text/similar.h"

namespace silu::check {
namespace {

// A header of type T, if the file is that long.
template <class T>
std::optional<T> header_at(std::string_view bytes, std::size_t offset) {
  if (offset > bytes.size() || sizeof(T) > bytes.size() - offset) return {};
  T header;
  std::memcpy(&header, bytes.data() + offset, sizeof header);
  return header;
}

std::string_view section_bytes(std::string_view file, const ElfW(Shdr) & section) {
  if (section.sh_offset > file.size()) return {};
  return file.substr(section.sh_offset, section.sh_size);
}

bool is_exported_function(const ElfW(Sym) & symbol) {
  const auto type = ELF64_ST_TYPE(symbol.st_info);  // the same for 32 bits
  const auto binding = ELF64_ST_BIND(symbol.st_info);
  return (type == STT_FUNC || type == STT_GNU_IFUNC) && symbol.st_shndx != SHN_UNDEF &&
         (binding == STB_GLOBAL || binding == STB_WEAK);
}

std::vector<std::string> functions_in(std::string_view table, std::string_view names) {
  std::vector<std::string> functions;
  for (std::size_t offset = 0; const auto symbol = header_at<ElfW(Sym)>(table, offset);
       offset += sizeof *symbol) {
    if (!is_exported_function(*symbol) || symbol->st_name >= names.size()) continue;
    const std::string_view rest = names.substr(symbol->st_name);
    functions.emplace_back(rest.substr(0, rest.find('\0')));
  }
  std::ranges::sort(functions);
  return functions;
}

std::string read_whole(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

std::vector<std::string> exported_functions(const std::string& file) {
  const std::string bytes = read_whole(file);
  const auto elf = header_at<ElfW(Ehdr)>(bytes, 0);
  if (!elf || std::memcmp(elf->e_ident, ELFMAG, SELFMAG) != 0) return {};
  const auto section = [&](std::size_t index) {
    return header_at<ElfW(Shdr)>(bytes, elf->e_shoff + index * sizeof(ElfW(Shdr)));
  };
  for (std::size_t i = 0; i < elf->e_shnum; ++i) {
    const auto table = section(i);
    if (!table || table->sh_type != SHT_DYNSYM) continue;
    const auto names = section(table->sh_link);
    if (!names) return {};
    return functions_in(section_bytes(bytes, *table), section_bytes(bytes, *names));
  }
  return {};
}

std::string hint_for_symbol(const std::string& symbol, const std::vector<std::string>& functions) {
  constexpr std::size_t kMostShown = 5;
  if (functions.empty()) return "; it exports no function";
  const std::vector<std::string_view> names(functions.begin(), functions.end());
  const auto nearest = text::nearest(symbol, names);
  if (!nearest.empty()) return fmt::format(", did you mean {}?", text::quote(nearest));
  // A C++ compiler writes the length before a name, and the types behind it: _Z7my_siluPKfPfm.
  const std::string mangled = fmt::format("{}{}", symbol.size(), symbol);
  for (const auto name : names) {
    if (name.starts_with("_Z") && name.find(mangled) != std::string_view::npos) {
      return fmt::format(", did you mean {}? extern \"C\" keeps a name", text::quote(name));
    }
  }
  return fmt::format("; it exports {}{}",
                     fmt::join(std::span(names).first(std::min(names.size(), kMostShown)), ", "),
                     names.size() > kMostShown ? ", ..." : "");
}

}  // namespace silu::check
