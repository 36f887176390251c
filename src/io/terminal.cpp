#include "io/terminal.h"

#include <langinfo.h>
#include <locale.h>

#include <string_view>

namespace silu::io {

bool locale_is_utf8() {
  const locale_t locale = ::newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr) return false;
  const std::string_view charset = ::nl_langinfo_l(CODESET, locale);
  const bool is_utf8 = charset == "UTF-8";
  ::freelocale(locale);
  return is_utf8;
}

}  // namespace silu::io
