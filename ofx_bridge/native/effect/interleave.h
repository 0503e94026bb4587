// Pixels apart and together again, in single precision: the innermost loops.
#pragma once

#include <cstddef>

namespace uprez {

// `channels` planes of `to` are written; the rest may be null. Source and targets are aligned as floats are.
void deinterleave_four(const float *pixels, float *const *to, int channels, int count);
void deinterleave_three(const float *pixels, float *const *to, int channels, int count);  // a fourth plane becomes 1

// A null fourth plane counts as 1.
// With `past_caches` the pixels are not read again soon.
void interleave_four(const float *const *from, float *pixels, int count, bool past_caches);
void interleave_three(const float *const *from, float *pixels, int count);

// To memory that is not read again soon.
void copy_past_caches(const void *from, void *to, std::size_t bytes);

void flush_stores();  // at the end of a thread's share: what went past the caches is then seen by all

}  // namespace uprez
