// Another size without a model: Catmull-Rom, and a mean over as many pixels as fall together where it becomes smaller.
#pragma once

#include "picture.h"

namespace uprez {

// Writes `area` of `output`, whose whole picture `frame` shows all of `source`. Both are in the output's pixels.
void resize(const Picture &source, const OfxRectI &frame, const OfxRectI &area, const Picture &output);

}  // namespace uprez
