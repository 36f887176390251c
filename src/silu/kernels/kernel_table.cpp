#include "silu/kernels/kernel_table.h"

#include <cmath>
#include <cstdlib>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/kernels/kernel_table.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/catalogue/rows.h"
#include "silu/kernels/float32-inl.h"
#include "silu/kernels/float64-inl.h"
#include "silu/kernels/limits-inl.h"
#include "silu/kernels/narrow-inl.h"
#include "silu/kernels/product-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {

constexpr Kernels kSiluKernels = make_kernels(SiluF32, SiluF64);

constexpr KernelRow kRows[] = {
    {&kSilu, 0, kSiluKernels},
    {&kSwish, 0, kSiluKernels},  // with beta = 1
    {&kSigmoid, 0, make_kernels(SigmoidF32, SigmoidF64)},
    {&kRelu, 0, make_kernels(ReluF32, ReluF64, ReluF16, ReluBF16)},
};

// Defined by the family's source.
extern const std::span<const FormulaRow> kGatedRows, kSigmoidRows, kExponentialRows, kSoftplusRows,
    kMishRows, kGeluRows, kAlgebraicRows, kPiecewiseRows;

const std::span<const FormulaRow>* const kFamilies[] = {
    &kGatedRows, &kSigmoidRows, &kExponentialRows, &kSoftplusRows,
    &kMishRows,  &kGeluRows,    &kAlgebraicRows,   &kPiecewiseRows,
};

extern const KernelTable kTable = {
    HWY_TARGET, hwy::TargetName(HWY_TARGET), kRows, kFamilies, kProducts, LookUpAll16, LookUpAll8};

}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace silu {

std::span<const KernelTable* const> compiled_tables() {
  static constexpr const KernelTable* kTables[] = {
#if HWY_TARGETS & HWY_AVX3
    &N_AVX3::kTable,
#endif
#if HWY_TARGETS & HWY_AVX2
    &N_AVX2::kTable,
#endif
#if HWY_TARGETS & HWY_SSE4
    &N_SSE4::kTable,
#endif
    &HWY_STATIC_DISPATCH(kTable),
  };
  return kTables;
}

double FormulaArguments::evaluate(double x, Rounding round) const {
  if (std::isnan(x)) return std::numeric_limits<double>::quiet_NaN();
  const auto compute = [&] {
    ScaledSum sum;
    widely(parameters, &x, &sum, 1);
    return round(sum);
  };
  if (!std::isinf(x)) return compute();
  auto& limit = limits[round == round_once ? 1 : 0][x > 0 ? 1 : 0];
  if (!limit) limit = compute();
  return *limit;
}

FoundFormula find_formula(const Activation& activation, int order,
                          const ParameterValues& parameters) {
  const auto families = kernel_table().formulas;
  const auto baseline = compiled_tables().back()->formulas;  // of the same order
  for (std::size_t family = 0; family < families.size(); ++family) {
    const auto& rows = *families[family];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].activation == &activation && rows[i].order == order &&
          rows[i].accepts(parameters)) {
        return {&rows[i], {parameters, (*baseline[family])[i].widely}};
      }
    }
  }
  std::abort();  // a test finds one for each row of the catalogue
}

float evaluate_one(const Activation& activation, int order, float x) {
  double y = x;
  const auto formula = find_formula(activation, order, {});
  formula.kernels->to_odd(formula.arguments, &y, &y, 1);
  return static_cast<float>(y);
}

}  // namespace silu
#endif  // HWY_ONCE
