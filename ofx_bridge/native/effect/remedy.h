// What a frame becomes that could not be made, so that no host ever shows garbage and no final render hides it.
#pragma once

#include "make.h"

namespace uprez {

enum class Remedy { fail, pass, card };

// Automatic: an artist at work sees the enlarged source, a final render fails.
Remedy remedy_of(const Settings &settings, bool interactive);

// Writes all of the target's area and tells the artist. `source` may be empty: then nothing can be passed through.
OfxStatus remedy(Instance &instance, Remedy way, const Failure &failure, const Image &source, const Target &target);

void clear_area(const Target &target);  // all numbers 0

}  // namespace uprez
