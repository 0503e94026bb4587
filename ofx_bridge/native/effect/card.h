// A picture of words that nobody mistakes for footage: what a frame becomes that could not be made, when the artist wants to see it.
#pragma once

#include <string>
#include <vector>

#include "picture.h"

namespace uprez {

// Words broken at blanks into lines of at most `columns` letters; longer words are cut. Letters beyond ASCII count as one.
std::vector<std::string> wrapped(const std::string &text, int columns);

// Writes `area` of `output`; the card is laid out for the whole picture `frame`.
void draw_card(const std::vector<std::string> &paragraphs, const OfxRectI &frame, const OfxRectI &area, const Picture &output);

}  // namespace uprez
