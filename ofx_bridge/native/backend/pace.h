// How long frames take here, so that a slow machine's patience is longer than a fast one's.
#pragma once

#include <deque>

namespace uprez {

class Pace {
 public:
    void add(double seconds);
    double patience() const;  // seconds without any progress after which a frame is given up

 private:
    std::deque<double> last_;
};

}  // namespace uprez
