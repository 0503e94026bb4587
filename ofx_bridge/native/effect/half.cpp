#include "half.h"

#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#define UPREZ_F16C 1
#include <immintrin.h>
#endif

namespace uprez {
namespace {

std::uint32_t bits_of(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

float float_of(std::uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

// Exponent and fraction move to their places, then a multiplication by 2^112 repairs the bias, subnormals with it.
float widen(std::uint16_t half) {
    const std::uint32_t magnitude = (half & 0x7fffu) << 13;
    const float finite = float_of(magnitude) * float_of(0x77800000u);
    const std::uint32_t special = magnitude >= 0x0f800000u ? 0x7f800000u : 0u;  // infinity and NaN
    return float_of(bits_of(finite) | special | (half & 0x8000u) << 16);
}

std::uint16_t narrow(float value) {
    const std::uint32_t bits = bits_of(value), magnitude = bits & 0x7fffffffu;
    // Rounding by hand in whole numbers; what carries out of the fraction raises the exponent, up to infinity.
    const std::uint32_t normal = (magnitude - 0x38000000u + 0x0fffu + ((magnitude >> 13) & 1u)) >> 13;
    // Below 2^-14 an addition puts the last bit of a half at the last bit of a float, and rounds.
    const std::uint32_t small = bits_of(float_of(magnitude) + 0.5f) - 0x3f000000u;
    std::uint32_t half = magnitude < 0x38800000u ? small : normal;
    half = magnitude >= 0x47800000u ? 0x7c00u : half;
    half = magnitude > 0x7f800000u ? (0x7e00u | ((magnitude >> 13) & 0x3ffu)) : half;
    return static_cast<std::uint16_t>(half | (bits >> 16 & 0x8000u));
}

#ifdef UPREZ_F16C

bool has_f16c() { return __builtin_cpu_supports("avx") && __builtin_cpu_supports("f16c"); }

// Four at a time: eight need a stack lined up in a way that compilers for Windows do not keep.
__attribute__((target("avx,f16c"))) std::size_t widen_fours(const std::uint16_t *from, float *to, std::size_t count) {
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        _mm_storeu_ps(to + i, _mm_cvtph_ps(_mm_loadl_epi64(reinterpret_cast<const __m128i *>(from + i))));
    }
    return i;
}

__attribute__((target("avx,f16c"))) std::size_t narrow_fours(const float *from, std::uint16_t *to, std::size_t count) {
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const __m128i four = _mm_cvtps_ph(_mm_loadu_ps(from + i), _MM_FROUND_TO_NEAREST_INT);
        _mm_storel_epi64(reinterpret_cast<__m128i *>(to + i), four);
    }
    return i;
}

#else

bool has_f16c() { return false; }

std::size_t widen_fours(const std::uint16_t *, float *, std::size_t) { return 0; }

std::size_t narrow_fours(const float *, std::uint16_t *, std::size_t) { return 0; }

#endif

}  // namespace

void half_to_single(const std::uint16_t *from, float *to, std::size_t count) {
    for (std::size_t i = has_f16c() ? widen_fours(from, to, count) : 0; i < count; ++i) {
        to[i] = widen(from[i]);
    }
}

void single_to_half(const float *from, std::uint16_t *to, std::size_t count) {
    for (std::size_t i = has_f16c() ? narrow_fours(from, to, count) : 0; i < count; ++i) {
        to[i] = narrow(from[i]);
    }
}

}  // namespace uprez
