#pragma once

namespace silu::io {

/// Whether the environment's locale (LC_ALL, LC_CTYPE, LANG) prints UTF-8. The locale of the
/// program itself stays "C".
bool locale_is_utf8();

}  // namespace silu::io
