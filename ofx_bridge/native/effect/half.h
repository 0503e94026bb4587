// IEEE half precision, many numbers at a time. Rounds to nearest even; subnormals, infinities and NaN survive.
#pragma once

#include <cstddef>
#include <cstdint>

namespace uprez {

void half_to_single(const std::uint16_t *from, float *to, std::size_t count);
void single_to_half(const float *from, std::uint16_t *to, std::size_t count);

}  // namespace uprez
