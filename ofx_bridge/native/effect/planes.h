// Between a host's pixels and planes: RGBA RGBA … in rows from below, and R…, G…, B…, A… in rows from the top.
#pragma once

#include "../backend/backend.h"
#include "picture.h"

namespace uprez {

// Numbers of a wire sample, by the words that host's pixels use.
Depth depth_of(Sample sample);

// The sample that carries a host's pixels without loss that could be seen in them.
Sample sample_for(Depth depth);

// The whole picture. A plane that the picture lacks (alpha of RGB) is filled with 1; one that is not wanted is left out.
void split(const Picture &picture, const Planes &planes);

// The part `area` of the picture, from planes of the whole picture `frame` (pixels, as the bounds); missing alpha is 1.
void join(const Planes &planes, const OfxRectI &frame, const OfxRectI &area, const Picture &picture);

// One row: `planar[c]` are the picture's channels from the area's left edge on; `channels` is 3 or 4.
void join_row(const float *const *planar, int channels, int count, void *to, const Picture &picture);

// The planes' rows of one picture row, channel by channel.
std::byte *plane_row(const Planes &planes, int channel, int row_from_top);

}  // namespace uprez
