#pragma once

#include <doctest/doctest.h>

#include "silu/target.h"

namespace silu {

// Runs a test on each target, and leaves the best one in use.
template <class Test>
void on_every_target(Test test) {
  for (const auto target : targets()) {
    CAPTURE(target);
    use_target(target);
    test();
  }
  use_target(targets().front());
}

}  // namespace silu
