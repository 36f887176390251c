#include "check/kernel_worker.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <vector>

#include "check/symbols.h"
#include "io/descriptor.h"
#include "text/number.h"

namespace silu::check {
namespace {

// Lies around the results, where a page begins too far away to be a guard.
constexpr std::size_t kCanaryBytes = 64;  // no gap is longer
constexpr std::array<std::byte, kCanaryBytes> kCanary = [] {
  std::array<std::byte, kCanaryBytes> bytes{};
  bytes.fill(std::byte{0xA5});
  return bytes;
}();
// What results hold before the call: NaN in every dtype. A result that still does may be one; it is
// not written if another call leaves something else there, too.
constexpr std::byte kFill{0xFF};
constexpr std::byte kOtherFill{0x55};

// Lengths of calls in turn: each has a tail for every width of vectors.
constexpr std::array<std::size_t, 11> kShortLengths = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31};

constexpr Arrangement kInOrder = {.name = "in order"};

KernelState* state_for_handler = nullptr;

// Notes the address, and lets the signal end the process.
void note_fault(int signal, siginfo_t* info, void*) {
  if (info->si_code > 0) state_for_handler->fault = reinterpret_cast<std::uintptr_t>(info->si_addr);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

// On a stack of its own, for a kernel that has used up its own.
void note_faults(KernelState& state) {
  constexpr std::size_t kStackBytes = 1 << 16;
  static std::array<std::byte, kStackBytes> stack;
  state_for_handler = &state;
  stack_t alternative{};
  alternative.ss_sp = stack.data();
  alternative.ss_size = stack.size();
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_sigaction = note_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    ::sigaction(signal, &action, nullptr);
  }
}

// What a kernel prints is none of the program's output, and what it reads none of its input.
void redirect_standard_files() {
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  const int nothing = io::open_file("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
}

// Without a slash, dlopen searches the system's folders.
std::string path_of(const std::string& file) {
  return file.find('/') == std::string::npos ? "./" + file : file;
}

// "libkernel.so: invalid ELF header", from what dlerror says.
std::string reason_of(const std::string& file, std::string message) {
  const std::string prefix = path_of(file) + ": ";
  if (message.starts_with(prefix)) message.erase(0, prefix.size());
  std::ranges::replace(message, '\n', ' ');
  return fmt::format("{}: {}", file, message);
}

// Whether a symbol is data and not code.
bool is_object(void* address) {
  Dl_info info{};
  ElfW(Sym)* symbol = nullptr;
  return ::dladdr1(address, &info, reinterpret_cast<void**>(&symbol), RTLD_DL_SYMENT) != 0 &&
         symbol != nullptr && ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT;
}

class Worker {
 public:
  Worker(const Kernel& kernel, const KernelMemory& memory)
      : kernel_(kernel),
        memory_(memory),
        state_(memory.state()),
        arrangements_(arrangements_for(memory.dtype())) {
    arrangements_.erase(arrangements_.begin());  // that is how a block runs as a whole
  }

  Reply load() {
    void* const library = ::dlopen(path_of(kernel_.file).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return refuse(reason_of(kernel_.file, ::dlerror()));
    function_ = ::dlsym(library, kernel_.symbol.c_str());
    if (function_ != nullptr && !is_object(function_)) return Reply::kDone;
    return refuse(
        fmt::format("{}: no function {}{}", kernel_.file, text::quote(kernel_.symbol),
                    hint_for_symbol(kernel_.symbol, exported_functions(path_of(kernel_.file)))));
  }

  Reply run(std::size_t slot, bool with_lanes) {
    const std::size_t count = memory_.count(slot);
    const auto results = aligned_end(memory_.output(slot), count * result_bytes());
    std::array<std::byte*, 2> inputs{};
    for (std::size_t i = 0; i < memory_.columns(); ++i) {
      inputs[i] = aligned_end(memory_.input(slot, i), count * value_bytes()).data();
    }
    const auto array = memory_.output(slot);
    if (!call(nullptr, 0, count, inputs, results, array)) return Reply::kStrayed;
    if (has_filled(results, kFill)) {
      const std::vector<std::byte> first(results.begin(), results.end());
      if (!call(nullptr, 0, count, inputs, results, array, kOtherFill)) return Reply::kStrayed;
      if (find_unwritten(first, results)) return Reply::kUnwritten;
    }
    return with_lanes && !run_lanes(slot, results) ? Reply::kStrayed : Reply::kDone;
  }

  Reply run_one_by_one(std::size_t slot) {
    for (std::size_t i = 0; i < memory_.count(slot); ++i) {
      if (!call_in_scratch(nullptr, kInOrder, {slot, i, 1})) return Reply::kStrayed;
    }
    return Reply::kDone;
  }

 private:
  /// Some items of a slot.
  struct Items {
    std::size_t slot;
    std::size_t first;
    std::size_t count;
  };

  std::size_t value_bytes() const { return size_of(memory_.dtype()); }
  std::size_t result_bytes() const { return size_of(memory_.result_dtype()); }

  Reply refuse(const std::string& message) const {
    const std::size_t size = message.copy(state_.message.data(), state_.message.size() - 1);
    state_.message[size] = '\0';
    return Reply::kNotLoaded;
  }

  bool is_filled(std::span<const std::byte> results, std::size_t i, std::byte fill) const {
    const auto result = results.subspan(i * result_bytes(), result_bytes());
    return std::ranges::count(result, fill) == static_cast<std::ptrdiff_t>(result.size());
  }

  bool has_filled(std::span<const std::byte> results, std::byte fill) const {
    return with_type(memory_.result_dtype(), [&]<class T>(std::type_identity<T>) {
      BitsOf<T> filled = 0;
      std::memset(&filled, static_cast<int>(fill), sizeof filled);
      bool any = false;
      for (const auto& bits : std::span(reinterpret_cast<const BitsOf<T>*>(results.data()),
                                        results.size() / sizeof(T))) {
        any |= bits == filled;
      }
      return any;
    });
  }

  // Announces the first item whose result two calls have left as it was.
  bool find_unwritten(std::span<const std::byte> first, std::span<const std::byte> second) const {
    for (std::size_t i = 0; i < first.size() / result_bytes(); ++i) {
      if (!is_filled(first, i, kFill) || !is_filled(second, i, kOtherFill)) continue;
      announce(nullptr, i, 1);
      return true;
    }
    return false;
  }

  // Calls the kernel, with the results somewhere in an array: whether it wrote nothing else there.
  bool call(const char* arrangement, std::size_t first, std::size_t count,
            const std::array<std::byte*, 2>& inputs, std::span<std::byte> results,
            std::span<std::byte> array, std::byte fill = kFill) const {
    const auto before_bytes = static_cast<std::size_t>(results.data() - array.data());
    const auto before = array.first(before_bytes).last(std::min(before_bytes, kCanaryBytes));
    const auto behind = array.subspan(before_bytes + results.size());
    std::memcpy(before.data(), kCanary.data(), before.size());
    std::memset(results.data(), static_cast<int>(fill), results.size());
    std::memcpy(behind.data(), kCanary.data(), behind.size());
    announce(arrangement, first, count);
    call_function(inputs, results.data(), results.size() / result_bytes());
    return std::memcmp(before.data(), kCanary.data(), before.size()) == 0 &&
           std::memcmp(behind.data(), kCanary.data(), behind.size()) == 0;
  }

  // Relaxed, since a fence takes longer than a short call.
  void announce(const char* arrangement, std::size_t first, std::size_t count) const {
    constexpr auto kRelaxed = std::memory_order_relaxed;
    state_.arrangement.store(arrangement, kRelaxed);
    state_.first.store(first, kRelaxed);
    state_.count.store(count, kRelaxed);
    state_.calls.store(state_.calls.load(kRelaxed) + 1, kRelaxed);
  }

  void call_function(const std::array<std::byte*, 2>& inputs, std::byte* results,
                     std::size_t count) const {
    using Forward = void (*)(const void*, void*, std::size_t);
    using Backward = void (*)(const void*, const void*, void*, std::size_t);
    if (memory_.columns() == 1) {
      reinterpret_cast<Forward>(function_)(inputs[0], results, count);
    } else {
      reinterpret_cast<Backward>(function_)(inputs[0], inputs[1], results, count);
    }
  }

  std::span<const std::byte> input_of(const Items& items, std::size_t column) const {
    return aligned_end(memory_.input(items.slot, column), memory_.count(items.slot) * value_bytes())
        .subspan(items.first * value_bytes(), items.count * value_bytes());
  }

  // Calls the kernel on copies of some items, which end at a guard page; or if they are to be
  // unaligned, begin a value behind a cache line. The results are in scratch_results_ then.
  bool call_in_scratch(const char* name, const Arrangement& arrangement, const Items& items,
                       bool unaligned = false) {
    const std::size_t length = arrangement.length(items.count);
    const auto place = [&](std::span<std::byte> array, std::size_t size) {
      return unaligned ? aligned_end(array, (length + 1) * size).last(length * size)
                       : array.last(length * size);
    };
    std::array<std::byte*, 2> inputs{};
    for (std::size_t i = 0; i < memory_.columns(); ++i) {
      const auto input = place(memory_.input(KernelMemory::kScratch, i), value_bytes());
      arrange(arrangement, memory_.dtype(), 1, input_of(items, i), input.data());
      inputs[i] = input.data();
    }
    const auto array = memory_.output(KernelMemory::kScratch);
    scratch_results_ = place(array, result_bytes());
    return call(name, items.first, items.count, inputs, scratch_results_, array);
  }

  bool run_lanes(std::size_t slot, std::span<const std::byte> in_order) {
    LaneFindings findings;
    for (std::size_t first = 0; first < memory_.count(slot);) {
      const std::size_t count =
          std::min(GroupComparison::kItems, memory_.count(slot) - std::uint64_t{first});
      GroupComparison comparison(memory_.result_dtype(),
                                 in_order.subspan(first * result_bytes(), count * result_bytes()));
      if (!run_group({slot, first, count}, comparison)) return false;
      findings.add(comparison.findings(), first);
      first += count;
    }
    memory_.findings(slot) = findings;
    return true;
  }

  bool run_group(const Items& group, GroupComparison& comparison) {
    for (const auto& arrangement : arrangements_) {
      if (!call_in_scratch(arrangement.name, arrangement, group)) return false;
      comparison.compare(arrangement, scratch_results_);
    }
    constexpr std::array<std::size_t, 1> kOne = {1};
    const std::array<std::size_t, 1> whole = {group.count};
    return run_in_calls("alone", group, kOne, false, comparison) &&
           run_in_calls("in a short call", group, kShortLengths, false, comparison) &&
           run_in_calls("unaligned", group, whole, true, comparison);
  }

  // The items in order, in calls of some lengths in turn.
  bool run_in_calls(const char* name, const Items& group, std::span<const std::size_t> lengths,
                    bool unaligned, GroupComparison& comparison) {
    std::size_t done = 0;
    for (std::size_t turn = 0; done < group.count; ++turn) {
      const std::size_t count = std::min(lengths[turn % lengths.size()], group.count - done);
      const Items items = {group.slot, group.first + done, count};
      if (!call_in_scratch(name, kInOrder, items, unaligned)) return false;
      for (std::size_t i = 0; i < count; ++i) {
        comparison.compare(name, done + i, &scratch_results_[i * result_bytes()]);
      }
      done += count;
    }
    return true;
  }

  const Kernel& kernel_;
  const KernelMemory& memory_;
  KernelState& state_;
  std::vector<Arrangement> arrangements_;
  void* function_ = nullptr;
  std::span<std::byte> scratch_results_;
};

Reply carry_out(Worker& worker, const Command& command, bool with_lanes) {
  switch (command.kind) {
    case Command::Kind::kLoad:
      return worker.load();
    case Command::Kind::kRun:
      return worker.run(command.slot, with_lanes);
    case Command::Kind::kOneByOne:
      break;
  }
  return worker.run_one_by_one(command.slot);
}

}  // namespace

void serve_kernel(const Kernel& kernel, const KernelMemory& memory, bool with_lanes, int socket) {
  redirect_standard_files();
  note_faults(memory.state());
  memory.protect_inputs();
  Worker worker(kernel, memory);
  Command command{};
  while (io::retry([&] { return ::recv(socket, &command, sizeof command, 0); }) == sizeof command) {
    const Reply reply = carry_out(worker, command, with_lanes);
    io::retry([&] { return ::send(socket, &reply, sizeof reply, MSG_NOSIGNAL); });
    if (reply != Reply::kDone) break;  // the next call would overwrite what KernelState tells of it
  }
  std::fflush(nullptr);  // of what the kernel prints
}

}  // namespace silu::check
