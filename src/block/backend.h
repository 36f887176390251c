#pragma once

#include "block/pass.h"

/// What the module behind pass.h must have. It is loaded at run time, so that the rest of the
/// program does not wait for oneDNN's 40 MB.
namespace silu::block {

struct Backend {
  const char* build;  ///< of which version and compiler the module is: C++ classes go across,
  std::size_t interface_bytes;  ///< and these must be the same on both sides
  std::string (*name)();
  std::vector<std::unique_ptr<Pass>> (*prepare_together)(std::span<const Plan> plans,
                                                         const Weights& weights);
};

inline constexpr auto kModuleFile = "silu_onednn.so";
inline constexpr auto kBackendSymbol = "silu_block_backend";
inline constexpr auto kBuild = SILU_VERSION ", compiled by " __VERSION__;
inline constexpr std::size_t kInterfaceBytes = sizeof(Plan) + sizeof(Weights) + sizeof(Step);

}  // namespace silu::block
