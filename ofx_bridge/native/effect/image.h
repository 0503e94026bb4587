// A picture on loan from the host: given back when this goes, on every way out.
#pragma once

#include <optional>
#include <string>

#include "../backend/backend.h"
#include "picture.h"

namespace uprez {

class Image {
 public:
    Image() = default;
    Image(Image &&other) noexcept;
    Image &operator=(Image &&other) noexcept;
    Image(const Image &) = delete;
    Image &operator=(const Image &) = delete;
    ~Image();

    // Empty when the host has none, which is normal beside the ends of a clip.
    static Image fetch(OfxImageClipHandle clip, OfxTime time);

    explicit operator bool() const { return handle_ != nullptr; }
    const Picture &picture() const { return picture_; }
    const std::string &unusable() const { return unusable_; }  // words where the pixels cannot be read, else empty
    AlphaKind alpha() const { return alpha_; }
    const std::optional<OfxRectI> &region() const { return region_; }  // of definition, in pixels; hosts may leave it out

 private:
    void read();

    OfxPropertySetHandle handle_ = nullptr;
    Picture picture_;
    std::string unusable_;
    AlphaKind alpha_ = AlphaKind::none;
    std::optional<OfxRectI> region_;
};

}  // namespace uprez
