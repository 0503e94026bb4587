#include "slots.h"

#include <algorithm>

#include "places.h"

namespace uprez {

std::uint64_t Slots::charge(std::uint64_t bytes) {
    constexpr std::uint64_t step = std::uint64_t{1} << 16;  // the coarsest step in which systems hand out memory
    return std::max((bytes + step - 1) / step, std::uint64_t{1}) * step;
}

bool Slots::reserve(std::uint64_t charge) {
    if (charge > limit_ - reserved_) return false;
    reserved_ += charge;
    return true;
}

void Slots::let_go(const Key &key) {
    const auto at = held_.find(pair(key));
    if (at != held_.end() && --at->second == 0) held_.erase(at);
}

Slot Slots::take(std::size_t bytes) {
    for (auto &[number, entry] : entries_) {
        if (entry.state == State::free && entry.memory->bytes() == charge(bytes)) {
            entry.state = State::taken;
            return {number, entry.memory};
        }
    }
    return {};
}

bool Slots::make_room(std::size_t bytes) {
    const std::uint64_t wanted = charge(bytes);
    while (made_ + wanted > limit_) {
        const auto at = least_needed();
        if (at == entries_.end()) return false;
        drop(at);
    }
    made_ += wanted;
    return true;
}

// A free slot before a frame that the bridge keeps, the older before the newer.
Slots::Entries::iterator Slots::least_needed() {
    auto best = entries_.end();
    for (auto at = entries_.begin(); at != entries_.end(); ++at) {
        const Entry &entry = at->second;
        if (entry.state == State::taken || (entry.state == State::kept && held_.count(pair(entry.key)) != 0)) continue;
        const auto order = [](const Entry &of) { return std::make_pair(of.state == State::kept, of.since); };
        if (best == entries_.end() || order(entry) < order(best->second)) best = at;
    }
    return best;
}

Slots::Entries::iterator Slots::drop(Entries::iterator at) {
    made_ -= at->second.memory->bytes();
    dropped_.push_back(at->first);
    return entries_.erase(at);
}

Slot Slots::add(std::shared_ptr<Shared> memory) {
    const std::uint32_t number = ++last_;
    entries_[number] = {memory, State::taken, {}, Clock::now()};
    return {number, std::move(memory)};
}

void Slots::keep(std::uint32_t number, const Key &key) {
    const auto at = entries_.find(number);
    if (at == entries_.end()) return;
    at->second.state = State::kept;
    at->second.key = key;
    at->second.since = Clock::now();
}

bool Slots::bridge_freed(std::uint32_t number) {
    const auto at = entries_.find(number);
    if (at == entries_.end()) return number != 0 && number <= last_;  // dropped while the word was under way
    if (at->second.state != State::kept) return false;
    give_back(number);
    return true;
}

void Slots::give_back(std::uint32_t number) {
    const auto at = entries_.find(number);
    if (at == entries_.end()) return;
    at->second.state = State::free;
    at->second.since = Clock::now();
}

void Slots::trim(Clock::time_point before) {
    for (auto at = entries_.begin(); at != entries_.end();) {
        const bool idle = at->second.state == State::free && at->second.since < before;
        at = idle ? drop(at) : std::next(at);
    }
}

std::vector<std::uint32_t> Slots::dropped() { return std::exchange(dropped_, {}); }

std::vector<std::shared_ptr<Shared>> Slots::empty() {
    std::vector<std::shared_ptr<Shared>> all;
    for (auto &[number, entry] : entries_) all.push_back(std::move(entry.memory));
    entries_.clear();
    return all;
}

std::uint64_t memory_limit() {
    const double given = number_from("UPREZ_OFX_MEMORY", 0);
    if (given >= 1) return given < 1e18 ? static_cast<std::uint64_t>(given) : std::uint64_t{1} << 62;
    const std::uint64_t machine = machine_memory();
    return machine != 0 ? machine / 2 : std::uint64_t{4} << 30;
}

}  // namespace uprez
