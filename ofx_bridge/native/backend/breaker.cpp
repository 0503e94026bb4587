#include "breaker.h"

namespace uprez {

void Breaker::failed(Clock::time_point now) {
    if (++failures_ >= most_failures) until_ = now + rest_;
}

Clock::duration Breaker::left(Clock::time_point now) const {
    return failures_ >= most_failures && now < until_ ? until_ - now : Clock::duration::zero();
}

}  // namespace uprez
