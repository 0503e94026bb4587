// A small face of letters, 5 by 7 points, capitals only: for the error card.
#pragma once

namespace uprez {

inline constexpr int kGlyphWidth = 5, kGlyphHeight = 7;

// True where the letter has ink; column from the left, row from the top. Small letters show as capitals.
bool has_ink(char letter, int column, int row);

}  // namespace uprez
