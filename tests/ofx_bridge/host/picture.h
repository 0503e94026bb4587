// Pixel buffers as a host lays them out, guarded: padding and both ends hold a pattern, and are poisoned under AddressSanitizer.
#pragma once

#include <cstddef>
#include <string>

#include "ofx.h"

namespace host {

// How a picture lies in memory. Files hold the rows tight, the bottom row first.
struct Layout {
    RectI bounds{0, 0, 0, 0};
    std::string depth = "OfxBitDepthFloat", components = "OfxImageComponentRGBA";
    std::size_t padding = 0;  // bytes after each row
    bool negative = false;    // rows go down in memory

    std::size_t width() const { return static_cast<std::size_t>(bounds.x2 - bounds.x1); }
    std::size_t height() const { return static_cast<std::size_t>(bounds.y2 - bounds.y1); }
    std::size_t pixel() const;
    std::size_t row() const { return width() * pixel(); }
    std::size_t stride() const { return row() + padding; }
};

struct Damage {
    std::size_t outside = 0;    // rows that were written to outside the window
    std::size_t padding = 0;    // rows whose padding was written to
    std::size_t ends = 0;       // ends of the buffer that were written beyond: 0 to 2
    std::size_t unwritten = 0;  // pixels of the window that still hold the pattern
};

class Picture {
 public:
    explicit Picture(const Layout &layout);
    ~Picture();
    Picture(const Picture &) = delete;
    Picture &operator=(const Picture &) = delete;

    const Layout &layout() const { return layout_; }
    void *data() const;
    int row_bytes() const;
    bool read(const std::string &path);         // false: the file is missing or of another size
    bool write(const std::string &path) const;  // the whole picture, pattern and all
    void guard();                               // fills all but a source's pixels with the pattern; poisons what is no pixel
    void freeze();                              // from now on a write ends the process
    Damage damage(const RectI &window);         // lifts the poison

 private:
    unsigned char *row(std::size_t from_bottom) const;
    void poison(bool on) const;

    Layout layout_;
    std::size_t total_ = 0;
    unsigned char *memory_ = nullptr;
    bool filled_ = false;
};

}  // namespace host
