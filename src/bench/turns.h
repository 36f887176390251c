#pragma once

#include <functional>

namespace silu::bench {

/// Calls turn() again and again for some seconds, and a number of times at least: in it each of
/// those who are compared does a sample, so that what else the machine does hits all alike. Calls
/// on_progress with the share of the time that is over before each turn.
void take_turns(double seconds, int fewest_turns, const std::function<void()>& turn,
                const std::function<void(double)>& on_progress);

}  // namespace silu::bench
