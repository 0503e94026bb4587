#include "window.h"

#include <algorithm>

namespace uprez {
namespace {

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
    const std::int64_t quotient = value / by;
    return value % by < 0 ? quotient - 1 : quotient;
}

// The chunk of the grid that holds the frame; the last one is shorter.
FrameSpan shot_of(std::int64_t length, std::int64_t frame, std::int64_t origin) {
    const std::int64_t first = origin + floor_divide(frame - origin, length) * length;
    return {first, first + length - 1};
}

// All windows that cover the frame, as one span; the last window is moved back to end with the clip.
FrameSpan windows_of(std::int64_t length, std::int64_t step, std::int64_t frame, FrameSpan clip) {
    const std::int64_t last_start = clip.last + 1 - length;
    if (last_start <= clip.first) {
        return clip;
    }
    const std::int64_t offset = frame - clip.first;
    const std::int64_t regular_end = floor_divide(last_start - clip.first - 1, step);  // of the starts before the moved one
    const std::int64_t low = std::max<std::int64_t>(0, -floor_divide(-(offset - length + 1), step));
    const std::int64_t high = std::min(floor_divide(offset, step), regular_end);
    const bool in_last = frame >= last_start;
    const std::int64_t first = low <= high ? clip.first + low * step : last_start;
    const std::int64_t last = in_last ? clip.last : clip.first + high * step + length - 1;
    return {first, last};
}

}  // namespace

FrameSpan window_of(const ModelChoice &model, std::int64_t frame, std::optional<FrameSpan> clip) {
    if (clip && (frame < clip->first || frame > clip->last)) {
        return {frame, frame};  // hosts ask for frames outside the clip too
    }
    FrameSpan span{frame - model.radius, frame + model.radius};
    if (model.reach == Reach::shot) {
        span = shot_of(model.length, frame, clip ? clip->first : 0);
    } else if (model.reach == Reach::window) {
        const std::int64_t step = std::max(1, model.length - model.overlap);
        const std::int64_t far = (std::int64_t{1} << 40) / step * step;  // no end is known: a grid through frame 0 without one
        span = windows_of(model.length, step, frame, clip.value_or(FrameSpan{-far, far}));
    }
    return clip ? FrameSpan{std::max(span.first, clip->first), std::min(span.last, clip->last)} : span;
}

}  // namespace uprez
