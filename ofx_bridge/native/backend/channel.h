// One connection to the bridge: a Unix stream socket, a named pipe on Windows.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <string>

#include "messages.h"
#include "shared.h"

namespace uprez {

// Used by one thread, but for wake(). Nothing here waits longer than it is told to.
class Channel {
 public:
    // Null with words in `why` when nobody listens there (for whom `wait` is how long it may take to find out), or when it is
    // not the bridge of this user.
    static std::unique_ptr<Channel> connect(const std::string &place, std::uint32_t pid, std::chrono::milliseconds wait, std::string &why);

    Channel() = default;
    Channel(const Channel &) = delete;
    Channel &operator=(const Channel &) = delete;
    virtual ~Channel() = default;

    // Leaves with the next wait(). A slot's memory rides along with the message that announces it.
    void send(Bytes message, std::shared_ptr<Shared> memory = nullptr) { outgoing_.push_back({std::move(message), std::move(memory), 0}); }
    bool sending() const { return !outgoing_.empty(); }

    // Sends what it can and appends what has come; returns when something came, wake() was called, or the time is over.
    // False once the other side has closed and all it said was given.
    virtual bool wait(std::chrono::milliseconds time, Bytes &come) = 0;
    virtual void wake() noexcept = 0;  // from any thread

 protected:
    struct Parcel {
        Bytes bytes;
        std::shared_ptr<Shared> memory;
        std::size_t sent = 0;
    };
    std::deque<Parcel> outgoing_;
};

}  // namespace uprez
