#include "block/pass.h"

#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "bench/team.h"
#include "block/backend.h"

namespace silu::block {
namespace {

namespace fs = std::filesystem;

// Beside the program, or where it is installed. No search path of the program's own: the loader
// would look there for every other library, too, each time it starts.
fs::path find_module() {
  const auto folder = fs::read_symlink("/proc/self/exe").parent_path();
  const fs::path installed = (folder / SILU_MODULE_FOLDER).lexically_normal();
  for (const auto& each : {folder, installed}) {
    std::error_code ignored;
    if (fs::exists(each / kModuleFile, ignored)) return each / kModuleFile;
  }
  throw std::runtime_error(std::string(kModuleFile) + ", a part of silu-cli, is neither in " +
                           folder.string() + " nor in " + installed.string());
}

// libgomp reads it when it is loaded. A thread that waits awake for long (some ms by default) keeps
// other programs from the processor, and among them the system may run the one that it waits for.
// 1000 pauses, 15 us or more, bridge the time between two steps.
void limit_spinning() {
  constexpr int kKeep = 0;
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) ::setenv("GOMP_SPINCOUNT", "1000", kKeep);
}

const Backend& load_backend() {
  limit_spinning();
  // It stays for as long as the program runs: threads of its own wait in it.
  void* const module = ::dlopen(find_module().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) {
    const std::string reason = ::dlerror();
    throw std::runtime_error(
        reason + (reason.starts_with("libdnnl") ? "; install oneDNN (Debian: libdnnl2)" : ""));
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

std::ptrdiff_t count_threads() {
  return std::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator());
}

// Starts as many threads as libgomp will, for libgomp ends the program if it cannot. What libgomp
// has started, it keeps.
void require_threads(unsigned threads) {
  static unsigned available = 1;
  if (threads <= available) return;
  const auto before = count_threads();
  { const bench::Team started(threads); }
  // Where threads are limited, one counts until the system has cleared it away.
  for (int i = 0; i < 1000 && count_threads() > before; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  available = threads;
}

}  // namespace

std::vector<std::unique_ptr<Pass>> prepare_together(std::span<const Plan> plans,
                                                    const Weights& weights) {
  const Backend& loaded = backend();
  if (!plans.empty()) require_threads(plans.front().threads);
  return loaded.prepare_together(plans, weights);
}

std::unique_ptr<Pass> prepare(const Plan& plan, const Weights& weights) {
  return std::move(prepare_together({&plan, 1}, weights).front());
}

std::string backend_name() {
  return backend().name();
}

}  // namespace silu::block
