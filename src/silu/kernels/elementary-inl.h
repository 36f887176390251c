// e^x, e^x - 1, log(1 + x) and the normal distribution for both number types of number-inl.h.
// Constants: tests/accuracy/derive_constants.py.

#if defined(SILU_ELEMENTARY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SILU_ELEMENTARY_INL_H_
#undef SILU_ELEMENTARY_INL_H_
#else
#define SILU_ELEMENTARY_INL_H_
#endif

#include <bit>
#include <cstddef>
#include <cstdint>

#include "silu/kernels/constants.h"
#include "silu/kernels/lookup-inl.h"
#include "silu/kernels/mills_tables.h"
#include "silu/kernels/number-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu {
namespace HWY_NAMESPACE {

// c[0] + c[1] x + ... by Horner's rule.
template <size_t kCount>
HWY_INLINE Estimate Polynomial(Estimate x, const double (&c)[kCount]) {
  V64 sum = Set(c[kCount - 1]);
  for (size_t k = kCount - 1; k-- > 0;) sum = hn::MulAdd(sum, x.hi, Set(c[k]));
  return Estimate(sum);
}

// sum x + c, for |sum x| <= |c|. Error < 2^-103 of the result; its parts may overlap by a bit or
// two.
HWY_INLINE DoubleDouble HornerStep(DoubleDouble sum, V64 x, V64 c_hi, V64 c_lo) {
  const DoubleDouble product = DoubleDouble::Product(sum.hi, x);
  const V64 low = hn::Add(product.lo, hn::Mul(sum.lo, x));
  const DoubleDouble high = DoubleDouble::FastSum(c_hi, product.hi);
  return {high.hi, hn::Add(high.lo, hn::Add(low, c_lo))};
}

// The same from the first kPairs coefficients as double-doubles and the others as doubles.
template <size_t kPairs, size_t kCount>
HWY_INLINE DoubleDouble Polynomial(V64 x, const Constant (&c)[kCount]) {
  V64 tail = Set(c[kCount - 1].hi);
  for (size_t k = kCount - 1; k-- > kPairs;) tail = hn::Add(hn::Mul(tail, x), Set(c[k].hi));
  DoubleDouble sum(tail);
  for (size_t k = kPairs; k-- > 0;) sum = HornerStep(sum, x, Set(c[k].hi), Set(c[k].lo));
  return sum;
}

#if HWY_TARGET <= HWY_AVX3
// y = rest - n step for the multiple n of 1/16 that is the nearest to y / -step = y inverse, and
// 2^n, of which powers[j] is 2^(j/16) times any factor.
struct Reduction {
  HWY_INLINE Reduction(V64 y, double inverse, double step, const double* powers) {
    const D64 d;
    // Adding 1.5 * 2^48 rounds to a multiple of 1/16 and leaves 16 n in the low bits of the sum.
    const V64 magic = Set(0x1.8p48);
    const V64 sum = hn::MulAdd(y, Set(inverse), magic);
    const V64 n = hn::Sub(sum, magic);
    rest = hn::MulAdd(n, Set(step), y);
    const V64 fraction = Lookup16(d, powers, hn::BitCast(hn::RebindToSigned<D64>(), sum));
    power = V64{_mm512_scalef_pd(fraction.raw, n.raw)};  // which takes the floor of n
  }

  V64 rest, power;
};
#endif

// e^x = power (1 + reduced), where power is a power of 2^(1/16), of 2^(1/2) or of 2.
template <class N>
struct Exponential;

// For -690 <= x <= 690; what is less counts as -690. Relative error of the value < 2^-46 for |x| <=
// 120 and < 2^-44 for all, of e^x - 1 < 2^-44. NaN gives NaN.
template <>
struct Exponential<Estimate> {
#if HWY_TARGET <= HWY_AVX3
  explicit HWY_INLINE Exponential(Estimate x) : Exponential(AtLeast(x.hi, -690.0), kExpSmall) {}

  // With another polynomial for (e^r - 1) / r, and for any argument: a NaN where e^x is too large,
  // or x too far from 0.
  template <size_t kCount>
  HWY_INLINE Exponential(V64 argument, const double (&coefficients)[kCount]) {
    const Reduction reduction(argument, 0x1.71547652b82fep+0, -0x1.62e42fefa39efp-1, kPowers);
    power = reduction.power;
    const V64 r = reduction.rest;
    reduced = hn::Mul(r, Polynomial(Estimate(r), coefficients).hi);
  }
#else
  explicit HWY_INLINE Exponential(Estimate x) {
    const D64 d;
    const V64 argument = AtLeast(x.hi, -690.0);
    const V64 log2e = Set(0x1.71547652b82fep+0);
    const V64 ln2 = Set(0x1.62e42fefa39efp-1);
#if HWY_TARGET == HWY_AVX2
    // Adding 1.5 * 2^51 rounds to a multiple of 1/2 and leaves 2 n in the low bits of the sum. Two
    // powers fit in a register and make the polynomial shorter. The second one lacks the last bit
    // of 2 n, which the shift leaves in the significand.
    alignas(16) static constexpr uint64_t kHalves[] = {
        std::bit_cast<uint64_t>(kPowers[0]),
        std::bit_cast<uint64_t>(kPowers[8]) - (uint64_t{1} << 51)};
    const hn::RebindToUnsigned<D64> du;
    const V64 magic = Set(0x1.8p51);
    const V64 sum = hn::MulAdd(argument, log2e, magic);
    const V64 n = hn::Sub(sum, magic);
    const auto bits = hn::BitCast(du, sum);
    const V64 halves = hn::BitCast(d, hn::LoadDup128(du, kHalves));
    // Bit 1 of the second operand selects.
    const V64 fraction{_mm256_permutevar_pd(halves.raw, hn::Add(bits, bits).raw)};
    power = hn::BitCast(d, hn::Add(hn::BitCast(du, fraction), hn::ShiftLeft<51>(bits)));
    const V64 r = hn::NegMulAdd(n, ln2, argument);
    reduced = hn::Mul(r, Polynomial(Estimate(r), kExpMiddle).hi);
#else
    // Adding 1.5 * 2^52 rounds to an integer and leaves it in the low bits of the sum.
    const hn::RebindToUnsigned<D64> du;
    const V64 magic = Set(0x1.8p52);
    const V64 sum = hn::MulAdd(argument, log2e, magic);
    const V64 n = hn::Sub(sum, magic);
    const auto exponent = hn::ShiftLeft<52>(hn::BitCast(du, sum));
    power = hn::BitCast(d, hn::Add(hn::BitCast(du, Set(1.0)), exponent));
    const V64 r = hn::NegMulAdd(n, ln2, argument);
    reduced = hn::Mul(r, Polynomial(Estimate(r), kExpWide).hi);
#endif
  }
#endif  // HWY_TARGET <= HWY_AVX3

  HWY_INLINE Estimate Value() const {
    return Estimate(hn::MulAdd(power, reduced, power));
  }
  HWY_INLINE Estimate MinusOne() const {
    return Estimate(hn::MulAdd(power, reduced, hn::Sub(power, Set(1.0))));
  }

  V64 power, reduced;
};

// 2^(j/16), for a result that is normal.
template <Pair N, class VI>
HWY_INLINE N SixteenthPower(VI j) {
  const D64 d;
  const hn::RebindToSigned<D64> di;
  // The multiples of 16, as an exponent.
  const auto sixteens = hn::AndNot(hn::Set(di, 15), j);
  const V64 scale = hn::BitCast(d, hn::Add(hn::BitCast(di, Set(1.0)), hn::ShiftLeft<48>(sixteens)));
  return Scale(N(Lookup16(d, kPowers, j), Lookup16(d, kPowersLow, j)), scale);
}

// For every x but NaN; what is beyond -700 and 650 counts as that. Relative error of the value <
// 2^-98, of e^x - 1 < 2^-94; below -600, where low parts underflow, it is more.
template <>
struct Exponential<DoubleDouble> {
  explicit HWY_NOINLINE Exponential(DoubleDouble x) : power(x), reduced(x) {
    const hn::RebindToSigned<D64> di;
    const V64 magic = Set(0x1.8p52);
    const V64 hi = AtMost(AtLeast(x.hi, -700.0), 650.0);
    const V64 lo = hn::IfThenElseZero(hn::Eq(hi, x.hi), x.lo);
    // x = n ln2/16 + r. n has 15 bits: the first two products are exact, and so is the first sum.
    const V64 shifted = hn::Add(hn::Mul(hi, Set(0x1.71547652b82fep+4)), magic);
    const V64 n = hn::Sub(shifted, magic);
    const V64 first = hn::Sub(hi, hn::Mul(n, Set(kLn2Over16High)));
    DoubleDouble r = DoubleDouble::Sum(first, hn::Neg(hn::Mul(n, Set(kLn2Over16Middle))));
    r = DoubleDouble::FastSum(r.hi, hn::Add(r.lo, hn::Sub(lo, hn::Mul(n, Set(kLn2Over16Low)))));

    // e^r = e^r.hi (1 + r.lo).
    const DoubleDouble series = Polynomial<7>(r.hi, kInverseFactorials);
    const DoubleDouble small = series * r.hi;
    reduced =
        DoubleDouble::FastSum(small.hi, hn::Add(small.lo, hn::Add(r.lo, hn::Mul(r.lo, small.hi))));

    power = SixteenthPower<DoubleDouble>(hn::BitCast(di, shifted));
  }

  HWY_INLINE DoubleDouble Value() const { return power + power * reduced; }
  // Above -1 even where e^x is as good as 0: that decides a tie.
  HWY_INLINE DoubleDouble MinusOne() const { return (power + -1.0) + power * reduced; }

  DoubleDouble power, reduced;
};

// u, but for an Estimate no more than the limit, beyond which f rounds as it does there: where
// e^u would be too large, or where f would be so near to a float32 that it is in doubt.
template <class N>
HWY_INLINE N UpTo(double limit, const N& u) {
  if constexpr (N::kIsExact) return u;
  return N(AtMost(u.hi, limit));
}
template <class N>
HWY_INLINE V64 UpTo(double limit, V64 x) {
  return N::kIsExact ? x : AtMost(x, limit);
}

// x, but for an Estimate no less than the limit, below which f rounds to zero.
template <class N>
HWY_INLINE V64 DownTo(double limit, V64 x) {
  return N::kIsExact ? x : AtLeast(x, limit);
}

template <class N>
HWY_INLINE N Exp(N x) {
  return Exponential<N>(x).Value();
}
template <class N>
HWY_INLINE N Expm1(N x) {
  return Exponential<N>(x).MinusOne();
}

// log(1 + x) for 0 <= x <= 1. Relative error < 2^-47, and < 2^-92.
HWY_INLINE Estimate Log1p(Estimate x) {
  // 2 atanh(x / (2 + x))
  const Estimate s = x / (x + 2.0);
  const Estimate square = s * s;
  return (s * 2.0) * Polynomial(square, kAtanh);
}
template <Pair N>
HWY_INLINE N Log1p(N x) {
  // A step of Newton's: y + log((1 + x) e^-y), whose logarithm is that of 1 + z for a small z.
  const V64 y = Log1p(Estimate(x.hi)).hi;
  const N z = x + (x + 1.0) * Expm1(N(hn::Neg(y)));
  const V64 half_square = hn::Mul(Set(0.5), hn::Mul(z.hi, z.hi));
  return N::FastSum(y, hn::Add(z.hi, hn::Sub(z.lo, half_square)));
}

// (1 - Phi(a)) / phi(a) for the normal distribution Phi and its density phi, a >= 0; at most 14.75
// for an Estimate, and what is more than 39 counts as that. Relative error < 2^-45, and < 2^-98.
template <class N>
N MillsRatio(V64 a);

#if HWY_TARGET <= HWY_AVX3

// A function of u from a table of polynomials, whose coefficients are in its columns: the lowest
// bit of the exponent of u and the first three of its significand are the column, and the others
// the argument.
template <size_t kCount>
HWY_INLINE V64 PolynomialByColumn(const double (&table)[kCount][16], V64 u) {
  const D64 d;
  const hn::RebindToSigned<D64> di;
  const auto bits = hn::BitCast(di, u);
  const auto column = hn::ShiftRight<49>(bits);
  const V64 begin = hn::BitCast(d, hn::And(bits, hn::Set(di, -(int64_t{1} << 49))));
  const V64 z = hn::Sub(u, begin);
  const auto coefficient = [&](size_t k) HWY_ATTR { return Lookup16(d, table[k], column); };
  // By pairs, whose sums need not wait for each other.
  const auto pair = [&](size_t k)
                        HWY_ATTR { return hn::MulAdd(coefficient(k + 1), z, coefficient(k)); };
  const V64 square = hn::Mul(z, z);
  V64 sum = kCount % 2 == 0 ? pair(kCount - 2) : coefficient(kCount - 1);
  for (size_t k = (kCount - 1) / 2 * 2; k >= 2; k -= 2) {
    sum = hn::MulAdd(sum, square, pair(k - 2));
  }
  return sum;
}

#endif

template <>
HWY_INLINE Estimate MillsRatio<Estimate>(V64 a) {
  const V64 shifted = hn::Add(a, Set(5.0));
#if HWY_TARGET <= HWY_AVX3
  return Estimate(PolynomialByColumn(kMillsColumns, shifted));
#else
  return Estimate(LookupPolynomial(D64(), kMillsRows, shifted));
#endif
}

// With so many coefficients as double-doubles: with all of them error < 2^-98, with
// kMillsShortPairs < 2^-71.
template <size_t kPairs>
HWY_INLINE DoubleDouble MillsRatioByPairs(V64 a) {
  const D64 d;
  const hn::RebindToSigned<D64> di;
  // A NaN must not become an index.
  const V64 argument = hn::IfThenElse(Less(a, 39.0), a, Set(39.0));
  const auto row = hn::ConvertTo(di, hn::Add(hn::Add(argument, argument), Set(0.5)));
  const V64 z = hn::Sub(argument, hn::Mul(hn::ConvertTo(d, row), Set(0.5)));
  HWY_ALIGN int64_t rows[hn::MaxLanes(d)];
  hn::Store(row, di, rows);
  const auto coefficient = [&](size_t column) HWY_ATTR {
    HWY_ALIGN double lanes[hn::MaxLanes(d)];
    for (size_t i = 0; i < hn::Lanes(d); ++i) lanes[i] = kMillsExact[rows[i]][column];
    return hn::Load(d, lanes);
  };
  V64 tail = coefficient(kMillsDegree);
  for (size_t k = kMillsDegree; k-- > kPairs;) {
    tail = hn::Add(hn::Mul(tail, z), coefficient(k));
  }
  DoubleDouble sum(tail);
  for (size_t k = kPairs; k-- > 0;) {
    sum = HornerStep(sum, z, coefficient(k), coefficient(kMillsDegree + 1 + k));
  }
  return sum;
}
constexpr size_t kMillsShortPairs = 8;

template <>
HWY_INLINE DoubleDouble MillsRatio<DoubleDouble>(V64 a) {
  return MillsRatioByPairs<kMillsPairs>(a);
}

// phi(x)
template <class N>
HWY_INLINE N NormalDensity(V64 x) {
  return Exp(N::Product(x, x) * -0.5) * kInverseRoot2Pi;
}

// 1 - Phi(|x|), for an x as MillsRatio takes. Relative error < 2^-44, and < 2^-96.
template <class N>
HWY_INLINE N NormalTail(V64 x) {
#if HWY_TARGET > HWY_AVX3
  // Without an exponential, whose polynomial is long here.
  if constexpr (!N::kIsExact) {
    return N(LookupPolynomial(D64(), kTailRows, hn::Sub(Set(19.75), hn::Abs(x))));
  }
#endif
  return NormalDensity<N>(x) * MillsRatio<N>(hn::Abs(x));
}

}  // namespace HWY_NAMESPACE
}  // namespace silu
HWY_AFTER_NAMESPACE();

#endif  // SILU_ELEMENTARY_INL_H_
