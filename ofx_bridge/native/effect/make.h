// One frame by the model: from the host's buffers to the bridge and back.
#pragma once

#include <string>
#include <vector>

#include "../backend/backend.h"
#include "image.h"
#include "instance.h"
#include "render_call.h"
#include "settings.h"

namespace uprez {

// Where a frame goes: `area` of the picture is written, `frame` is the whole picture that the output shows.
struct Target {
    Picture picture;
    OfxRectI frame{};
    OfxRectI area{};
};

struct Made {
    Outcome outcome = Outcome::failed;
    Failure failure;
    std::vector<std::string> notes;
};

// `source` is the wanted frame's image.
Made make_frame(Instance &instance, const RenderCall &call, const Settings &settings, const Image &source, const Target &target);

}  // namespace uprez
