#include "bench/turns.h"

#include <algorithm>
#include <chrono>

namespace silu::bench {

void take_turns(double seconds, const std::function<void()>& turn,
                const std::function<void(double)>& on_progress) {
  using Clock = std::chrono::steady_clock;
  constexpr int kFewestTurns = 5;
  const auto start = Clock::now();
  for (int turns = 0;; ++turns) {
    const std::chrono::duration<double> elapsed = Clock::now() - start;
    if (turns >= kFewestTurns && elapsed.count() >= seconds) return;
    on_progress(std::min(1.0, elapsed.count() / seconds));
    turn();
  }
}

}  // namespace silu::bench
