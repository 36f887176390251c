#pragma once

/// The largest error of a function, in ULP, and where it is; negative until one is included.
struct Largest {
  double error = -1;
  double x = 0;

  void include(const Largest& other) {
    if (other.error > error) *this = other;
  }
};
