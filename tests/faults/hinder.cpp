// Runs silu-cli again and again while something goes wrong, and checks what is left:
//
//   hinder faults SILU_CLI FAILING_CALLS COUNT [FIRST]   calls of the system fail
//   hinder kills  SILU_CLI FAILING_CALLS COUNT [FIRST]   a signal strikes at a random time,
//                                                        or when a file has just been created
//
// FAILING_CALLS is failing_calls.so. Runs are numbered from FIRST (1), and a run's number is its
// seed: "hinder faults ... 1 1234" repeats run 1234. Each must hold what docs/reliability.md
// promises:
//   - the files are all as before, or the output is what it is without a hindrance;
//   - exit status 0 only in the latter case, and if standard output is complete;
//   - else status 2 and one line on standard error, or the end by the signal;
//   - a file keeps its attributes; or, where a call failed, loses an extended attribute, or lets
//     nobody but its owner see it;
//   - no other file is left, except that SIGKILL may leave one temporary file, and so may each
//     unlink that fails.
// A file that is a mount point, which takes root, may be damaged by SIGKILL, or if the message says
// so.
// Prints every violation and a summary; exit status 1 if there is a violation. The files are in
// TMPDIR, or in /tmp.

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <vector>

#include "calls.h"
#include "extended_attributes.h"
#include "temporary_folder.h"

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;
using Files = std::map<std::string, std::string>;  // contents by name
using Random = std::mt19937_64;

constexpr int kLongestMilliseconds = 60'000;

// What each run gets to read, and "old.csv", which it may replace.
constexpr const char* kInputs[][2] = {
    {"x.csv", "eval --range -10 10 40000 --format csv -o x.csv"},
    {"x.json", "eval --range -10 10 20000 -o x.json"},
    {"x.npy", "eval --range -10 10 300000 -o x.npy"},
    {"x.safetensors", "eval --range -10 10 300000 --dtype bf16 -o x.safetensors"},
    {"old.csv", "eval --range 0 1 1000 -o old.csv"},
};
constexpr const char* kLink = "link.csv";  // to old.csv

constexpr const char* kCases[] = {
    "eval -i x.csv --column silu -o new.csv",
    "eval -i x.csv --column x --keep -o old.csv",
    "eval -i x.csv --column silu -o link.csv",
    "compare -i x.csv --column x -o x.csv",
    "eval -i x.json --column x -o new.jsonl",
    "eval -i x.json --column x -o new.npy",
    "eval -i x.npy -o new.raw",
    "compare -i x.npy -o new.safetensors",
    "eval -i x.npy --inplace",
    "eval -f relu -i x.safetensors --inplace",
    "eval -i x.npy -o x.npy",
    "plot -i x.csv --column x -o new.svg",
    "compare --metrics -i x.csv --column x --format json -o new.json",
    "eval -i x.csv --column x",
    "eval -i x.npy --format csv",
    "compare -i x.csv --column x --format npy -f silu",
    "compare -i x.json --column x --format safetensors",
};

// With old.csv a mount point.
constexpr const char* kMountedCases[] = {
    "eval -i x.csv --column silu -o old.csv",
    "eval -i old.csv --column x -o old.csv",
};

constexpr const char* kOrigin = "user.origin";

constexpr int kSignals[] = {SIGKILL, SIGTERM, SIGINT,  SIGHUP,  SIGKILL, SIGTERM,
                            SIGINT,  SIGHUP,  SIGQUIT, SIGXCPU, SIGUSR1, SIGPWR};

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

Files read_all(const fs::path& folder) {
  Files files;
  for (const auto& each : fs::directory_iterator(folder)) {
    files[each.path().filename()] = contents(each.path());
  }
  return files;
}

// Who may do what with a file, and an extended attribute of it.
struct Attributes {
  mode_t mode;
  std::string acl;
  std::string origin;
};

Attributes attributes_of(const fs::path& file) {
  struct stat status {};
  ::stat(file.c_str(), &status);
  return {status.st_mode, get_attribute(file, kAccessAcl), get_attribute(file, kOrigin)};
}

// Some that a new file would not have, as far as the file system knows them. Files with an ACL take
// another way than those without.
void give_attributes(const fs::path& file) {
  constexpr mode_t kMode = 0640;
  ::chmod(file.c_str(), kMode);
  set_attribute(file, kOrigin, "sensor 7");
  if (file.extension() == ".csv") set_attribute(file, kAccessAcl, shared_with_nobody(0, 0));
}

bool are_kept(const Attributes& before, const Attributes& after, bool calls_failed) {
  const bool same_rights = after.mode == before.mode && after.acl == before.acl;
  const bool same_origin = after.origin == before.origin;
  if (!calls_failed) return same_rights && same_origin;
  const bool is_private = (after.mode & (S_IRWXG | S_IRWXO)) == 0;
  return (same_rights || is_private) && (same_origin || after.origin == kNoAttribute);
}

struct Program {
  std::string silu_cli;
  std::string failing_calls;
};

// How a run is hindered.
struct Hindrance {
  std::string seed = {};  // of the calls that fail; empty for none
  int signal = 0;
  bool at_creation = false;
  double after_milliseconds = kLongestMilliseconds;
};

struct Outcome {
  bool hangs = false;
  int signal = 0;   // that ended it
  int status = -1;  // or its exit status
  std::string output;
  std::string errors;
  Files files;
  Files temporary_files;
  bool attributes_are_kept = false;
  std::string faults;  // a byte for each, as failing_calls reports them
  double milliseconds = 0;
};

// A folder for one run: the files that its command names, the temporary folder, and what is
// printed.
class Run {
 public:
  Run(const fs::path& inputs, const std::string& command, bool mounted = false)
      : mounted_(mounted ? work() / "old.csv" : "") {
    fs::create_directory(work());
    fs::create_directory(temporary());
    for (std::string word : split(command)) {
      if (word == kLink) {
        word = "old.csv";
        fs::create_symlink(word, work() / kLink);
      }
      if (fs::exists(inputs / word)) {
        fs::copy(inputs / word, work() / word, fs::copy_options::skip_existing);
        give_attributes(work() / word);
        attributes_[word] = attributes_of(work() / word);
      }
    }
    if (mounted) ::mount(mounted_.c_str(), mounted_.c_str(), nullptr, MS_BIND, nullptr);
  }

  ~Run() {
    if (!mounted_.empty()) ::umount2(mounted_.c_str(), MNT_DETACH);  // also if still in use
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Files files() const { return read_all(work()); }

  Outcome operator()(const Program& program, const std::string& command,
                     const Hindrance& hindrance) {
    int report[2];
    if (::pipe2(report, O_NONBLOCK) != 0) std::abort();
    const auto start = Clock::now();
    const pid_t child = ::fork();
    if (child == 0) become(program, command, hindrance, report[1]);
    const int process = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
    if (process < 0) std::abort();
    Outcome outcome;
    if (!wait(process, hindrance.after_milliseconds) && !hindrance.at_creation) {
      ::kill(child, hindrance.signal);
    }
    if (!wait(process, kLongestMilliseconds)) {
      outcome.hangs = true;
      ::kill(child, SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(process);
    outcome.milliseconds = Milliseconds(Clock::now() - start).count();
    if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
    if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
    outcome.output = contents(folder_.path / "stdout");
    outcome.errors = contents(folder_.path / "stderr");
    outcome.files = files();
    outcome.temporary_files = read_all(temporary());
    char bytes[4096];
    for (ssize_t size = 0; (size = ::read(report[0], bytes, sizeof bytes)) > 0;) {
      outcome.faults.append(bytes, static_cast<std::size_t>(size));
    }
    ::close(report[0]);
    ::close(report[1]);
    outcome.attributes_are_kept = std::ranges::all_of(attributes_, [&](const auto& each) {
      return are_kept(each.second, attributes_of(work() / each.first), !outcome.faults.empty());
    });
    return outcome;
  }

 private:
  fs::path work() const { return folder_.path / "work"; }
  fs::path temporary() const { return folder_.path / "tmp"; }

  // Whether the process ended within that time.
  static bool wait(int process, double milliseconds) {
    const auto nanoseconds = static_cast<long>(milliseconds * 1e6);
    const timespec time{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
    pollfd ended{process, POLLIN, 0};
    return ::ppoll(&ended, 1, &time, nullptr) > 0;
  }

  [[noreturn]] void become(const Program& program, const std::string& command,
                           const Hindrance& hindrance, int report) const {
    for (int signal = 1; signal < SIGRTMIN; ++signal) ::signal(signal, SIG_DFL);
    fs::current_path(work());
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect(folder_.path / "stdout", O_WRONLY | O_CREAT, STDOUT_FILENO);
    redirect(folder_.path / "stderr", O_WRONLY | O_CREAT, STDERR_FILENO);
    ::setenv("TMPDIR", temporary().c_str(), 1);
    if (!hindrance.seed.empty()) {
      ::setenv("FAILING_CALLS", hindrance.seed.c_str(), 1);
      ::setenv("FAILING_CALLS_REPORT", std::to_string(report).c_str(), 1);
    }
    if (hindrance.at_creation) {
      ::setenv("FAILING_CALLS_SIGNAL", std::to_string(hindrance.signal).c_str(), 1);
    }
    if (!hindrance.seed.empty() || hindrance.at_creation) {
      ::setenv("LD_PRELOAD", program.failing_calls.c_str(), 1);
    }
    auto words = split(command);
    words.insert(words.begin(), "silu-cli");
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(program.silu_cli.c_str(), arguments.data());
    std::_Exit(127);
  }

  static void redirect(const fs::path& file, int flags, int descriptor) {
    ::dup2(::open(file.c_str(), flags, 0600), descriptor);
  }

  const TemporaryFolder folder_;
  const fs::path mounted_;
  std::map<std::string, Attributes> attributes_;  // before, by name
};

// A command, and what it does when nothing hinders it.
struct Case {
  std::string command;
  bool mounted;
  Files before;
  Files after = {};
  std::string output = {};
  double milliseconds = 0;
};

bool is_temporary(const std::string& name) {
  return name.starts_with(".silu-");
}

bool is_one_line(const std::string& text) {
  return text.starts_with("silu-cli: ") && text.find('\n') == text.size() - 1;
}

bool has_failed(const Outcome& outcome, Call call) {
  return outcome.faults.find(static_cast<char>(call)) != std::string::npos;
}

// One that rows wait in is used only after its name is removed. What waits to be copied over a
// mount point has a name.
bool has_used_temporary_file(const Case& done, const Outcome& outcome) {
  return !done.mounted && std::ranges::any_of(outcome.temporary_files, [](const auto& file) {
    return !file.second.empty();
  });
}

// What is wrong with an outcome; empty if nothing is.
std::string violation(const Case& expected, const Hindrance& hindrance, Outcome outcome) {
  if (outcome.hangs) return "hangs";
  if (has_used_temporary_file(expected, outcome)) return "leaves rows in TMPDIR";
  if (outcome.signal == SIGKILL || has_failed(outcome, Call::kUnlink)) {
    for (auto* files : {&outcome.files, &outcome.temporary_files}) {
      std::erase_if(*files, [](const auto& file) { return is_temporary(file.first); });
    }
  }
  if (!outcome.attributes_are_kept) return "a file has other attributes";
  for (const auto& [name, content] : outcome.files) {
    if (!expected.before.contains(name) && !expected.after.contains(name)) return "leaves " + name;
  }
  if (!outcome.temporary_files.empty()) return "leaves a file in TMPDIR";
  const bool is_done = outcome.files == expected.after;
  if (!is_done && outcome.files != expected.before) {
    const bool may_be = outcome.signal == SIGKILL ||
                        outcome.errors.find("overwritten in part") != std::string::npos;
    return expected.mounted && may_be ? "" : "a file is damaged";
  }
  if (outcome.status == 0) {
    for (const auto call : {Call::kFsync, Call::kClose}) {
      if (has_failed(outcome, call))
        return std::string("status 0 after a failed ") + kCallNames[static_cast<int>(call)];
    }
    if (!is_done) return "status 0, but the file is the old one";
    return outcome.output == expected.output ? "" : "status 0, but wrong standard output";
  }
  if (outcome.signal != 0) {
    return outcome.signal == hindrance.signal ? "" : "another signal ends it";
  }
  if (outcome.status != 2) return "status " + std::to_string(outcome.status);
  if (hindrance.signal != 0) return "status 2: " + outcome.errors;
  if (is_done && expected.before != expected.after && !expected.mounted)
    return "status 2, but the file is the new one";
  return is_one_line(outcome.errors) ? "" : "not one line: " + outcome.errors;
}

using Counts = std::map<std::string, long>;

void count(Counts& counts, const Case& done, const Hindrance& hindrance, const Outcome& outcome) {
  for (const char index : outcome.faults) {
    ++counts[std::string("failed calls of ") + kCallNames[index % kHarmless]];
  }
  if (hindrance.at_creation && outcome.signal != 0) ++counts["signals when a file was created"];
  ++counts[outcome.faults.empty() && hindrance.signal == 0 ? "runs without a failed call" : "runs"];
  const std::string why = outcome.signal == SIGKILL ? "SIGKILL" : "a failed unlink";
  for (const auto* files : {&outcome.files, &outcome.temporary_files}) {
    for (const auto& [name, content] : *files) {
      if (is_temporary(name)) ++counts["temporary files left by " + why];
    }
  }
  if (outcome.signal == 0) {
    ++counts["ended with status " + std::to_string(outcome.status)];
    return;
  }
  ++counts[std::string("ended by SIG") + ::sigabbrev_np(outcome.signal)];
  if (done.mounted && outcome.files != done.before && outcome.files != done.after) {
    ++counts["mount points damaged by SIGKILL"];
  }
  if (done.before != done.after && outcome.files == done.after) {
    ++counts["ended by a signal, output complete"];
  }
}

fs::path make_inputs(const Program& program, const fs::path& folder) {
  fs::create_directory(folder);
  for (const auto& [name, command] : kInputs) {
    Run run(folder, command);
    std::ofstream(folder / name, std::ios::binary) << run(program, command, {}).files[name];
  }
  return folder;
}

// For mount points that nobody else sees.
bool can_mount() {
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

std::vector<Case> make_cases(const Program& program, const fs::path& inputs) {
  std::vector<Case> cases;
  for (const auto* command : kCases) cases.push_back({command, false, {}});
  if (can_mount()) {
    for (const auto* command : kMountedCases) cases.push_back({command, true, {}});
  }
  for (auto& each : cases) {
    Run run(inputs, each.command, each.mounted);
    each.before = run.files();
    auto outcome = run(program, each.command, {});
    if (outcome.status != 0) {
      std::printf("%s: %s", each.command.c_str(), outcome.errors.c_str());
      std::exit(2);
    }
    each.after = std::move(outcome.files);
    each.output = std::move(outcome.output);
    each.milliseconds = outcome.milliseconds;
  }
  return cases;
}

Hindrance choose_hindrance(bool faults, unsigned long number, double milliseconds, Random& random) {
  if (faults) return {.seed = std::to_string(number)};
  const int signal = kSignals[random() % std::size(kSignals)];
  if (random() % 8 == 0) return {.signal = signal, .at_creation = true};
  std::uniform_real_distribution<double> time(0, 1.2 * milliseconds);
  return {.signal = signal, .after_milliseconds = time(random)};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const bool faults = std::strcmp(argv[1], "faults") == 0;
  const Program program{fs::absolute(argv[2]), fs::absolute(argv[3])};
  const unsigned long runs = std::strtoul(argv[4], nullptr, 10);
  const unsigned long first = argc > 5 ? std::strtoul(argv[5], nullptr, 10) : 1;
  const TemporaryFolder folder;
  const auto inputs = make_inputs(program, folder.path / "inputs");
  const auto cases = make_cases(program, inputs);
  Counts counts;
  long violations = 0;
  for (unsigned long number = first; number < first + runs; ++number) {
    Random random(number);
    const Case& chosen = cases[random() % cases.size()];
    const auto command = chosen.command + (random() % 2 == 0 ? " --threads 1" : " --threads 2");
    const auto hindrance = choose_hindrance(faults, number, chosen.milliseconds, random);
    Run run(inputs, command, chosen.mounted);
    const auto outcome = run(program, command, hindrance);
    count(counts, chosen, hindrance, outcome);
    if (const auto wrong = violation(chosen, hindrance, outcome); !wrong.empty()) {
      ++violations;
      std::printf("run %lu, %s: %s\n", number, command.c_str(), wrong.c_str());
    }
  }
  for (const auto& [what, number] : counts) std::printf("%8ld %s\n", number, what.c_str());
  std::printf("%8ld violations\n", violations);
  return violations == 0 ? 0 : 1;
}
