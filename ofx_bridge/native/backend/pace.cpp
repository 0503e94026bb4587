#include "pace.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace uprez {

namespace {

constexpr std::size_t remembered = 31;
// A large frame of a slow network is one step that tells nothing on the way: SPAN took 138 s for a 1080p frame on a busy processor.
constexpr double least_patience = 1800;
constexpr double times_median = 20;

}  // namespace

void Pace::add(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0) return;
    last_.push_back(seconds);
    if (last_.size() > remembered) last_.pop_front();
}

double Pace::patience() const {
    if (last_.empty()) return least_patience;
    std::vector<double> sorted(last_.begin(), last_.end());
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return std::max(least_patience, times_median * *middle);
}

}  // namespace uprez
