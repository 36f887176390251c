#include "bench/team.h"

#include <stdexcept>
#include <string>
#include <system_error>
#include <tuple>

namespace silu::bench {

Team::Team(unsigned members) : barrier_(members) {
  others_.reserve(members - 1);
  try {
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
  } catch (const std::system_error& error) {
    send_home(members - others_.size());
    throw std::runtime_error("cannot start " + std::to_string(members) +
                             " threads: " + error.what());
  } catch (...) {
    send_home(members - others_.size());
    throw;
  }
}

void Team::send_home(std::size_t absent) {
  std::ignore = barrier_.arrive(static_cast<std::ptrdiff_t>(absent));
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
