// A first tier of float32 for a formula (formula-inl.h) that has a shorter estimate: mostly for an
// exponential, short polynomials in AVX-512's registers, and a wider rounding test. Its vectors in
// doubt go to the formula's own kernel.
//
// A Short brings
//
//   static constexpr int kErrorBits
//   static V64 Estimate(const F& f, V64 x)
//     f(x) times kBias<kErrorBits>, with a relative error below 2^-kErrorBits of it; or a zero, an
//     infinity or a NaN.

#if defined(SILU_SHORT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_SHORT_INL_H_
#undef SILU_SHORT_INL_H_
#else
#define SILU_SHORT_INL_H_
#endif

#include <cstddef>

#include "silu/kernels/formula-inl.h"
#include "silu/kernels/logistic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

#if HWY_TARGET <= HWY_AVX3

// factor e^(times y), for a times that is a power of two or minus one: relative error 2^-38.52 for
// |times y| <= 700. Zero or infinite where e^(times y) leaves the range of a double; a NaN for
// what is larger by far.
struct ShortExponential {
  constexpr ShortExponential(double times, double factor)
      : inverse(times * 0x1.71547652b82fep+0),
        step(-0x1.62e42fefa39efp-1 / times),
        a(-kQuartic.a / times),
        b(kQuartic.b / (times * times)),
        c(kQuartic.c / (times * times * times * times)),
        powers(PowersTimes(kQuartic.scale * times * times * times * times * factor)) {}

  HWY_INLINE V64 operator()(V64 y) const {
    const Reduction reduction(y, inverse, step, powers.of);
    const V64 r = reduction.rest;
    const V64 w = hn::MulAdd(r, r, Set(b));
    return hn::Mul(reduction.power, hn::MulAdd(hn::MulAdd(r, Set(a), w), w, Set(c)));
  }

  double inverse, step;
  double a, b, c;
  Powers powers;
};

// The float32 kernel, for Apply (blocks-inl.h).
template <class F, class Short>
struct ShortKernel {
  F f;
  const FormulaArguments& arguments;

  template <bool kStream>
  HWY_INLINE void ForBlocks(const float* x, float* y, size_t n) const {
    constexpr int k = Short::kErrorBits;
    const D64 d;
    const hn::Rebind<float, D64> df;
    const size_t lanes = hn::Lanes(d);
    const size_t size = 4 * lanes;
    for (; n > 0; n -= size, x += size, y += size) {
      PrefetchAhead(x, size);
      if constexpr (!kStream) PrefetchAhead(y, size);
      V64 argument[4];
      V64 result[4];
      for (size_t i = 0; i < 4; ++i) {
        argument[i] = hn::PromoteTo(d, hn::LoadU(df, x + i * lanes));
        result[i] = Short::Estimate(f, argument[i]);
      }
      if (HWY_UNLIKELY(AnyInDoubt<k>(result))) {
        if (HWY_UNLIKELY(!AreNumbers(argument))) {
          ForLimits(ForBlocksOf<ShortKernel>, this, arguments, x, y);
          continue;
        }
        for (size_t i = 0; i < 4; ++i) Decide(argument[i], result[i], y + i * lanes);
      } else {
        StoreResults<kStream>(d, result, y);
      }
    }
  }

 private:
  HWY_INLINE void Decide(V64 argument, V64 result, float* y) const {
    const hn::Rebind<float, D64> df;
    const FormulaKernel<F> kernel{f, arguments};
    const auto in_doubt = hn::RebindMask(D64(), InDoubt<Short::kErrorBits>(result));
    if (hn::AllFalse(D64(), hn::AndNot(kernel.Settled(argument), in_doubt))) {
      hn::StoreU(RoundToFloat(df, result), df, y);
    } else {
      kernel.ForVector(argument, y);
    }
  }
};

#else

template <class F, class Short>
using ShortKernel = FormulaKernel<F>;

#endif  // HWY_TARGET <= HWY_AVX3

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_SHORT_INL_H_
