// What the host says when it asks for a frame.
#pragma once

#include <optional>

#include "instance.h"

namespace uprez {

struct RenderCall {
    OfxTime time = 0;
    std::optional<OfxRectI> window;  // pixels; empty: all of the output
    double scale = 1;                // below 1 where the host works on smaller stand-ins
    bool interactive = false;        // somebody is waiting for it
    bool quick = false;              // a draft, a stand-in or a thumbnail: no model
    bool one_field = false;          // every other line only
};

RenderCall read_call(const Instance &instance, const Properties &arguments);

}  // namespace uprez
