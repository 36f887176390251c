// Kernels that copy their input, with a fault each.

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

void copy(const float* x, float* y, std::size_t n) {
  std::copy_n(x, n, y);
}

// Whether the value is among the inputs, which are 0, 1, 2, ...
bool has(const float* x, std::size_t n, float value) {
  return std::count(x, x + n, value) > 0;
}

constexpr float kBad = 70'000;  // in the second block

volatile bool forever = true;
int* volatile nowhere = reinterpret_cast<int*>(4096);  // null is what sanitizers look for

int recurse(int depth) {
  volatile char frame[4096];
  frame[0] = static_cast<char>(depth);
  return forever ? recurse(depth + 1) + frame[0] : 0;
}

}  // namespace

extern "C" {

extern float data_f32[2];
float data_f32[2] = {1, 2};

void copy_f32(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
}

void copy_f64(const double* x, double* y, std::size_t n) {
  std::copy_n(x, n, y);
}

void negate_bf16(const std::uint16_t* x, std::uint16_t* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = static_cast<std::uint16_t>(x[i] ^ 0x8000);
}

void product(const float* x, const float* dy, float* dx, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) dx[i] = x[i] * dy[i];
}

void crash(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (has(x, n, kBad)) *nowhere = 1;
}

void crash_when_full(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (n > 1 && has(x, n, kBad)) std::raise(SIGSEGV);
}

void crash_alone(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (n == 1 && x[0] == 300) std::abort();
}

// As kernels of numbers: faults at some inputs.

void one_step_off(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const bool is_bad = x[i] == 1.5F || x[i] == -3 || x[i] == 0x1p-126F;
    y[i] = is_bad ? std::nextafter(x[i], INFINITY) : x[i];
  }
}

void flush(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = std::fabs(x[i]) < 0x1p-126F ? std::copysign(0.0F, x[i]) : x[i];
  }
}

void drop_nan(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::isnan(x[i]) ? 0 : x[i];
}

void wrong_tail(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] < -20 ? -20 : x[i];
}

// The backward pass of the identity, and one that loses the gradient.
void backward(const float* /*x*/, const float* dy, float* dx, std::size_t n) {
  copy(dy, dx, n);
}

void backward_lost(const float* x, const float* dy, float* dx, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) dx[i] = x[i] < 0 ? 0 : dy[i];
}

void divide_by_zero(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (has(x, n, kBad)) std::raise(SIGFPE);
}

void recurse_forever(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (has(x, n, kBad)) y[0] = static_cast<float>(recurse(0));
}

void throw_exception(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (has(x, n, kBad)) throw 1;
}

void quit(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (has(x, n, kBad)) std::exit(0);
}

void hang(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  while (has(x, n, kBad)) ::pause();
}

void write_behind(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  const_cast<volatile float*>(y)[n] = 0;
}

void write_before(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  const_cast<volatile float*>(y)[-1] = 0;
}

void read_behind(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (const_cast<const volatile float*>(x)[n] < 0) y[0] = 0;
}

void write_input(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  const_cast<float*>(x)[0] = 1;
}

void skip_last(const float* x, float* y, std::size_t n) {
  copy(x, y, n - 1);
}

void print(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  std::printf("a kernel prints\n");
}

void read_input(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (std::getchar() != EOF) y[0] = -1;
}

void place(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] + (i % 4 == 1 ? 1.0F : 0.0F);
}

void tail(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] + (i >= n / 8 * 8 && n > 1 ? 1.0F : 0.0F);
}

void alone(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (n == 1 && x[0] == 300) y[0] = 0;
}

void unaligned(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
  if (n == 256 && reinterpret_cast<std::uintptr_t>(y) % 16 != 0) y[7] = 0;
}

void beside_nan(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = x[i];
    if (i > 0 && std::isnan(x[i - 1])) y[i] = 0;
  }
}

}  // extern "C"

// Its name is not what it seems.
void cpp_kernel(const float* x, float* y, std::size_t n);
void cpp_kernel(const float* x, float* y, std::size_t n) {
  copy(x, y, n);
}
