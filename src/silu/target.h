#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

/// The instruction sets that the kernels are compiled for. The best one that the processor has is
/// used, unless use_target() chose another: to compare their speed or to prove that their results
/// are the same.
namespace silu {

/// What this processor can run, best first, by Highway's names: "AVX3" (AVX-512), "AVX2", "SSE4",
/// and a last one that every processor runs ("SCALAR" or "EMU128").
std::vector<std::string_view> targets();

/// The one in use.
std::string_view target();

/// Highway's bit for the one in use, such as HWY_AVX3: for other code that Highway compiles for
/// several targets.
std::int64_t target_bit();

/// Uses one of targets() from the next call of a kernel on, in every thread. Throws
/// std::invalid_argument for any other.
void use_target(std::string_view name);

}  // namespace silu
