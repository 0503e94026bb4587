// Work on many rows by a few threads that live only as long as it takes.
#pragma once

#include <cstddef>
#include <functional>

namespace uprez {

// Calls work(first, last) for parts of [0, rows) whose starts are multiples of `grain`; at most 4 threads, one where the
// whole job moves too few bytes to be worth more. `work` must not throw.
void parallel_rows(int rows, int grain, std::size_t bytes, const std::function<void(int, int)> &work);

}  // namespace uprez
