#include "bench/team.h"

namespace silu::bench {

Team::Team(unsigned members) : barrier_(members) {
  for (unsigned member = 1; member < members; ++member) {
    others_.emplace_back([this, member] {
      while (true) {
        barrier_.arrive_and_wait();
        if (job_ == nullptr) return;
        (*job_)(member);
        barrier_.arrive_and_wait();
      }
    });
  }
}

Team::~Team() {
  job_ = nullptr;
  barrier_.arrive_and_wait();
}

void Team::run(const Job& job) {
  job_ = &job;
  barrier_.arrive_and_wait();
  job(0);
  barrier_.arrive_and_wait();
}

}  // namespace silu::bench
