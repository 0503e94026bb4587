#include "interleave.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace uprez {
namespace {

#if defined(__SSE2__)

bool is_lined_up(const void *address) { return reinterpret_cast<std::uintptr_t>(address) % 16 == 0; }

template <bool streams>
void put(float *to, __m128 four) {
    if constexpr (streams) {
        _mm_stream_ps(to, four);
    } else {
        _mm_storeu_ps(to, four);
    }
}

int split_fours(const float *pixels, float *const *to, int channels, int count) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
        __m128 a = _mm_loadu_ps(pixels + 4 * i), b = _mm_loadu_ps(pixels + 4 * i + 4);
        __m128 c = _mm_loadu_ps(pixels + 4 * i + 8), d = _mm_loadu_ps(pixels + 4 * i + 12);
        _MM_TRANSPOSE4_PS(a, b, c, d);
        _mm_storeu_ps(to[0] + i, a);
        _mm_storeu_ps(to[1] + i, b);
        _mm_storeu_ps(to[2] + i, c);
        if (channels == 4) {
            _mm_storeu_ps(to[3] + i, d);
        }
    }
    return i;
}

template <bool streams>
int join_fours(const float *const *from, float *pixels, int count) {
    const __m128 one = _mm_set1_ps(1.0f);
    int i = 0;
    for (; i + 4 <= count; i += 4) {
        __m128 a = _mm_loadu_ps(from[0] + i), b = _mm_loadu_ps(from[1] + i);
        __m128 c = _mm_loadu_ps(from[2] + i), d = from[3] != nullptr ? _mm_loadu_ps(from[3] + i) : one;
        _MM_TRANSPOSE4_PS(a, b, c, d);
        put<streams>(pixels + 4 * i, a);
        put<streams>(pixels + 4 * i + 4, b);
        put<streams>(pixels + 4 * i + 8, c);
        put<streams>(pixels + 4 * i + 12, d);
    }
    return i;
}

int join_most(const float *const *from, float *pixels, int count, bool past_caches) {
    return past_caches && is_lined_up(pixels) ? join_fours<true>(from, pixels, count) : join_fours<false>(from, pixels, count);
}

std::size_t copy_sixteens(const std::byte *from, std::byte *to, std::size_t bytes) {
    std::size_t i = 0;
    for (; i + 16 <= bytes && is_lined_up(to); i += 16) {
        _mm_stream_si128(reinterpret_cast<__m128i *>(to + i), _mm_loadu_si128(reinterpret_cast<const __m128i *>(from + i)));
    }
    return i;
}

#else

int split_fours(const float *, float *const *, int, int) { return 0; }

int join_most(const float *const *, float *, int, bool) { return 0; }

std::size_t copy_sixteens(const std::byte *, std::byte *, std::size_t) { return 0; }

#endif

}  // namespace

void deinterleave_four(const float *pixels, float *const *to, int channels, int count) {
    const int done = split_fours(pixels, to, channels, count);
    for (int c = 0; c < channels; ++c) {
        for (int i = done; i < count; ++i) {
            to[c][i] = pixels[4 * i + c];
        }
    }
}

void deinterleave_three(const float *pixels, float *const *to, int channels, int count) {
    for (int i = 0; i < count; ++i) {
        to[0][i] = pixels[3 * i];
        to[1][i] = pixels[3 * i + 1];
        to[2][i] = pixels[3 * i + 2];
    }
    for (int i = 0; i < count && channels == 4; ++i) {
        to[3][i] = 1.0f;
    }
}

void interleave_four(const float *const *from, float *pixels, int count, bool past_caches) {
    for (int i = join_most(from, pixels, count, past_caches); i < count; ++i) {
        pixels[4 * i] = from[0][i];
        pixels[4 * i + 1] = from[1][i];
        pixels[4 * i + 2] = from[2][i];
        pixels[4 * i + 3] = from[3] != nullptr ? from[3][i] : 1.0f;
    }
}

void interleave_three(const float *const *from, float *pixels, int count) {
    for (int i = 0; i < count; ++i) {
        pixels[3 * i] = from[0][i];
        pixels[3 * i + 1] = from[1][i];
        pixels[3 * i + 2] = from[2][i];
    }
}

void copy_past_caches(const void *from, void *to, std::size_t bytes) {
    const auto *source = static_cast<const std::byte *>(from);
    auto *target = static_cast<std::byte *>(to);
    const auto place = reinterpret_cast<std::uintptr_t>(target) % 16;
    const std::size_t before = place == 0 ? 0 : std::min<std::size_t>(bytes, 16 - place);
    std::memcpy(target, source, before);
    const std::size_t done = before + copy_sixteens(source + before, target + before, bytes - before);
    std::memcpy(target + done, source + done, bytes - done);
}

void flush_stores() {
#if defined(__SSE2__)
    _mm_sfence();
#endif
}

}  // namespace uprez
