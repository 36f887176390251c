/// Compares float32 results for all 2^32 inputs with the correctly rounded ones: every function of
/// the catalogue and its first derivative, with default parameters (prelu with its example).
///
///   accuracy_every DIRECTORY              what DIRECTORY has no record of, one function and order
///                                         after the other
///   accuracy_every DIRECTORY NAME ...     of functions whose names begin so
///
/// DIRECTORY gets a file for each that is done: what was tried, how many results were wrong, when,
/// and on which processor. To go on after an interruption, start it again. A record that is older
/// than this program is of no use, and made anew. Exits with 1 if a single result is wrong.
#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../silu/functions.h"
#include "correctly_rounded.h"
#include "parallel.h"
#include "progress.h"
#include "silu/target.h"

namespace {

using silu::Function;

constexpr std::uint64_t kPatterns = std::uint64_t{1} << 32;
constexpr std::size_t kPart = 1 << 14;
constexpr std::size_t kBlock = 1 << 22;

std::vector<Function> values_and_slopes() {
  std::vector<Function> all;
  for (const auto* each : silu::catalogue()) {
    const bool has_defaults =
        each->parameters.empty() || each->parameters[0].default_value.has_value();
    const Function function =
        has_defaults ? Function(*each) : Function(*each, silu::examples(*each));
    all.push_back(function);
    all.push_back(function.derivative(1));
  }
  return all;
}

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown processor";
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm parts = {};
  std::array<char, 16> text = {};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", gmtime_r(&now, &parts));
  return text.data();
}

// All inputs of one function.
class Proof {
 public:
  explicit Proof(const Function& function) : function_(function), reference_(function) {
    for (const auto target : silu::targets()) {
      if (tallies_.empty() || target == "AVX2") tallies_.push_back({target, 0});
    }
  }

  void run() {
    for (std::uint64_t first = 0; first < kPatterns; first += kBlock) {
      for (std::size_t i = 0; i < kBlock; ++i) {
        x_[i] = std::bit_cast<float>(static_cast<std::uint32_t>(first + i));
      }
      in_parallel(kBlock / kPart, [&](std::size_t part) {
        const auto x = std::span<const float>(x_).subspan(part * kPart, kPart);
        std::ranges::copy(reference_.results(x),
                          right_.begin() + static_cast<std::ptrdiff_t>(part * kPart));
      });
      for (Tally& tally : tallies_) count_wrong(tally);
      show_progress(first + kBlock, kPatterns);
    }
    silu::use_target(silu::targets().front());
  }

  std::uint64_t wrong() const {
    std::uint64_t sum = 0;
    for (const Tally& tally : tallies_) sum += tally.wrong;
    return sum;
  }

  std::string report() const {
    std::string text = function_.name() + ": " + std::to_string(kPatterns) + " inputs";
    for (const Tally& tally : tallies_) {
      text += ", " + std::to_string(tally.wrong) + " wrong on " + std::string(tally.target);
    }
    return text;
  }

 private:
  struct Tally {
    std::string_view target;
    std::uint64_t wrong;
  };

  void count_wrong(Tally& tally) {
    silu::use_target(tally.target);
    std::atomic<std::uint64_t> wrong = 0;
    in_parallel(kBlock / kPart, [&](std::size_t part) {
      std::array<float, kPart> y;
      const auto x = std::span(x_).subspan(part * kPart, kPart);
      function_(x, y);
      for (std::size_t i = 0; i < kPart; ++i) {
        const float right = right_[part * kPart + i];
        if (same_value(y[i], right)) continue;
        if (tally.wrong + wrong++ > 0) continue;
        std::printf("%s, %s: x = %a, computed %a, correctly rounded %a\n", function_.name().c_str(),
                    std::string(tally.target).c_str(), static_cast<double>(x[i]),
                    static_cast<double>(y[i]), static_cast<double>(right));
      }
    });
    tally.wrong += wrong;
  }

  const Function function_;
  const oracle::Reference reference_;
  std::vector<Tally> tallies_;
  std::vector<float> x_ = std::vector<float>(kBlock);
  std::vector<float> right_ = std::vector<float>(kBlock);
};

bool is_done(const std::filesystem::path& record) {
  return std::filesystem::exists(record) && std::filesystem::last_write_time(record) >
                                                std::filesystem::last_write_time("/proc/self/exe");
}

// Whether all results are right.
bool prove(const Function& function, const std::filesystem::path& record) {
  const auto start = std::chrono::steady_clock::now();
  Proof proof(function);
  proof.run();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const std::string line = proof.report() + "; " + std::to_string(std::lround(seconds.count())) +
                           " s, " + today() + ", " + processor();
  std::puts(line.c_str());
  std::fflush(stdout);
  if (proof.wrong() == 0) std::ofstream(record) << line << '\n';
  return proof.wrong() == 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: accuracy_every DIRECTORY [NAME ...]\n", stderr);
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  std::filesystem::create_directories(directory);
  const std::span<char*> names(argv + 2, argv + argc);
  bool right = true;
  for (const Function& function : values_and_slopes()) {
    const auto begins = [&](std::string_view name) { return function.name().starts_with(name); };
    if (!names.empty() && std::ranges::none_of(names, begins)) continue;
    const auto record = directory / (function.name() + ".txt");
    if (!is_done(record)) right = prove(function, record) && right;
  }
  return right ? 0 : 1;
}
