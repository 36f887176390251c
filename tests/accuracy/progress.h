#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdio>

/// Tells on a terminal what share is done; when all is, wipes that again.
inline void show_progress(std::uint64_t done, std::uint64_t all) {
  if (isatty(STDERR_FILENO) == 0) return;
  std::fprintf(stderr, "\r%3llu %%%s", static_cast<unsigned long long>(100 * done / all),
               done < all ? "" : "\r\x1b[K");
}
