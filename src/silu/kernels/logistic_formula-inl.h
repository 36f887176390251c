// The float32 kernel of formulas that are polynomials of sigmoid: LogisticKernel (logistic-inl.h),
// with the formula's own kernel for what that leaves in doubt.

#if defined(SILU_LOGISTIC_FORMULA_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_LOGISTIC_FORMULA_INL_H_
#undef SILU_LOGISTIC_FORMULA_INL_H_
#else
#define SILU_LOGISTIC_FORMULA_INL_H_
#endif

#include <cstddef>
#include <cstring>

#include "silu/kernels/formula-inl.h"
#include "silu/kernels/logistic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

// A Family for it is made from the formula. Its logits are any numbers.
struct FormulaFamily : LogisticFamily {
  static constexpr double kScale = 1;
};

// One that takes s = sigmoid(-|u|), which is small where it must be exact.
struct SlopeFamily : FormulaFamily {
 protected:
  // A sum that cancels is not known well enough below 2^-8: 0 is in doubt.
  static HWY_INLINE V64 IfKnown(V64 sum, V64 value) {
    return hn::IfThenElseZero(Greater(hn::Abs(sum), 0x1p-8), value);
  }
};

#if SILU_LOGISTIC_FAST && HWY_NATIVE_FMA

template <class F, class Family>
struct WithFormula : Family {
  WithFormula(const F& f, const FormulaArguments& arguments) : Family(f), kernel{f, arguments} {}

  void Careful(const float* x, float* y, size_t count) const {
    const D64 d;
    const hn::Rebind<float, D64> df;
    for (size_t i = 0; i < count; i += hn::Lanes(d)) {
      kernel.ForVector(hn::PromoteTo(d, hn::LoadU(df, x + i)), y + i);
    }
  }

  FormulaKernel<F> kernel;
};

// The kernel of a formula F, for Apply (blocks-inl.h).
template <class F, class Family>
struct LogisticFormulaKernel {
  F f;
  const FormulaArguments& arguments;

  template <bool kStream>
  HWY_INLINE void ForBlocks(const float* x, float* y, size_t n) const {
    if constexpr (kStream) {
      Stream(x, y, n);
    } else {
      Compute(x, y, n);
    }
  }

 private:
  HWY_NOINLINE void Compute(const float* x, float* y, size_t n) const {
    const LogisticKernel<WithFormula<F, Family>> kernel{{f, arguments}};
    kernel.template ForBlocks<false>(x, y, n);
  }

  // By way of a buffer: the kernel is large, and a second one would gain little.
  void Stream(const float* x, float* y, size_t n) const {
    constexpr size_t kMost = 1024;
    const hn::ScalableTag<float> d;
    HWY_ALIGN float buffer[kMost];
    for (size_t i = 0; i < n; i += kMost) {
      const size_t size = HWY_MIN(kMost, n - i);
      Compute(x + i, buffer, size);
      for (size_t k = 0; k < size; k += hn::Lanes(d)) {
        StoreResult<true>(hn::Load(d, buffer + k), d, y + i + k);
      }
    }
  }
};

#else

// Without FMA (before 2013) it gains a fifth, and is twice as large.
template <class F, class Family>
using LogisticFormulaKernel = FormulaKernel<F>;

#endif  // SILU_LOGISTIC_FAST && HWY_NATIVE_FMA

// A row of the table (kernel_table.h).
template <class F, class Family>
constexpr FormulaRow MakeLogisticRow(const Activation& activation, int order,
                                     bool (*is_usual)(const ParameterValues&),
                                     bool (*accepts)(const ParameterValues&) = always) {
  return MakeRow<F, LogisticFormulaKernel<F, Family>>(activation, order, is_usual, accepts);
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_LOGISTIC_FORMULA_INL_H_
