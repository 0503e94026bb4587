// After three failures in a row nothing is tried for a while: a host that renders a thousand frames must not start a thousand
// programs that die.
#pragma once

#include <chrono>

namespace uprez {

using Clock = std::chrono::steady_clock;

class Breaker {
 public:
    explicit Breaker(Clock::duration rest) : rest_(rest) {}
    void rest_for(Clock::duration rest) { rest_ = rest; }
    void failed(Clock::time_point now);
    void worked() { failures_ = 0; }
    // How long nothing may be tried yet. Once that is over one more failure is enough for the next rest.
    Clock::duration left(Clock::time_point now) const;

 private:
    static constexpr int most_failures = 3;

    Clock::duration rest_;
    Clock::time_point until_{};
    int failures_ = 0;
};

}  // namespace uprez
