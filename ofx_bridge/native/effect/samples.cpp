#include "samples.h"

#include <algorithm>
#include <cstring>

#include "half.h"

namespace uprez {
namespace {

constexpr std::size_t kAlignedPiece = 1024;  // numbers at a time where a copy must be aligned first: stays in the first cache

template <class Whole>
constexpr float kFull = static_cast<float>(static_cast<Whole>(-1));

template <class Whole>
void whole_to_single(const Whole *from, float *to, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        to[i] = static_cast<float>(from[i]) / kFull<Whole>;
    }
}

template <class Whole>
void single_to_whole(const float *from, Whole *to, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const float low = from[i] > 0.0f ? from[i] : 0.0f;  // NaN compares false
        const float inside = low < 1.0f ? low : 1.0f;
        to[i] = static_cast<Whole>(static_cast<int>(inside * kFull<Whole> + 0.5f));
    }
}

// An aligned stand-in for numbers that a host keeps at odd addresses.
template <class Number, class Convert>
void read_pieces(const void *from, float *to, std::size_t count, Convert convert) {
    Number aligned[kAlignedPiece];
    for (std::size_t i = 0; i < count; i += kAlignedPiece) {
        const std::size_t n = std::min(kAlignedPiece, count - i);
        std::memcpy(aligned, static_cast<const char *>(from) + i * sizeof(Number), n * sizeof(Number));
        convert(aligned, to + i, n);
    }
}

template <class Number, class Convert>
void write_pieces(const float *from, void *to, std::size_t count, Convert convert) {
    Number aligned[kAlignedPiece];
    for (std::size_t i = 0; i < count; i += kAlignedPiece) {
        const std::size_t n = std::min(kAlignedPiece, count - i);
        convert(from + i, aligned, n);
        std::memcpy(static_cast<char *>(to) + i * sizeof(Number), aligned, n * sizeof(Number));
    }
}

}  // namespace

std::size_t bytes_of(Depth depth) {
    switch (depth) {
        case Depth::byte:
            return 1;
        case Depth::whole:
        case Depth::half:
            return 2;
        case Depth::single:
            break;
    }
    return 4;
}

void to_single(Depth depth, const void *from, float *to, std::size_t count) {
    switch (depth) {
        case Depth::byte:
            whole_to_single(static_cast<const std::uint8_t *>(from), to, count);
            break;
        case Depth::whole:
            read_pieces<std::uint16_t>(from, to, count, whole_to_single<std::uint16_t>);
            break;
        case Depth::half:
            read_pieces<std::uint16_t>(from, to, count, half_to_single);
            break;
        case Depth::single:
            std::memcpy(to, from, count * sizeof(float));
            break;
    }
}

void from_single(Depth depth, const float *from, void *to, std::size_t count) {
    switch (depth) {
        case Depth::byte:
            single_to_whole(from, static_cast<std::uint8_t *>(to), count);
            break;
        case Depth::whole:
            write_pieces<std::uint16_t>(from, to, count, single_to_whole<std::uint16_t>);
            break;
        case Depth::half:
            write_pieces<std::uint16_t>(from, to, count, single_to_half);
            break;
        case Depth::single:
            std::memcpy(to, from, count * sizeof(float));
            break;
    }
}

}  // namespace uprez
