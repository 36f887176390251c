#pragma once

// The constants of e^-x in float64. tests/accuracy/derive_float64.py derives them.

namespace silu {

// x = n ln2/16 + r with integer n and |r| <= ln2/32, so e^-x = 2^(-n/16) e^-r. The high part of
// ln2/16 has 53 bits: x - n kLn2Over16 is exact in one FMA, for both terms are multiples of 2^-58
// and their difference is below 2^-5.
constexpr double k16OverLn2 = 0x1.71547652b82fep+4;
constexpr double kLn2Over16 = 0x1.62e42fefa39efp-5;
constexpr double kLn2Over16Rest = 0x1.abc9e3b39803fp-60;

// Adding 1.5 * 2^52 rounds to an integer and leaves it in the low bits.
constexpr double kRoundToInt = 0x1.8p52;

// 1 - e^-r = r + r^2 (c[0] + ... + c[5] r^5) for |r| <= ln2/32, to 2^-64.4.
constexpr double kTail[6] = {-0x1.0000000000001p-1, 0x1.5555555555556p-3,   -0x1.55555554e9468p-5,
                             0x1.11111110e10a8p-7,  -0x1.6c17ed4cc4834p-10, 0x1.a01b0c2edab7cp-13};

// Entry j: 2^(-j/16) rounded to nearest, j << 48 added to its bits. Subtracting n << 48 from the
// bits of entry n mod 16 then gives 2^(-n/16): it takes the remainder j << 48 away again and the
// quotient n / 16 from the exponent.
alignas(64) constexpr double kPower[16] = {1.0,
                                           0x1.fa4afa2a490dap-1,
                                           0x1.f5818dcfba487p-1,
                                           0x1.f199bdd85529cp-1,
                                           0x1.ee89f995ad3adp-1,
                                           0x1.ec49182a3f090p-1,
                                           0x1.eace5422aa0dbp-1,
                                           0x1.ea11473eb0187p-1,
                                           0x1.ea09e667f3bcdp-1,
                                           0x1.eab07dd485429p-1,
                                           0x1.ebfdad5362a27p-1,
                                           0x1.edea64c123422p-1,
                                           0x1.f06fe0a31b715p-1,
                                           0x1.f387a6e756238p-1,
                                           0x1.f72b83c7d517bp-1,
                                           0x1.fb5586cf9890fp-1};

// ln(entry j of kPower / 2^(-j/16)): what the rounding of the entry lost, as an addend of r.
alignas(64) constexpr double kPowerLog[16] = {0.0,
                                              0x1.ff7128fd391f1p-55,
                                              -0x1.4a385a63d07a7p-56,
                                              -0x1.36eae30af0cb3p-56,
                                              -0x1.c1a7792cb3387p-55,
                                              -0x1.1affc2b91ce27p-56,
                                              -0x1.db72fc1f0eab4p-55,
                                              0x1.b32dcb94da51dp-56,
                                              0x1.3b3efbf5e2229p-54,
                                              -0x1.063e1e21c5409p-54,
                                              -0x1.690cebb7aafb0p-56,
                                              -0x1.59f48a72a4c6dp-55,
                                              -0x1.34d754db0abb6p-55,
                                              -0x1.68efde3a8a894p-54,
                                              0x1.01b15eaa59348p-55,
                                              -0x1.79aa65d837b6cp-54};

}  // namespace silu
