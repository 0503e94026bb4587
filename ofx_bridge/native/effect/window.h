// Which source frames an output frame is made from: windows on a fixed grid, so that any order of asking gives the same pictures.
#pragma once

#include <cstdint>
#include <optional>

#include "model_choice.h"

namespace uprez {

// Frames first … last, both in it.
struct FrameSpan {
    std::int64_t first = 0, last = 0;
};

// `clip` is empty when the host does not say where the clip begins and ends.
FrameSpan window_of(const ModelChoice &model, std::int64_t frame, std::optional<FrameSpan> clip);

}  // namespace uprez
