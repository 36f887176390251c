#include "block/pass.h"

#include <dlfcn.h>

#include <filesystem>
#include <stdexcept>
#include <string_view>

#include "block/backend.h"

namespace silu::block {
namespace {

// Beside the program, or where it is installed. No search path of the program's own: the loader
// would look there for every other library, too, each time it starts.
std::filesystem::path find_module() {
  const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const auto beside = folder / kModuleFile;
  return std::filesystem::exists(beside) ? beside : folder / SILU_MODULE_FOLDER / kModuleFile;
}

const Backend& load_backend() {
  // It stays for as long as the program runs: threads of its own wait in it.
  void* const module = ::dlopen(find_module().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) {
    throw std::runtime_error(std::string(::dlerror()) + "; the block requires oneDNN (libdnnl2)");
  }
  const auto* const backend = static_cast<const Backend*>(::dlsym(module, kBackendSymbol));
  if (backend == nullptr || std::string_view(backend->build) != kBuild ||
      backend->interface_bytes != kInterfaceBytes) {
    throw std::runtime_error(
        std::string(kModuleFile) +
        " and silu-cli come from different builds; install both from the same one");
  }
  return *backend;
}

const Backend& backend() {
  static const Backend& loaded = load_backend();
  return loaded;
}

}  // namespace

std::unique_ptr<Pass> prepare(const Plan& plan, const Weights& weights) {
  return backend().prepare(plan, weights);
}

std::string backend_name() {
  return backend().name();
}

}  // namespace silu::block
