// The source frames that one output frame is made from, on loan together.
#pragma once

#include <cstdint>
#include <vector>

#include "image.h"
#include "instance.h"
#include "window.h"

namespace uprez {

struct Strip {
    std::int64_t first = 0;             // frame number of the first image
    std::int64_t wanted = 0;            // frame number of the frame that is asked for
    std::vector<const Image *> images;  // consecutive frames of one shape
    std::vector<Image> loans;           // those among them that are held here
    bool aborted = false;               // the host wants no frame any more

    const Image &middle() const { return *images[static_cast<std::size_t>(wanted - first)]; }
};

std::int64_t frame_number(OfxTime time);

// The window as frames, within the clip; the frame alone where the host gives no others.
FrameSpan window_at(const Instance &instance, const ModelChoice &model, OfxTime time);

// Around the image of the wanted frame, which must outlive the strip: as far as the host has the window's frames, all of
// one size and depth.
Strip gather(const Instance &instance, const ModelChoice &model, OfxTime time, const Image &wanted);

}  // namespace uprez
