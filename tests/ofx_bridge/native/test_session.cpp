// What one connection does with each message, and with none.
#include <deque>

#include "check.h"
#include "session.h"

namespace {

using namespace uprez;
using State = Request::State;
using W = MessageWriter;
using std::chrono::seconds;

constexpr std::uint64_t step = 1 << 16;
const Key some{1, 1}, other{2, 2};

// A channel to nobody.
class NoChannel final : public Channel {
 public:
    bool wait(std::chrono::milliseconds, Bytes &) override { return true; }
    void wake() noexcept override {}
};

struct Bench {
    History history;
    Session session;
    Failure why;

    Bench() : session(met(), 4 * step, history) {}

    static Met met() {
        Met met;
        met.channel = std::make_unique<NoChannel>();
        return met;
    }

    std::shared_ptr<Request> asked(std::uint64_t id) {
        auto request = session.admit({some}, step, step);
        CHECK(request && session.slots().make_room(1));
        std::string none;
        request->out = session.slots().add(Shared::make(step, nullptr, none));
        request->id = id;
        session.ask(request, bare_message(Kind::beat, 0));
        return request;
    }

    Session::End hear(const Bytes &message) { return session.hear(message, why); }

    bool posted(Kind kind) {
        bool found = false;
        for (const auto &each : session.take_posted()) found = found || each.bytes[6] == static_cast<std::uint8_t>(kind);
        return found;
    }
};

void answered() {
    Bench bench;
    const auto request = bench.asked(5);
    CHECK(bench.hear(W(Kind::need, 5).u32(1).key(some).whole()) == Session::End::none);
    CHECK(request->needed.size() == 1);
    bench.hear(W(Kind::progress, 5).text("upscale").u32(1).u32(2).whole());
    CHECK(bench.session.progress().stage == "upscale");
    CHECK(bench.hear(W(Kind::done, 5).u32(request->out.number).f64(1).u32(1).text("note").whole()) == Session::End::none);
    CHECK(request->state == State::done && request->done.notes[0] == "note" && !bench.session.waiting());
    CHECK(bench.session.slots().take(1).number == 0);  // somebody looks at it
    bench.session.give_back(*request);
    CHECK(bench.session.slots().take(1).number == request->out.number);
    CHECK(bench.session.slots().reserve(4 * step));
}

// An output is the bridge's until it has said its last word of it.
void left() {
    for (const Kind last : {Kind::done, Kind::failed, Kind::cancelled}) {
        Bench bench;
        const auto request = bench.asked(6);
        bench.session.leave(*request);
        CHECK(bench.posted(Kind::cancel) && bench.session.slots().take(1).number == 0 && !bench.session.slots().reserve(4 * step));
        W message(last, 6);
        if (last == Kind::done) message.u32(request->out.number).f64(1).u32(0);
        if (last == Kind::failed) message.text("a").text("b").text("c");
        CHECK(bench.hear(message.whole()) == Session::End::none);
        CHECK(bench.session.slots().take(1).number == request->out.number && bench.session.slots().reserve(4 * step));
    }
    Bench bench;
    const auto request = bench.asked(7);
    bench.hear(W(Kind::done, 7).u32(request->out.number).f64(1).u32(0).whole());
    bench.session.leave(*request);  // it was just done
    CHECK(bench.session.slots().take(1).number != 0 && bench.session.slots().reserve(4 * step));
}

void nonsense() {
    const Bytes bad[] = {
        W(Kind::need, 5).u32(1).key(other).whole(),             // a frame of nobody's
        W(Kind::free, 0).u32(1).whole(),                        // an output
        W(Kind::free, 0).u32(99).whole(),                       // never was
        W(Kind::done, 5).u32(99).f64(1).u32(0).whole(),         // into another slot
        W(Kind::done, 5).u32(1).f64(1).u32(0xFFFFFFFF).whole(), // notes without end
        W(Kind::cancelled, 5).u8(0).whole(),
        W(Kind::welcome, 0).text("again").u32(1).whole(),
        W(Kind::ask, 5).whole(),
        W(static_cast<Kind>(999), 5).whole(),
        Bytes(64, 0xAA),
    };
    for (const Bytes &message : bad) {
        Bench bench;
        bench.asked(5);
        CHECK(bench.hear(message) == Session::End::failed && !bench.why.what.empty());
    }
    Bench bench;
    const auto request = bench.asked(5);
    CHECK(bench.hear(W(Kind::refused, 0).text("No.").text("why").text("fix").whole()) == Session::End::failed && bench.why.what == "No.");
    CHECK(bench.hear(W(Kind::done, 77).u32(1).f64(1).u32(0).whole()) == Session::End::none);  // of one that is forgotten
    CHECK(request->state == State::asked);
}

void silence() {
    Bench bench;
    const Clock::time_point now = Clock::now();
    CHECK(bench.session.check(now + seconds(60), seconds(10), bench.why) == Session::End::none);  // nothing to say
    bench.asked(1);
    CHECK(bench.session.check(now + seconds(9), seconds(10), bench.why) == Session::End::none && bench.posted(Kind::beat));
    CHECK(bench.session.check(now + seconds(12), seconds(10), bench.why) == Session::End::failed && !bench.why.what.empty());
}

void no_progress() {
    Bench bench;
    const auto request = bench.asked(1);
    const Clock::time_point now = Clock::now();
    CHECK(bench.session.check(now + seconds(1799), seconds(10000), bench.why) == Session::End::none && request->state == State::asked);
    CHECK(bench.session.check(now + seconds(1802), seconds(10000), bench.why) == Session::End::none);
    CHECK(request->state == State::failed && bench.posted(Kind::cancel) && bench.session.slots().take(1).number == 0);
    bench.hear(W(Kind::cancelled, 1).whole());
    CHECK(request->state == State::failed && bench.session.slots().take(1).number != 0);
}

void ends() {
    Bench bench;
    const auto request = bench.asked(1);
    bench.session.tell(2, Kind::bake, bare_message(Kind::beat, 0));
    std::unique_ptr<Channel> channel;
    CHECK(bench.session.end(Session::End::lost, {}, channel) && channel && !bench.session.alive());
    CHECK(request->state == State::lost && !bench.history.told.empty());
    bench.session.post(bare_message(Kind::beat, 0));
    CHECK(bench.session.take_posted().empty());
}

void told() {
    Bench bench;
    bench.session.tell(3, Kind::bake, bare_message(Kind::beat, 0));
    CHECK(bench.session.waiting());
    CHECK(bench.hear(W(Kind::told, 3).text("Queued.").text("/out").whole()) == Session::End::none);
    CHECK(bench.history.told == "Queued." && bench.history.baked == "/out" && !bench.session.waiting());
    bench.session.tell(4, Kind::panel, bare_message(Kind::beat, 0));
    bench.hear(W(Kind::failed, 4).text("No panel.").text("why").text("fix").whole());
    CHECK(bench.history.told == "No panel. why" && bench.history.baked == "/out");
}

}  // namespace

int main() {
    answered();
    left();
    nonsense();
    silence();
    no_progress();
    ends();
    told();
    return 0;
}
