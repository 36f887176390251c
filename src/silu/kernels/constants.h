#pragma once

// Made by tests/accuracy/derive_constants.py.

#include "silu/kernels/constant.h"

namespace silu {

// ln(2) / 16 in three parts: products of the first two with integers below 2^16 are exact.
inline constexpr double kLn2Over16High = 0x1.62e42fefap-5;
inline constexpr double kLn2Over16Middle = 0x1.cf79abc9ep-44;
inline constexpr double kLn2Over16Low = 0x1.d9cc01f97b57ap-83;

inline constexpr Constant kSeluScale = {0x1.0cfabd6a91132p+0,
                                        0x1.6fc7d272f2695p-55};  // As PyTorch has it.
inline constexpr Constant kSeluScaleAlpha = {0x1.c212cc640f031p+0,
                                             0x1.05161b045a1fep-56};  // Scale times alpha.
inline constexpr Constant kGeluScale = {
    0x1.9884533d43651p+0,
    -0x1.cbc0d30ebfd15p-54};  // GELU(tanh) is x sigmoid(scale (x + cube x^3)).
inline constexpr Constant kGeluCube = {0x1.6e4e26d4801f7p-5,
                                       0x1.441355475a31ap-59};  // (Hendrycks and Gimpel, 2016)
inline constexpr Constant kQuickGeluScale = {
    0x1.b3b645a1cac08p+0, 0x1.89374bc6a7efap-55};  // QuickGELU is x sigmoid(1.702 x).
inline constexpr Constant kInverseRoot2Pi = {0x1.9884533d43651p-2,
                                             -0x1.cbc0d30ebfd15p-56};  // The normal density at 0.

// 2^(j/16), rounded.
alignas(64) inline constexpr double kPowers[] = {0x1p+0,
                                                 0x1.0b5586cf9890fp+0,
                                                 0x1.172b83c7d517bp+0,
                                                 0x1.2387a6e756238p+0,
                                                 0x1.306fe0a31b715p+0,
                                                 0x1.3dea64c123422p+0,
                                                 0x1.4bfdad5362a27p+0,
                                                 0x1.5ab07dd485429p+0,
                                                 0x1.6a09e667f3bcdp+0,
                                                 0x1.7a11473eb0187p+0,
                                                 0x1.8ace5422aa0dbp+0,
                                                 0x1.9c49182a3f09p+0,
                                                 0x1.ae89f995ad3adp+0,
                                                 0x1.c199bdd85529cp+0,
                                                 0x1.d5818dcfba487p+0,
                                                 0x1.ea4afa2a490dap+0};

// What that rounding lost.
alignas(64) inline constexpr double kPowersLow[] = {0x0p+0,
                                                    0x1.8a62e4adc610bp-54,
                                                    -0x1.19041b9d78a76p-55,
                                                    0x1.9b07eb6c70573p-54,
                                                    0x1.6f46ad23182e4p-55,
                                                    0x1.ada0911f09ebcp-55,
                                                    0x1.d4397afec42e2p-56,
                                                    0x1.6324c054647adp-54,
                                                    -0x1.bdd3413b26456p-54,
                                                    -0x1.41577ee04992fp-55,
                                                    0x1.6e9f156864b27p-54,
                                                    0x1.c7c46b071f2bep-56,
                                                    0x1.7a1cd345dcc81p-54,
                                                    0x1.11065895048ddp-55,
                                                    0x1.2ed02d75b3707p-55,
                                                    -0x1.e9c23179c2893p-54};

// (e^r - 1) / r for |r| <= ln(2) / 32. Relative error 2^-50.4.
alignas(64) inline constexpr double kExpSmall[] = {0x1.0000000000003p+0, 0x1.0000000000001p-1,
                                                   0x1.555555547d378p-3, 0x1.55555554e9468p-5,
                                                   0x1.11123cf1dba3ap-7, 0x1.6c17ed4cc4834p-10};

// (e^r - 1) / r for |r| <= ln(2) / 4. Relative error 2^-45.6.
alignas(64) inline constexpr double kExpMiddle[] = {
    0x1.fffffffffff62p-1, 0x1.fffffffffffep-2,   0x1.55555555f980cp-3,  0x1.5555555596fedp-5,
    0x1.11110a64a81ecp-7, 0x1.6c16bc15790cep-10, 0x1.a072e44e9598ep-13, 0x1.a0611c3b5946fp-16};

// (e^r - 1) / r for |r| <= ln(2) / 2. Relative error 2^-49.2.
alignas(64) inline constexpr double kExpWide[] = {
    0x1.0000000000006p+0,  0x1.0000000000001p-1,  0x1.5555555550d88p-3,  0x1.5555555553d68p-5,
    0x1.11111123bf154p-7,  0x1.6c16c17889ef1p-10, 0x1.a01994c849582p-13, 0x1.a019b9149a41cp-16,
    0x1.72e107c874de9p-19, 0x1.28917c89a43a7p-22};

// 1/k! for k = 1 to 13: (e^r - 1) / r for |r| <= ln(2) / 32 to 2^-105.
alignas(64) inline constexpr Constant kInverseFactorials[] = {
    {0x1p+0, 0x0p+0},
    {0x1p-1, 0x0p+0},
    {0x1.5555555555555p-3, 0x1.5555555555555p-57},
    {0x1.5555555555555p-5, 0x1.5555555555555p-59},
    {0x1.1111111111111p-7, 0x1.1111111111111p-63},
    {0x1.6c16c16c16c17p-10, -0x1.f49f49f49f49fp-65},
    {0x1.a01a01a01a01ap-13, 0x1.a01a01a01a01ap-73},
    {0x1.a01a01a01a01ap-16, 0x1.a01a01a01a01ap-76},
    {0x1.71de3a556c734p-19, -0x1.c154f8ddc6cp-73},
    {0x1.27e4fb7789f5cp-22, 0x1.cbbc05b4fa99ap-76},
    {0x1.ae64567f544e4p-26, -0x1.c062e06d1f209p-80},
    {0x1.1eed8eff8d898p-29, -0x1.2aec959e14c06p-83},
    {0x1.6124613a86d09p-33, 0x1.f28e0cc748ebep-87}};

// atanh(s) / s in s^2 for s <= 1/3. Relative error 2^-48.9.
alignas(64) inline constexpr double kAtanh[] = {
    0x1.0000000000007p+0, 0x1.555555554ab02p-2, 0x1.999999ad7f2d3p-3,
    0x1.24924201346fep-3, 0x1.c71f00220063cp-4, 0x1.741ba346d2a33p-4,
    0x1.3ee3597079f29p-4, 0x1.e11304c45c4bep-5, 0x1.802a0bb9f02a2p-4};

// (x - tanh x) / x^3 in x^2, Taylor's coefficients: for |x| <= 1/8 the first 7 give it to 2^-51,
// all 15 to 2^-109.
alignas(64) inline constexpr Constant kTanhShrink[] = {
    {0x1.5555555555555p-2, 0x1.5555555555555p-56},
    {-0x1.1111111111111p-3, -0x1.1111111111111p-59},
    {0x1.ba1ba1ba1ba1cp-5, -0x1.7917917917918p-59},
    {-0x1.664f4882c10fap-6, 0x1.9a5288b6c44fdp-63},
    {0x1.226e355e6c23dp-7, -0x1.c292b8f1a2c13p-61},
    {-0x1.d6d3d0e157dep-9, 0x1.280cfc968d971p-63},
    {0x1.7da36452b75e3p-10, -0x1.25789b285d2edp-64},
    {-0x1.3558248036744p-11, -0x1.488d9563f1f23p-65},
    {0x1.f57d7734d1664p-13, 0x1.0d55a913ccb5p-68},
    {-0x1.967e18afcafadp-14, 0x1.d7614a42d44e6p-68},
    {0x1.497d8eea25259p-15, 0x1.9f2d02e4d2863p-70},
    {-0x1.0b132d39a605p-16, -0x1.3b274c2c19614p-70},
    {0x1.b0f72d3ee24e9p-18, 0x1.1688ddd595609p-73},
    {-0x1.5ef2da474e5b7p-19, 0x1.c261d7eba23cfp-74},
    {0x1.1c77df95c1c0dp-20, 0x1.6e489cb1078aep-79}};

}  // namespace silu
