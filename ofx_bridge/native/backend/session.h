// One connection: what was asked over it, what was answered, and the slots that both sides share.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "breaker.h"
#include "meet.h"
#include "pace.h"
#include "slots.h"

namespace uprez {

// What is remembered from one connection to the next.
struct History {
    Breaker breaker{std::chrono::seconds(30)};
    Pace pace;
    Failure last;             // of the last connection; empty when it is well
    std::string told, baked;  // the last answer to a button
};

// A frame that is asked for, from the reservation of its memory to the bridge's last word about it.
struct Request {
    enum class State { admitted, asked, done, failed, cancelled, lost };
    State state = State::admitted;
    std::uint64_t id = 0;
    std::vector<Key> keys;    // source frames that the bridge may ask for, each once
    std::vector<Key> needed;  // those it asked for that were not sent yet
    std::uint64_t in_charge = 0, out_charge = 0;
    Slot out;
    Done done;
    Failure failure;
    bool abandoned = false;  // nobody waits for it any more
    Clock::time_point since{};
};

// All but channel().wait() happens under the lock of its owner.
class Session {
 public:
    enum class End { none, lost, failed };  // lost: the bridge went away

    Session(Met met, std::uint64_t limit, History &history);

    bool alive() const { return channel_ != nullptr; }
    Channel &channel() { return *channel_; }
    Slots &slots() { return slots_; }
    const Progress &progress() const { return progress_; }
    std::size_t asked() const { return requests_.size(); }
    bool waiting() const { return !requests_.empty() || !tasks_.empty(); }
    bool stuck_since(Clock::time_point began, Clock::time_point now) const;  // nothing was done since then, for too long
    bool idle_since(Clock::time_point before) const { return !waiting() && moved_ < before; }

    // Null when others hold the memory at the moment.
    std::shared_ptr<Request> admit(std::vector<Key> keys, std::uint64_t in_charge, std::uint64_t out_charge);
    void ask(const std::shared_ptr<Request> &request, Bytes message);
    void leave(Request &request);            // the render goes away; cancels what is under way
    void give_back(const Request &request);  // its output was looked at
    void tell(std::uint64_t id, Kind kind, Bytes message);
    void post(Bytes message, std::shared_ptr<Shared> memory = nullptr);
    void post_drops();

    struct Posted {
        Bytes bytes;
        std::shared_ptr<Shared> memory;
    };
    std::vector<Posted> take_posted();

    End hear(const Bytes &come, Failure &why);
    End check(Clock::time_point now, Clock::duration silence, Failure &why);
    // Everything under way ends with it; true when somebody waited. The channel is the caller's to close.
    bool end(End how, const Failure &why, std::unique_ptr<Channel> &channel);

 private:
    enum class Heard { well, garbage, refused };
    Heard handle(const Message &message, Failure &why);
    Heard handle_need(const Message &message);
    Heard handle_last(const Message &message);
    Heard handle_task(const Message &message, Kind kind);
    void settle(Request &request);

    std::unique_ptr<Channel> channel_;
    Inbox inbox_;
    Slots slots_;
    History &history_;
    std::map<std::uint64_t, std::shared_ptr<Request>> requests_;
    std::map<std::uint64_t, Kind> tasks_;
    std::vector<Posted> posted_;
    Progress progress_;
    Clock::time_point heard_ = Clock::now(), moved_ = heard_, beat_ = heard_;
};

}  // namespace uprez
