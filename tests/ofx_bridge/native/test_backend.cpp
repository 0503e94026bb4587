// The whole way to a bridge and back, against the fake one: `test_backend SCENARIO`, surroundings by environment.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "backend.h"
#include "check.h"

namespace {

using namespace uprez;
using Clock = std::chrono::steady_clock;

const std::function<bool()> never = [] { return false; };

double since(Clock::time_point then) { return std::chrono::duration<double>(Clock::now() - then).count(); }

std::atomic<int> frames_written{0};

SourceFrame frame(int number) {
    SourceFrame made;
    made.time = number;
    made.key = {static_cast<std::uint64_t>(number), 77};
    made.write = [number](const Planes &to) {
        ++frames_written;
        auto *const samples = static_cast<float *>(to.data);
        std::fill(samples, samples + to.bytes() / sizeof(float), static_cast<float>(number));
    };
    return made;
}

Want want(int number, int radius = 1, int width = 16, int height = 9) {
    Want made;
    made.recipe = R"({"model":"identity"})";
    made.colour = "display";
    made.width = width, made.height = height, made.out_width = 2 * width, made.out_height = 2 * height;
    made.time = number;
    for (int at = number - radius; at <= number + radius; ++at) made.frames.push_back(frame(at));
    return made;
}

bool filled_with(const Answer &answer, int number) {
    const Planes planes = answer.result.planes();
    const auto *const samples = static_cast<const float *>(planes.data);
    const auto good = [&](float sample) { return std::abs(sample - static_cast<float>(number)) < 0.5f; };
    return samples != nullptr && std::all_of(samples, samples + planes.bytes() / sizeof(float), good);
}

Answer render(int number) { return Backend::instance().render(want(number), never); }

void expect_done(int number) {
    const Answer answer = render(number);
    if (answer.outcome != Outcome::done) std::fprintf(stderr, "%s | %s\n", answer.failure.what.c_str(), answer.failure.why.c_str());
    CHECK(answer.outcome == Outcome::done && filled_with(answer, number));
}

void expect_failure(const char *words) {
    const Answer answer = render(1);
    if (answer.failure.what.find(words) == std::string::npos) std::fprintf(stderr, "%s\n", answer.failure.what.c_str());
    CHECK(answer.outcome == Outcome::failed && answer.failure.what.find(words) != std::string::npos && !answer.failure.fix.empty());
}

void right() {
    Backend &backend = Backend::instance();
    CHECK(backend.status() == "The first frame starts uprez.");
    expect_done(5);
    CHECK(frames_written == 3 && backend.status() == "Ready.");
    expect_done(6);
    CHECK(frames_written == 4);  // one new frame, not three
    CHECK(render(7).notes.at(0) == "made by a fake");
    Want larger = want(8, 1, 400, 300);
    for (SourceFrame &each : larger.frames) each.key.high = 78;
    CHECK(filled_with(backend.render(larger, never), 8));
    Want bad = want(1);
    bad.time = 99;
    CHECK(backend.render(bad, never).failure.what == "This frame cannot be upscaled.");
    bad = want(1);
    bad.width = 0;
    CHECK(backend.render(bad, never).outcome == Outcome::failed);
    bad = want(900);
    bad.recipe.assign(2 << 20, 'x');
    CHECK(backend.render(bad, never).failure.what == "The words for this frame are too long.");
    bad = want(901);
    bad.frames[1].write = [](const Planes &) { throw std::runtime_error("no picture"); };
    CHECK(backend.render(bad, never).failure.why.find("no picture") != std::string::npos);
    expect_done(5);
}

// Many renders at once; the third argument of some is a small memory.
void many() {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 12; ++thread) {
        threads.emplace_back([thread] {
            for (int round = 0; round < 8; ++round) expect_done((thread * 5 + round * 7) % 40);
        });
    }
    for (std::thread &each : threads) each.join();
}

void never_fits() {
    const Answer answer = Backend::instance().render(want(1, 1, 2000, 1000), never);
    CHECK(answer.outcome == Outcome::failed && answer.failure.what == "This frame needs more memory than uprez may take.");
    expect_done(1);
}

void slow() {
    std::vector<std::string> seen;
    std::atomic<bool> over{false};
    std::thread watcher([&] {
        while (!over) {
            seen.push_back(Backend::instance().status());
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });
    expect_done(3);
    over = true;
    watcher.join();
    CHECK(std::any_of(seen.begin(), seen.end(), [](const std::string &at) { return at.find("upscale 3 of 6") == 0; }));
}

void silent() {
    const auto began = Clock::now();
    expect_failure("does not answer");
    CHECK(since(began) < 5);
    CHECK(Backend::instance().status().find("does not answer") != std::string::npos);
}

void dies() { expect_done(4); }
void dies_always() {
    expect_failure("ended while it worked");
    expect_failure("three times in a row");
    const auto began = Clock::now();
    for (int i = 0; i < 100; ++i) expect_failure("three times in a row");
    CHECK(since(began) < 1);
}

void never_starts() {
    const Answer answer = render(1);
    CHECK(answer.failure.what == "uprez cannot be started." && answer.failure.why.find("The fake does not start.") != std::string::npos);
    expect_failure("cannot be started");
    expect_failure("cannot be started");
    expect_failure("three times in a row");
    std::this_thread::sleep_for(std::chrono::milliseconds(600));  // $UPREZ_OFX_REST
    expect_failure("cannot be started");
    expect_failure("three times in a row");
}

void aborts_while_starting() {
    const auto began = Clock::now();
    std::atomic<double> told{0};
    const Answer answer = Backend::instance().render(want(1), [&] {
        if (since(began) > 0.3 && told == 0) told = since(began);
        return since(began) > 0.3;
    });
    CHECK(answer.outcome == Outcome::aborted && since(began) < 2);
}

// The fake never answers for frame 1 and takes 1 s over a cancel; it fails whoever offers it an output it still has.
void cancel() {
    expect_done(9);
    const auto began = Clock::now();
    const Answer answer = Backend::instance().render(want(1), [&] { return since(began) > 0.2; });
    CHECK(answer.outcome == Outcome::aborted && since(began) < 0.9);
    for (int i = 0; i < 5; ++i) expect_done(10 + i);
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    expect_done(20);
}

// Load, unload, load: with renders under way, which end as aborted.
void stops() {
    for (int round = 0; round < 5; ++round) {
        std::vector<std::thread> threads;
        std::atomic<int> odd{0}, waiting{0};
        expect_done(30);
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&odd, &waiting] {
                bool counted = false;
                const auto count = [&] { return waiting += !std::exchange(counted, true), false; };
                const Answer answer = Backend::instance().render(want(1), count);
                odd += answer.outcome != Outcome::aborted;
            });
        }
        while (waiting < 4) std::this_thread::sleep_for(std::chrono::milliseconds(1));  // else stop() is over before they begin
        std::this_thread::sleep_for(std::chrono::milliseconds(15 * round));
        const auto began = Clock::now();
        Backend::instance().stop();
        CHECK(since(began) < 1);
        for (std::thread &each : threads) each.join();
        CHECK(odd == 0);
    }
    Backend::instance().stop();
}

void tasks() {
    Backend &backend = Backend::instance();
    backend.configure("/nowhere/uprez.ofx.bundle", "a host");
    backend.bake({"{}", "/a.mov", "EXR", 1, 2});
    for (int i = 0; i < 100 && backend.baked().empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(backend.baked() == "/baked/fake.mov" && backend.status() == "Ready.\nQueued by the fake.");
    backend.open_panel({"{}", "/a.mov", "", -1, -1});
    for (int i = 0; i < 100 && backend.status().find("No panel here.") == std::string::npos; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    CHECK(backend.status() == "Ready.\nNo panel here. It is a fake.");
}

void tasks_fail() {
    Backend::instance().bake({"{}", "/a.mov", "EXR", 1, 2});
    for (int i = 0; i < 100 && Backend::instance().status().find("cannot be started") == std::string::npos; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    CHECK(Backend::instance().baked().empty() && Backend::instance().status().find("cannot be started") != std::string::npos);
}

}  // namespace

int main(int count, char **words) {
    CHECK(count == 2);
    const std::map<std::string, std::function<void()>> scenarios = {
        {"right", right},
        {"many", many},
        {"never-fits", never_fits},
        {"slow", slow},
        {"silent", silent},
        {"dies", dies},
        {"dies-always", dies_always},
        {"never", never_starts},
        {"hangs", aborts_while_starting},
        {"cancel", cancel},
        {"stops", stops},
        {"tasks", tasks},
        {"tasks-fail", tasks_fail},
        {"second", [] { expect_done(2); }},
        {"version", [] { expect_failure("of another version"); }},
        {"token", [] { expect_failure("The token is wrong."); }},
        {"garbage", [] { expect_failure("cannot be read"); }},
        {"fails", [] { expect_failure("This frame failed."); }},
        {"off", [] { for (int i = 0; i < 5; ++i) expect_failure("switched off"); }},
        {"missing", [] { for (int i = 0; i < 5; ++i) expect_failure("uprez is not found."); }},
        {"nobody", [] { expect_failure("No uprez bridge answers"); }},
    };
    scenarios.at(words[1])();
    Backend::instance().stop();
    return 0;
}
