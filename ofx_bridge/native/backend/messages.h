// The words of the wire between plugin and bridge, version 1: all little-endian, fields in order, no padding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "backend.h"

namespace uprez {

using Bytes = std::vector<std::uint8_t>;

inline bool same(const Key &a, const Key &b) { return a.low == b.low && a.high == b.high; }

constexpr std::uint32_t wire_magic = 0x5A525055;  // "UPRZ"
constexpr std::uint16_t wire_version = 1;
constexpr std::size_t header_bytes = 24;
constexpr std::size_t most_body_bytes = std::size_t{1} << 20;

enum class Kind : std::uint16_t {
    hello = 1,
    slot = 2,
    drop = 3,
    ask = 4,
    frame = 5,
    cancel = 6,
    beat = 7,
    bake = 8,
    panel = 9,
    bye = 10,
    welcome = 65,
    refused = 66,
    need = 67,
    free = 68,
    done = 69,
    failed = 70,
    cancelled = 71,
    progress = 72,
    told = 73,
};

// Writes one message. What a host hands over as text may be no UTF-8: it is made so.
class MessageWriter {
 public:
    MessageWriter(Kind kind, std::uint64_t request);
    MessageWriter &u8(std::uint8_t value);
    MessageWriter &u32(std::uint32_t value);
    MessageWriter &u64(std::uint64_t value);
    MessageWriter &i64(std::int64_t value);
    MessageWriter &f64(double value);
    MessageWriter &text(const std::string &value);
    MessageWriter &key(const Key &value);
    Bytes whole();  // the message; longer than `most_body_bytes` allows is for the caller to refuse

 private:
    Bytes bytes_;
};

// A message as it came.
struct Message {
    Kind kind = Kind::beat;
    std::uint64_t request = 0;
    Bytes body;
};

// Reads a body. After the first field that is not there all others are zero, and whole() is false.
class MessageReader {
 public:
    explicit MessageReader(const Bytes &body) : body_(body) {}
    std::uint8_t u8();
    std::uint32_t u32();
    std::uint64_t u64();
    std::int64_t i64();
    double f64();
    std::string text();
    Key key();
    std::uint32_t count(std::size_t least_bytes);  // of things that take at least so many bytes each
    bool whole() const { return good_ && at_ == body_.size(); }  // all read, nothing missing

 private:
    bool has(std::size_t bytes);
    std::uint64_t number(std::size_t bytes);

    const Bytes &body_;
    std::size_t at_ = 0;
    bool good_ = true;
};

// Puts messages together from the bytes of a stream.
class Inbox {
 public:
    enum class Got { nothing, message, garbage, other_version };
    void add(const Bytes &bytes);
    Got next(Message &message);

 private:
    Bytes bytes_;
    std::size_t at_ = 0;
};

Bytes hello_message(const std::string &build, std::uint32_t pid, const std::string &host, const std::string &token);
Bytes slot_message(std::uint32_t slot, std::uint64_t bytes, const std::string &name);
Bytes drop_message(std::uint32_t slot);
Bytes ask_message(std::uint64_t request, const Want &want, std::uint32_t out_slot);
Bytes frame_message(std::uint64_t request, const Key &key, std::uint32_t slot);
Bytes bake_message(std::uint64_t request, const Task &task);
Bytes panel_message(std::uint64_t request, const Task &task);
Bytes bare_message(Kind kind, std::uint64_t request);  // CANCEL, BEAT, BYE

struct Done {
    std::uint32_t slot = 0;
    double seconds = 0;
    std::vector<std::string> notes;
};
struct Progress {
    std::string stage;
    std::uint32_t done = 0, total = 0;
};
struct Told {
    std::string text, path;
};

// Each is false when the body is short or too long.
bool read_welcome(const Message &message, std::string &build, std::uint32_t &pid);
bool read_failure(const Message &message, Failure &failure);  // REFUSED, FAILED
bool read_need(const Message &message, std::vector<Key> &keys);
bool read_free(const Message &message, std::uint32_t &slot);
bool read_done(const Message &message, Done &done);
bool read_progress(const Message &message, Progress &progress);
bool read_told(const Message &message, Told &told);

std::string as_utf8(const std::string &text);  // what is no UTF-8 becomes U+FFFD

}  // namespace uprez
