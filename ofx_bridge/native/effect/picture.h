// A host's picture in memory: where its pixels lie, in which order and how wide.
#pragma once

#include <cstddef>

#include "../abi/ofx.h"
#include "samples.h"

namespace uprez {

struct Picture {
    std::byte *data = nullptr;      // the pixel at (bounds.x1, bounds.y1): lower left
    std::ptrdiff_t row_bytes = 0;   // to the next row up; negative where rows are stored from the top
    OfxRectI bounds{};              // pixels
    int components = 4;             // 4 RGBA, 3 RGB
    Depth depth = Depth::single;

    int width() const { return bounds.x2 - bounds.x1; }
    int height() const { return bounds.y2 - bounds.y1; }
    std::size_t pixel_bytes() const { return bytes_of(depth) * static_cast<std::size_t>(components); }
    std::size_t tight_bytes() const { return pixel_bytes() * static_cast<std::size_t>(width()); }
    std::byte *row(int y) const { return data + (y - bounds.y1) * row_bytes; }  // y in pixels, as in bounds
    std::byte *pixel(int x, int y) const { return row(y) + static_cast<std::size_t>(x - bounds.x1) * pixel_bytes(); }
};

inline OfxRectI intersection(const OfxRectI &a, const OfxRectI &b) {
    const OfxRectI both{a.x1 > b.x1 ? a.x1 : b.x1, a.y1 > b.y1 ? a.y1 : b.y1, a.x2 < b.x2 ? a.x2 : b.x2, a.y2 < b.y2 ? a.y2 : b.y2};
    return both;
}

inline bool is_empty(const OfxRectI &area) { return area.x1 >= area.x2 || area.y1 >= area.y2; }

inline bool is_same(const OfxRectI &a, const OfxRectI &b) { return a.x1 == b.x1 && a.y1 == b.y1 && a.x2 == b.x2 && a.y2 == b.y2; }

}  // namespace uprez
