#pragma once

#include <mpfr.h>

namespace oracle {

/// An mpfr_t that is freed with the object. mpfr_set_prec changes its precision.
class MpfrNumber {
 public:
  explicit MpfrNumber(mpfr_prec_t bits) {
    thread_local Caches caches;
    mpfr_init2(value_, bits);
  }
  // The one moved from is good for nothing but its end.
  MpfrNumber(MpfrNumber&& other) noexcept : value_{*other.value_} {
    other.value_->_mpfr_d = nullptr;
  }
  ~MpfrNumber() {
    if (value_->_mpfr_d != nullptr) mpfr_clear(value_);
  }
  MpfrNumber(const MpfrNumber&) = delete;
  MpfrNumber& operator=(const MpfrNumber&) = delete;

  operator mpfr_ptr() { return value_; }
  operator mpfr_srcptr() const { return value_; }

 private:
  // What MPFR keeps for each thread, freed at the thread's end for the leak checker's sake.
  struct Caches {
    ~Caches() { mpfr_free_cache(); }
  };

  mpfr_t value_;
};

}  // namespace oracle
