#include "strip.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "host.h"

namespace uprez {
namespace {

constexpr double kFarthest = 1e15;  // frame numbers beyond are a host's way to say "no end"

bool is_like(const Image &one, const Image &other) {
    const Picture &a = one.picture(), &b = other.picture();
    const bool shape = a.width() == b.width() && a.height() == b.height() && a.components == b.components && a.depth == b.depth;
    return one.unusable().empty() && shape;
}

// Frames from the wanted one outwards, until the host has no more that fit. Each may take the host long to make.
void reach(const Instance &instance, OfxTime time, std::int64_t count, int step, const Image &wanted, Strip &strip) {
    for (std::int64_t k = 1; k <= count && !strip.aborted; ++k) {
        Image image = Image::fetch(instance.source(), time + static_cast<double>(step * k));
        strip.aborted = host().suites.effect->abort(instance.effect()) != 0;
        if (!image || !is_like(image, wanted)) {
            break;
        }
        strip.loans.push_back(std::move(image));
    }
}

}  // namespace

std::int64_t frame_number(OfxTime time) {
    return std::isfinite(time) ? static_cast<std::int64_t>(std::floor(std::clamp(time, -kFarthest, kFarthest) + 1e-6)) : 0;
}

FrameSpan window_at(const Instance &instance, const ModelChoice &model, OfxTime time) {
    const std::int64_t frame = frame_number(time);
    if (!host().temporal) {
        return {frame, frame};
    }
    std::optional<FrameSpan> clip;
    if (const std::optional<OfxRangeD> range = frames_of(instance)) {
        clip = FrameSpan{frame_number(range->min), frame_number(range->max)};
    }
    return window_of(model, frame, clip);
}

Strip gather(const Instance &instance, const ModelChoice &model, OfxTime time, const Image &wanted) {
    const FrameSpan span = window_at(instance, model, time);
    Strip strip;
    strip.wanted = frame_number(time);
    reach(instance, time, strip.wanted - span.first, -1, wanted, strip);
    std::reverse(strip.loans.begin(), strip.loans.end());
    const std::size_t before = strip.loans.size();
    strip.first = strip.wanted - static_cast<std::int64_t>(before);
    reach(instance, time, span.last - strip.wanted, 1, wanted, strip);
    for (const Image &image : strip.loans) {
        strip.images.push_back(&image);
    }
    strip.images.insert(strip.images.begin() + static_cast<std::ptrdiff_t>(before), &wanted);
    return strip;
}

}  // namespace uprez
