#pragma once

#include <atomic>

#if defined(__SSE2__)
#include <xmmintrin.h>
#elif defined(__aarch64__)
#include <cstdint>
#else
#include <cfenv>
#endif

namespace silu {

/// Until the end of its block, the thread has the floating-point environment that the kernels are
/// written for: rounding to nearest, subnormal numbers, no traps. Then that of the caller is back,
/// exception flags included. It belongs to the thread, so every thread needs one of its own.
///
/// Not <cfenv>'s where there is another way: its functions also save and load the x87 unit, which
/// nothing here uses, and that takes many times as long.
class DefaultEnvironment {
 public:
  DefaultEnvironment() : callers_(read()) {
    set_default(callers_);
    // Arithmetic may move past the instructions that change the mode; memory accesses may not move
    // past this, and they are what the arithmetic is between.
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
  ~DefaultEnvironment() {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    restore(callers_);
  }
  DefaultEnvironment(const DefaultEnvironment&) = delete;
  DefaultEnvironment& operator=(const DefaultEnvironment&) = delete;

 private:
#if defined(__SSE2__)
  // Writing the register takes longer than reading it, and rarely changes anything.
  using State = unsigned;
  static constexpr State kDefault = 0x1f80;
  static constexpr State kFlags = 0x3f;

  static State read() {
    return _mm_getcsr();
  }
  static void set_default(State state) {
    if ((state & ~kFlags) != kDefault) _mm_setcsr(kDefault);
  }
  static void restore(State state) {
    if (_mm_getcsr() != state) _mm_setcsr(state);
  }
#elif defined(__aarch64__)
  struct State {
    std::uint64_t control, flags;
  };

  static State read() {
    State state;
    asm volatile("mrs %0, fpcr" : "=r"(state.control));
    asm volatile("mrs %0, fpsr" : "=r"(state.flags));
    return state;
  }
  static void write_control(std::uint64_t control) {
    asm volatile("msr fpcr, %0" : : "r"(control));
  }
  static void set_default(const State& state) {
    if (state.control != 0) write_control(0);
  }
  static void restore(const State& state) {
    if (state.control != 0) write_control(state.control);
    asm volatile("msr fpsr, %0" : : "r"(state.flags));
  }
#else
  using State = std::fenv_t;

  static State read() {
    State state;
    std::fegetenv(&state);
    return state;
  }
  static void set_default(const State& /* state */) {
    std::fesetenv(FE_DFL_ENV);
  }
  static void restore(const State& state) {
    std::fesetenv(&state);
  }
#endif

  State callers_;
};

}  // namespace silu
