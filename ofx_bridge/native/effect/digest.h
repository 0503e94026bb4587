// What a source frame holds, in 128 bits: equal pixels of equal shape have equal keys, whatever way they lie in memory.
#pragma once

#include "../backend/backend.h"
#include "picture.h"

namespace uprez {

struct Digest {
    Key pixels;
    bool opaque = true;  // no alpha below or above 1, or none at all
};

Digest digest_of(const Picture &picture);

// The key of a frame as it is sent: its pixels, and how they are put into planes.
Key key_of(const Digest &digest, const Planes &as_sent);

}  // namespace uprez
