#include "bench/turns.h"

#include <algorithm>
#include <chrono>

namespace silu::bench {

void take_turns(double seconds, int fewest_turns, const std::function<void()>& turn,
                const std::function<void(double)>& on_progress) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  for (int turns = 0;; ++turns) {
    const std::chrono::duration<double> elapsed = Clock::now() - start;
    if (turns >= fewest_turns && elapsed.count() >= seconds) return;
    on_progress(std::min(1.0, elapsed.count() / seconds));
    turn();
  }
}

}  // namespace silu::bench
