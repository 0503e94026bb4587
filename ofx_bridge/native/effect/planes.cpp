#include "planes.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "interleave.h"
#include "rows.h"

namespace uprez {
namespace {

constexpr int kPiece = 1024;  // pixels at a time: all buffers of a piece stay in the first two caches
constexpr int kSplitRows = 16;    // rows a thread takes at once

bool is_aligned(const void *address) { return reinterpret_cast<std::uintptr_t>(address) % alignof(float) == 0; }

// Buffers of a piece, made once a thread's share.
struct Pieces {
    alignas(16) float pixels[kPiece * 4];
    alignas(16) float planar[4][kPiece];
};

// First apart in a small buffer, then each plane on its own: four streams into memory at once are slower.
void split_piece(const Picture &picture, const Planes &planes, int y, int x, int count, Pieces &pieces) {
    const std::byte *from = picture.row(y) + static_cast<std::size_t>(x) * picture.pixel_bytes();
    const float *pixels = pieces.pixels;
    if (picture.depth == Depth::single && is_aligned(from)) {
        pixels = reinterpret_cast<const float *>(from);
    } else {
        to_single(picture.depth, from, pieces.pixels, static_cast<std::size_t>(count) * static_cast<std::size_t>(picture.components));
    }
    float *apart[4] = {pieces.planar[0], pieces.planar[1], pieces.planar[2], pieces.planar[3]};
    if (picture.components == 4) {
        deinterleave_four(pixels, apart, planes.channels, count);
    } else {
        deinterleave_three(pixels, apart, planes.channels, count);
    }
    const Depth depth = depth_of(planes.sample);
    for (int c = 0; c < planes.channels; ++c) {
        std::byte *plane = plane_row(planes, c, picture.bounds.y2 - 1 - y) + static_cast<std::size_t>(x) * bytes_of(depth);
        if (depth == Depth::single) {
            copy_past_caches(apart[c], plane, static_cast<std::size_t>(count) * sizeof(float));
        } else {
            from_single(depth, apart[c], plane, static_cast<std::size_t>(count));
        }
    }
}

void join_piece(const Planes &planes, int row, int x, int count, std::byte *to, const Picture &picture, Pieces &pieces) {
    const float *from[4] = {};
    const Depth depth = depth_of(planes.sample);
    for (int c = 0; c < planes.channels; ++c) {
        const std::byte *plane = plane_row(planes, c, row) + static_cast<std::size_t>(x) * bytes_of(depth);
        from[c] = reinterpret_cast<const float *>(plane);
        if (planes.sample == Sample::half) {
            to_single(depth, plane, pieces.planar[c], static_cast<std::size_t>(count));
            from[c] = pieces.planar[c];
        }
    }
    join_row(from, planes.channels, count, to, picture);
}

}  // namespace

Depth depth_of(Sample sample) { return sample == Sample::half ? Depth::half : Depth::single; }

Sample sample_for(Depth depth) { return depth == Depth::byte || depth == Depth::half ? Sample::half : Sample::single; }

std::byte *plane_row(const Planes &planes, int channel, int row_from_top) {
    const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(channel) * planes.height + row_from_top;
    return static_cast<std::byte *>(planes.data) + rows * planes.width * static_cast<std::ptrdiff_t>(bytes_of(depth_of(planes.sample)));
}

void split(const Picture &picture, const Planes &planes) {
    parallel_rows(picture.height(), kSplitRows, planes.bytes(), [&](int first, int last) {
        Pieces pieces;
        for (int row = first; row < last; ++row) {
            for (int x = 0; x < picture.width(); x += kPiece) {
                split_piece(picture, planes, picture.bounds.y1 + row, x, std::min(kPiece, picture.width() - x), pieces);
            }
        }
        flush_stores();
    });
}

void join_row(const float *const *planar, int channels, int count, void *to, const Picture &picture) {
    alignas(16) float pixels[kPiece * 4];
    const auto components = static_cast<std::size_t>(picture.components);
    for (int x = 0; x < count; x += kPiece) {
        const int n = std::min(kPiece, count - x);
        std::byte *place = static_cast<std::byte *>(to) + static_cast<std::size_t>(x) * picture.pixel_bytes();
        const bool direct = picture.depth == Depth::single && is_aligned(place);
        float *into = direct ? reinterpret_cast<float *>(place) : pixels;
        const float *from[4] = {planar[0] + x, planar[1] + x, planar[2] + x, channels == 4 ? planar[3] + x : nullptr};
        if (components == 4) {
            interleave_four(from, into, n, direct);
        } else {
            interleave_three(from, into, n);
        }
        if (!direct) {
            from_single(picture.depth, pixels, place, static_cast<std::size_t>(n) * components);
        }
    }
}

void join(const Planes &planes, const OfxRectI &frame, const OfxRectI &area, const Picture &picture) {
    const int rows = area.y2 - area.y1, width = area.x2 - area.x1, left = area.x1 - frame.x1;
    const std::size_t bytes = static_cast<std::size_t>(rows) * static_cast<std::size_t>(width) * picture.pixel_bytes();
    parallel_rows(rows, kSplitRows, bytes, [&](int first, int last) {
        Pieces pieces;
        for (int y = area.y1 + first; y < area.y1 + last; ++y) {
            for (int x = 0; x < width; x += kPiece) {
                const int count = std::min(kPiece, width - x);
                join_piece(planes, frame.y2 - 1 - y, left + x, count, picture.pixel(area.x1 + x, y), picture, pieces);
            }
        }
        flush_stores();
    });
}

}  // namespace uprez
