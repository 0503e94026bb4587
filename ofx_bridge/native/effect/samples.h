// The four ways a host stores a number of a pixel, and the way to single precision and back.
#pragma once

#include <cstddef>
#include <cstdint>

namespace uprez {

enum class Depth : std::uint8_t { byte, whole, half, single };  // 8 bit, 16 bit, IEEE half, IEEE single

std::size_t bytes_of(Depth depth);

// `from` need not be aligned. Whole numbers become 0 … 1.
void to_single(Depth depth, const void *from, float *to, std::size_t count);

// `to` need not be aligned. Whole numbers are rounded and clipped, NaN becomes 0; halves beyond their range become infinite.
void from_single(Depth depth, const float *from, void *to, std::size_t count);

}  // namespace uprez
