// The messages: the same bytes as ever, read back as written, and no crash over what is none.
// `test_messages FILE` compares with the golden bytes, `test_messages FILE --write` makes them anew.
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "check.h"
#include "messages.h"

namespace {

using namespace uprez;

const char *const recipe = R"({"model":"span","prompt":"Grün"})";
const Key first{0x0123456789ABCDEF, 0xFEDCBA9876543210}, second{2, 3}, third{0xFFFFFFFFFFFFFFFF, 0};

Want example_want() {
    Want want;
    want.recipe = recipe;
    want.colour = "linear";
    want.width = 4, want.height = 3, want.out_width = 8, want.out_height = 6, want.channels = 4;
    want.sample = Sample::half;
    want.alpha = AlphaKind::premultiplied;
    want.interactive = true;
    want.time = -2;
    want.frames = {{-3, first, {}}, {-2, second, {}}, {-1, third, {}}};
    return want;
}

// Each kind once; the values stand in wire_examples.py too.
std::vector<Bytes> examples() {
    std::string token;
    for (int i = 0; i < 4; ++i) token += "0123456789abcdef";
    const Task bake{recipe, "/shots/Übung.mov", "EXR", 10, 99}, panel{recipe, "/shots/a.mov", "", -1, -1};
    using W = MessageWriter;
    return {
        hello_message("1.0", 4711, "uk.co.thefoundry.nuke", token),
        slot_message(1, 65536, ""),
        drop_message(1),
        ask_message(7, example_want(), 2),
        frame_message(7, first, 3),
        bare_message(Kind::cancel, 7),
        bare_message(Kind::beat, 0),
        bake_message(8, bake),
        panel_message(0x0102030405060708, panel),
        bare_message(Kind::bye, 0),
        W(Kind::welcome, 0).text("1.2.3").u32(815).whole(),
        W(Kind::refused, 0).text("what").text("why").text("fix").whole(),
        W(Kind::need, 7).u32(2).key(first).key(third).whole(),
        W(Kind::free, 0).u32(3).whole(),
        W(Kind::done, 7).u32(2).f64(0.125).u32(2).text("a note").text("ein zweiter für dich").whole(),
        W(Kind::failed, 7).text("What happened.").text("Why.").text("").whole(),
        W(Kind::cancelled, 7).whole(),
        W(Kind::progress, 7).text("upscale").u32(3).u32(10).whole(),
        W(Kind::told, 8).text("Queued.").text("/shots/uprez/Übung_2x_exr").whole(),
    };
}

void compare(const char *file, bool write) {
    Bytes all;
    for (const Bytes &each : examples()) all.insert(all.end(), each.begin(), each.end());
    if (write) std::ofstream(file, std::ios::binary) << std::string(all.begin(), all.end());
    std::ifstream from(file, std::ios::binary);
    const std::string golden{std::istreambuf_iterator<char>(from), std::istreambuf_iterator<char>()};
    CHECK(golden.size() == all.size() && std::memcmp(golden.data(), all.data(), all.size()) == 0);
}

// However the stream is cut, the same messages come out.
void come_in_pieces() {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100000}}) {
        Inbox inbox;
        std::size_t come = 0;
        Bytes all;
        for (const Bytes &each : examples()) all.insert(all.end(), each.begin(), each.end());
        for (std::size_t at = 0; at < all.size(); at += piece) {
            const std::size_t end = std::min(at + piece, all.size());
            inbox.add(Bytes(all.begin() + static_cast<std::ptrdiff_t>(at), all.begin() + static_cast<std::ptrdiff_t>(end)));
            for (Message message; inbox.next(message) == Inbox::Got::message;) ++come;
        }
        CHECK(come == examples().size());
    }
}

Message received(const Bytes &bytes) {
    Inbox inbox;
    Message message;
    inbox.add(bytes);
    CHECK(inbox.next(message) == Inbox::Got::message);
    return message;
}

bool readable(const Message &message) {
    std::string build;
    std::uint32_t number = 0;
    Failure failure;
    std::vector<Key> keys;
    Done done;
    Progress progress;
    Told told;
    switch (message.kind) {
        case Kind::welcome: return read_welcome(message, build, number) && build == "1.2.3" && number == 815;
        case Kind::refused: return read_failure(message, failure) && failure.what == "what" && failure.why == "why" && failure.fix == "fix";
        case Kind::need: return read_need(message, keys) && keys.size() == 2 && keys[0].high == first.high && keys[1].low == third.low;
        case Kind::free: return read_free(message, number) && number == 3;
        case Kind::done: return read_done(message, done) && done.slot == 2 && done.seconds == 0.125 && done.notes.size() == 2;
        case Kind::failed: return read_failure(message, failure) && failure.what == "What happened." && failure.fix.empty();
        case Kind::progress: return read_progress(message, progress) && progress.stage == "upscale" && progress.total == 10;
        case Kind::told: return read_told(message, told) && told.text == "Queued." && told.path.size() == 26;
        default: return true;
    }
}

void read_back() {
    for (const Bytes &bytes : examples()) {
        Message message = received(bytes);
        CHECK(readable(message));
        if (message.kind < Kind::welcome || message.kind == Kind::cancelled) continue;
        const Bytes body = message.body;
        message.body.push_back(0);  // overlong
        CHECK(!readable(message));
        for (std::size_t size = 0; size < body.size(); ++size) {  // truncated
            message.body.assign(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
            CHECK(!readable(message));
        }
    }
}

Inbox::Got with_byte(std::size_t at, std::uint8_t value) {
    Bytes bytes = bare_message(Kind::beat, 0);
    bytes[at] = value;
    Inbox inbox;
    Message message;
    inbox.add(bytes);
    return inbox.next(message);
}

void bad_headers() {
    CHECK(with_byte(0, 'X') == Inbox::Got::garbage);
    CHECK(with_byte(4, 2) == Inbox::Got::other_version);
    CHECK(with_byte(11, 1) == Inbox::Got::garbage);   // 16 MiB of body
    CHECK(with_byte(12, 1) == Inbox::Got::garbage);   // reserved
    CHECK(with_byte(8, 1) == Inbox::Got::nothing);    // one byte still to come
    CHECK(with_byte(6, 200) == Inbox::Got::message);  // another kind: its reader's business
}

// Counts that would need more memory than there is, and random bodies.
void garbage() {
    Message message{Kind::need, 1, {0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3}};
    std::vector<Key> keys;
    Done done;
    CHECK(!read_need(message, keys) && keys.empty());
    std::uint32_t seed = 1;
    for (int round = 0; round < 20000; ++round) {
        message.body.clear();
        for (std::uint32_t size = (seed >> 16) % 40; size-- > 0;) {
            seed = seed * 1664525u + 1013904223u;
            message.body.push_back(static_cast<std::uint8_t>((seed >> 24) % 3 == 0 ? seed >> 16 : 0));
        }
        seed = seed * 1664525u + 1013904223u;
        message.kind = static_cast<Kind>(65 + (seed >> 16) % 9);
        (void)readable(message);
        (void)read_done(message, done);
    }
}

void text_is_utf8() {
    CHECK(as_utf8("Grün 猫 🎬") == "Grün 猫 🎬");
    CHECK(as_utf8("a\xFFz") == "a\xEF\xBF\xBDz");
    CHECK(as_utf8("\xC3") == "\xEF\xBF\xBD");                        // ends early
    CHECK(as_utf8("\xC0\xAF") == "\xEF\xBF\xBD\xEF\xBF\xBD");        // longer than needed
    CHECK(as_utf8("\xED\xA0\x80").find('\xED') == std::string::npos);  // a surrogate
    CHECK(as_utf8("\xF4\x90\x80\x80").find('\xF4') == std::string::npos);
}

}  // namespace

int main(int count, char **words) {
    CHECK(count >= 2);
    compare(words[1], count > 2 && std::string(words[2]) == "--write");
    come_in_pieces();
    read_back();
    bad_headers();
    garbage();
    text_is_utf8();
    return 0;
}
