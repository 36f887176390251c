#include "io/processors.h"

#include <sched.h>

#include <algorithm>
#include <thread>

namespace silu::io {

unsigned usable_processors() {
  cpu_set_t usable;
  if (::sched_getaffinity(0, sizeof usable, &usable) == 0) {
    return static_cast<unsigned>(std::max(1, CPU_COUNT(&usable)));
  }
  return std::max(1U, std::thread::hardware_concurrency());  // more than a cpu_set_t can hold
}

}  // namespace silu::io
