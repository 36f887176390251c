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

// The same, shorter. Relative error 2^-41.1.
alignas(64) inline constexpr double kExpShort[] = {
    0x1p+0, 0x1.fffffffe5bc5fp-2, 0x1.55555554dd44dp-3, 0x1.55570aa7f019ep-5, 0x1.11120af701debp-7};

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

// The zeros of first and second derivatives. Relative error 2^-43.7.
inline constexpr ZeroSeries kSiluSlopeZeros[] = {
    {{-0x1.474973c84120bp+0, -0x1.f8d74bc9ac154p-54},
     {0x1.be14104605282p-3, 0x1.2c563458cc0afp-3, 0x1.353eb5739f5afp-6, -0x1.f2d0e32c00eaap-7,
      -0x1.b0f828ef48065p-8, 0x1.098ee09fb6667p-13, 0x1.a27ce2428cfa7p-11, 0x1.84f82898708a5p-13}}};
inline constexpr ZeroSeries kSiluCurvatureZeros[] = {
    {{-0x1.331e23ad9de11p+1, -0x1.a9c55ef03c74ap-53},
     {0x1.76e8b4eb0ea3ap-4, 0x1.388203715b23dp-4, 0x1.706e66bf67c2ap-6, -0x1.e178d8d1abcbep-10,
      -0x1.fa4ea73a0becp-9, -0x1.662f8750143cdp-10, -0x1.e156a91352f95p-14, 0x1.94c6fafe52dedp-14}},
    {{0x1.331e23ad9de11p+1, 0x1.a9c55ef03c74ap-53},
     {-0x1.76e8b4eb0ea3ap-4, 0x1.388203715b23dp-4, -0x1.706e66bf67c2ap-6, -0x1.e178d8d1abcbep-10,
      0x1.fa4ea73a0becp-9, -0x1.662f8750143cdp-10, 0x1.e156a91352f95p-14, 0x1.94c6fafe52dedp-14}}};
inline constexpr ZeroSeries kQuickGeluSlopeZeros[] = {
    {{-0x1.80974a62be3dfp-1, 0x1.b12c858d26bfp-55},
     {0x1.7b9cd99ff0758p-2, 0x1.b30221e11c0fcp-2, 0x1.7d2c1a022cd72p-4, -0x1.059cd094f287cp-3,
      -0x1.827c9ac902723p-4, 0x1.937853e12a336p-9, 0x1.0e53b1d81eca3p-5, 0x1.aaf41cd617ceep-7}}};
inline constexpr ZeroSeries kQuickGeluCurvatureZeros[] = {
    {{-0x1.68e3f15ed0fc7p+0, -0x1.d16c4a424edcbp-54},
     {0x1.0f826d4e62801p-2, 0x1.8131b09e5fccep-2, 0x1.8275cb7547f4bp-3, -0x1.adc85c0adf93bp-6,
      -0x1.809c8a0e4e6dap-4, -0x1.cf19ca8ec887fp-5, -0x1.072d887d3eb3ap-7, 0x1.7b7de9ce1d657p-7}},
    {{0x1.68e3f15ed0fc7p+0, 0x1.d16c4a424edcbp-54},
     {-0x1.0f826d4e62801p-2, 0x1.8131b09e5fccep-2, -0x1.8275cb7547f4bp-3, -0x1.adc85c0adf93bp-6,
      0x1.809c8a0e4e6dap-4, -0x1.cf19ca8ec887fp-5, 0x1.072d887d3eb3ap-7, 0x1.7b7de9ce1d657p-7}}};
inline constexpr ZeroSeries kMishSlopeZeros[] = {
    {{-0x1.31432c0d12d84p+0, -0x1.bf319154da21p-55},
     {0x1.115acb42500b3p-2, 0x1.a34a251d8ad7ep-3, 0x1.574f121b0b90cp-5, -0x1.4c222fe679735p-6,
      -0x1.0336a27d18e5cp-6, -0x1.b87dd8d00464bp-9, 0x1.1ee32cb621a79p-10, 0x1.0363851294457p-10}}};
inline constexpr ZeroSeries kMishCurvatureZeros[] = {
    {{-0x1.20d0f116eb001p+1, -0x1.ed98c925498a2p-54},
     {0x1.bd7543d635e39p-4, 0x1.956e15ad49777p-4, 0x1.321192f87b97cp-5, 0x1.b79f54f74854bp-9,
      -0x1.fa00b4ed7715dp-9, -0x1.45114c209bbdcp-9, -0x1.9f7c835183ebdp-11, -0x1.b8f47aacd626p-14}},
    {{0x1.7d9612a44004p+0, 0x1.48a1647177d43p-54},
     {-0x1.d8765d356c19dp-3, 0x1.2005f89b94e43p-2, -0x1.467b383b3fabdp-4, -0x1.11016a342e05ap-4,
      0x1.eb6dd00bae884p-5, -0x1.24b0df2c3d8b7p-7, -0x1.7a0e10a6057d4p-7, 0x1.ca36fd878f3d4p-8}}};
inline constexpr ZeroSeries kGeluSlopeZeros[] = {
    {{-0x1.80ead197f00b4p-1, 0x1.13e74c58cada8p-56},
     {0x1.b9d98fa5a322ep-2, 0x1.8d9a941de3abfp-2, -0x1.2a2ef9be92abp-6, -0x1.d2fa4c179715p-4,
      -0x1.e40863c93f25p-7, 0x1.3e346a1eb6dbdp-6, 0x1.291a0cb7ac1a9p-8, -0x1.255998838ae9p-9}}};
inline constexpr ZeroSeries kGeluTanhSlopeZeros[] = {
    {{-0x1.81429f9e97e4dp-1, 0x1.4f523ed77dbdcp-55},
     {0x1.b8bacd2c96bbp-2, 0x1.8cd1a2b2fff2ap-2, -0x1.029615f17bf5ap-6, -0x1.d2b7734601ecdp-4,
      -0x1.104a70f3dd13bp-6, 0x1.42799175b0885p-6, 0x1.585074082a19dp-8, -0x1.3d4840cbc204p-9}}};
inline constexpr ZeroSeries kGeluTanhCurvatureZeros[] = {
    {{-0x1.6b23142700629p+0, -0x1.750d2fad2c04bp-54},
     {0x1.a360c3e39b7aep-2, 0x1.ba73788e0f447p-2, 0x1.0bae2281ee65cp-7, -0x1.49ec14529cf06p-3,
      -0x1.d0e667a3bebc3p-5, 0x1.4842749a62c49p-6, 0x1.1176917142c1bp-6, 0x1.8d100e495602ap-11}},
    {{0x1.6b23142700629p+0, 0x1.750d2fad2c04bp-54},
     {-0x1.a360c3e39b7aep-2, 0x1.ba73788e0f447p-2, -0x1.0bae2281ee65cp-7, -0x1.49ec14529cf06p-3,
      0x1.d0e667a3bebc3p-5, 0x1.4842749a62c49p-6, -0x1.1176917142c1bp-6, 0x1.8d100e495602ap-11}}};

}  // namespace silu
