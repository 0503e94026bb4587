// The pieces of shared memory of one connection: made once, used again and again, within a bound.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "backend.h"
#include "breaker.h"
#include "shared.h"

namespace uprez {

struct Slot {
    std::uint32_t number = 0;  // 0: none
    std::shared_ptr<Shared> memory;
};

// Not safe for threads: its owner's lock guards it. So memory is made outside, between make_room() and add().
class Slots {
 public:
    explicit Slots(std::uint64_t limit) : limit_(limit) {}

    // What a slot for so many bytes takes of the limit. Slots of one charge stand in for each other.
    static std::uint64_t charge(std::uint64_t bytes);
    std::uint64_t limit() const { return limit_; }

    // A render reserves all it may come to need before it takes the first slot: two that each hold half of the memory would
    // wait for each other for ever.
    bool reserve(std::uint64_t charge);
    void release(std::uint64_t charge) { reserved_ -= charge; }
    void hold(const Key &key) { ++held_[pair(key)]; }  // a render needs this source frame: its slot is not taken away
    void let_go(const Key &key);

    Slot take(std::size_t bytes);       // a free one; number 0 when there is none
    bool make_room(std::size_t bytes);  // drops what nobody needs, so that a slot may be made; false: not now
    void leave_room(std::size_t bytes) { made_ -= charge(bytes); }  // it was not made after all
    Slot add(std::shared_ptr<Shared> memory);                       // it was made; it is taken

    void keep(std::uint32_t number, const Key &key);  // the bridge looks at it from now on, as that source frame
    bool bridge_freed(std::uint32_t number);          // false: it was never the bridge's to free
    void give_back(std::uint32_t number);

    void trim(Clock::time_point before);   // drops those that have been free since before then
    std::vector<std::uint32_t> dropped();  // since the last call: the bridge has to hear of them
    std::vector<std::shared_ptr<Shared>> empty();  // all memory, at the end

 private:
    enum class State { free, taken, kept };
    struct Entry {
        std::shared_ptr<Shared> memory;
        State state = State::taken;
        Key key;
        Clock::time_point since;
    };
    using Entries = std::map<std::uint32_t, Entry>;
    using Pair = std::pair<std::uint64_t, std::uint64_t>;

    static Pair pair(const Key &key) { return {key.low, key.high}; }
    Entries::iterator least_needed();
    Entries::iterator drop(Entries::iterator at);

    std::uint64_t limit_, reserved_ = 0, made_ = 0;
    std::uint32_t last_ = 0;
    Entries entries_;
    std::map<Pair, int> held_;
    std::vector<std::uint32_t> dropped_;
};

std::uint64_t memory_limit();  // $UPREZ_OFX_MEMORY, else half of the machine's memory

}  // namespace uprez
