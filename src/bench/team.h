#pragma once

#include <barrier>
#include <functional>
#include <thread>
#include <vector>

namespace silu::bench {

/// Threads that wait for work, so that none has to be started while it is timed.
class Team {
 public:
  using Job = std::function<void(unsigned member)>;

  /// The calling thread is the first member.
  explicit Team(unsigned members);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  unsigned members() const { return static_cast<unsigned>(others_.size()) + 1; }

  /// Calls job(0), job(1), … at the same time, one a member; returns when all have. They must not
  /// throw.
  void run(const Job& job);

 private:
  // Those who are there, in the name of those who will not come, too.
  void send_home(std::size_t absent);

  const Job* job_ = nullptr;  // nullptr sends the others home
  std::barrier<> barrier_;
  std::vector<std::jthread> others_;
};

}  // namespace silu::bench
