// Slots: made once and used again, within a bound, never taken from under the bridge.
#include <sys/resource.h>

#include <cstring>

#include "check.h"
#include "slots.h"

namespace {

using namespace uprez;

constexpr std::uint64_t step = 1 << 16;
const Key some{1, 1}, other{2, 2};

Slot made(Slots &slots, std::size_t bytes) {
    std::string why;
    CHECK(slots.make_room(bytes));
    return slots.add(Shared::make(static_cast<std::size_t>(Slots::charge(bytes)), nullptr, why));
}

void memory_is_whole() {
    std::string why;
    const auto memory = Shared::make(3 << 20, nullptr, why);
    CHECK(memory && memory->bytes() == 3 << 20 && memory->descriptor() >= 0 && memory->name().empty());
    std::memset(memory->data(), 7, memory->bytes());
}

void reuse() {
    Slots slots(10 * step);
    const Slot first = made(slots, 1000);
    CHECK(first.number == 1 && first.memory->bytes() == step);
    CHECK(slots.take(1000).number == 0);
    slots.give_back(first.number);
    CHECK(slots.take(step + 1).number == 0);  // of another size
    const Slot again = slots.take(900);
    CHECK(again.number == 1 && again.memory == first.memory);
}

// A larger frame comes: the small slot goes, under a number that never comes back.
void growth() {
    Slots slots(3 * step);
    slots.give_back(made(slots, step).number);
    CHECK(slots.dropped().empty());
    const Slot large = made(slots, 3 * step);
    CHECK(large.number == 2);
    CHECK((slots.dropped() == std::vector<std::uint32_t>{1}));
    CHECK(!slots.make_room(1));
    slots.give_back(2);
    CHECK(slots.make_room(1));
    slots.leave_room(1);
    CHECK(made(slots, 3 * step).number == 3);
}

void bridge_keeps() {
    Slots slots(2 * step);
    const Slot a = made(slots, 1), b = made(slots, 1);
    slots.hold(some);
    slots.keep(a.number, some);
    slots.keep(b.number, other);
    CHECK(slots.take(1).number == 0);
    CHECK(slots.make_room(1));  // nobody asks for b's frame any more
    CHECK((slots.dropped() == std::vector<std::uint32_t>{b.number}));
    slots.leave_room(1);
    CHECK(!slots.make_room(2 * step));
    slots.let_go(some);
    CHECK(slots.make_room(2 * step));
}

void bridge_frees() {
    Slots slots(4 * step);
    const Slot a = made(slots, 1), b = made(slots, 1);
    slots.keep(a.number, some);
    CHECK(slots.bridge_freed(a.number));
    CHECK(slots.take(1).number == a.number);
    CHECK(!slots.bridge_freed(b.number));  // an output: not its to free
    CHECK(!slots.bridge_freed(9));         // never was
    slots.give_back(a.number);
    slots.trim(Clock::now() + std::chrono::seconds(1));
    CHECK((slots.dropped() == std::vector<std::uint32_t>{a.number}));
    CHECK(slots.bridge_freed(a.number));  // a word that was under way
}

void reservations() {
    Slots slots(4 * step);
    CHECK(slots.reserve(3 * step));
    CHECK(!slots.reserve(2 * step));
    CHECK(slots.reserve(step));
    slots.release(3 * step);
    CHECK(slots.reserve(2 * step));
    CHECK(!slots.reserve(~std::uint64_t{0}));
}

void limits() {
    setenv("UPREZ_OFX_MEMORY", "1000000", 1);
    CHECK(memory_limit() == 1000000);
    setenv("UPREZ_OFX_MEMORY", "a lot", 1);
    CHECK(memory_limit() == machine_memory() / 2);
    unsetenv("UPREZ_OFX_MEMORY");
    CHECK(memory_limit() > step && available_memory() > step);
    CHECK(in_megabytes(132710400) == "133 MB");
}

void refusals() {
    std::string why;
    CHECK(!Shared::make(static_cast<std::size_t>(available_memory()) * 2, nullptr, why));
    CHECK(why.find("the machine has") != std::string::npos);
    int asked = 0;
    CHECK(!Shared::make(std::size_t{64} << 20, [&] { return ++asked < 3; }, why));
    CHECK(asked == 3 && why.empty());
}

std::size_t pages_in_use() {
    std::size_t pages = 0;
    std::FILE *const file = std::fopen("/proc/self/statm", "r");
    CHECK(file != nullptr && std::fscanf(file, "%zu", &pages) == 1);
    std::fclose(file);
    return pages;
}

// Last: what is limited stays so.
void no_room_in_the_process() {
    std::string why;
    rlimit limit{};
    getrlimit(RLIMIT_AS, &limit);
    const rlimit before = limit;
    limit.rlim_cur = pages_in_use() * 4096 + (std::size_t{16} << 20);
    setrlimit(RLIMIT_AS, &limit);
    const auto memory = Shared::make(std::size_t{32} << 20, nullptr, why);
    setrlimit(RLIMIT_AS, &before);
    CHECK(!memory && !why.empty());
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 1 << 20;
    setrlimit(RLIMIT_FSIZE, &limit);
    CHECK(!Shared::make(std::size_t{32} << 20, nullptr, why) && why.find("2 MB") != std::string::npos);
}

}  // namespace

int main() {
    memory_is_whole();
    reuse();
    growth();
    bridge_keeps();
    bridge_frees();
    reservations();
    limits();
    refusals();
    no_room_in_the_process();
    return 0;
}
