#include "image.h"

#include <utility>

#include "../abi/names.h"
#include "host.h"
#include "properties.h"

namespace uprez {
namespace {

std::optional<Depth> depth_named(const std::string &name) {
    if (name == kOfxBitDepthFloat) {
        return Depth::single;
    }
    if (name == kOfxBitDepthHalf) {
        return Depth::half;
    }
    if (name == kOfxBitDepthShort) {
        return Depth::whole;
    }
    return name == kOfxBitDepthByte ? std::optional(Depth::byte) : std::nullopt;
}

AlphaKind alpha_named(const std::string &name, int components) {
    if (components != 4 || name == kOfxImageOpaque) {
        return AlphaKind::none;
    }
    return name == kOfxImageUnPreMultiplied ? AlphaKind::straight : AlphaKind::premultiplied;
}

}  // namespace

Image::Image(Image &&other) noexcept { *this = std::move(other); }

Image &Image::operator=(Image &&other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(picture_, other.picture_);
    std::swap(unusable_, other.unusable_);
    std::swap(alpha_, other.alpha_);
    std::swap(region_, other.region_);
    return *this;
}

Image::~Image() {
    if (handle_ != nullptr) {
        host().suites.effect->clipReleaseImage(handle_);
    }
}

Image Image::fetch(OfxImageClipHandle clip, OfxTime time) {
    Image image;
    OfxPropertySetHandle handle = nullptr;
    if (clip != nullptr && host().suites.effect->clipGetImage(clip, time, nullptr, &handle) == kOfxStatOK && handle != nullptr) {
        image.handle_ = handle;
        image.read();
    }
    return image;
}

void Image::read() {
    const Properties properties(handle_);
    const std::string components = properties.text(kOfxImageEffectPropComponents);
    const std::string depth = properties.text(kOfxImageEffectPropPixelDepth);
    const std::optional<Depth> known = depth_named(depth);
    if (!known || (components != kOfxImageComponentRGBA && components != kOfxImageComponentRGB)) {
        unusable_ = "The host gave a picture of kind '" + components + "' and depth '" + depth + "'.";
        return;
    }
    picture_.depth = *known;
    picture_.components = components == kOfxImageComponentRGBA ? 4 : 3;
    picture_.data = static_cast<std::byte *>(properties.pointer(kOfxImagePropData));
    picture_.bounds = properties.rectangle(kOfxImagePropBounds).value_or(OfxRectI{});
    if (picture_.data == nullptr || is_empty(picture_.bounds)) {
        unusable_ = "The host gave a picture without pixels.";
        return;
    }
    picture_.row_bytes = properties.integer(kOfxImagePropRowBytes, 0);
    if (picture_.row_bytes == 0) {
        picture_.row_bytes = static_cast<std::ptrdiff_t>(picture_.tight_bytes());
    }
    alpha_ = alpha_named(properties.text(kOfxImageEffectPropPreMultiplication), picture_.components);
    region_ = properties.rectangle(kOfxImagePropRegionOfDefinition);
}

}  // namespace uprez
