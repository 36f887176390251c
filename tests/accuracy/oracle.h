#pragma once

#include <cstddef>

/// Exact values of the functions, rounded once: what computed results are compared with.
namespace oracle {

enum class Function { kSilu, kSigmoid, kRelu };

inline constexpr Function kFunctions[] = {Function::kSilu, Function::kSigmoid, Function::kRelu};

const char* name(Function function);

/// f(x) rounded to the nearest T, ties to even, by MPFR. T is float, double, silu::Float16 or
/// silu::BFloat16. Certain: the program aborts should its 1200 bits not decide.
template <class T>
T exact(Function function, double x);

/// The same for a float: by double arithmetic where its error leaves no doubt, else by exact(),
/// whose calls it counts.
float exact_fast(Function function, float x, std::size_t& doubtful);

/// |computed - f(x)| in units of the last place of f(x).
double ulp_error(Function function, double x, double computed);

}  // namespace oracle
