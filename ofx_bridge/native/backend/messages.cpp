#include "messages.h"

#include <algorithm>
#include <cstring>

namespace uprez {

namespace {

void put(Bytes &bytes, std::uint64_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint64_t take(const std::uint8_t *from, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value |= std::uint64_t{from[i]} << (8 * i);
    return value;
}

constexpr std::size_t length_at = 8;

}  // namespace

MessageWriter::MessageWriter(Kind kind, std::uint64_t request) {
    put(bytes_, wire_magic, 4);
    put(bytes_, wire_version, 2);
    put(bytes_, static_cast<std::uint16_t>(kind), 2);
    put(bytes_, 0, 4);  // the length, known in whole()
    put(bytes_, 0, 4);
    put(bytes_, request, 8);
}

MessageWriter &MessageWriter::u8(std::uint8_t value) {
    put(bytes_, value, 1);
    return *this;
}

MessageWriter &MessageWriter::u32(std::uint32_t value) {
    put(bytes_, value, 4);
    return *this;
}

MessageWriter &MessageWriter::u64(std::uint64_t value) {
    put(bytes_, value, 8);
    return *this;
}

MessageWriter &MessageWriter::i64(std::int64_t value) { return u64(static_cast<std::uint64_t>(value)); }

MessageWriter &MessageWriter::f64(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return u64(bits);
}

MessageWriter &MessageWriter::text(const std::string &value) {
    const std::string good = as_utf8(value);
    u32(static_cast<std::uint32_t>(good.size()));
    bytes_.insert(bytes_.end(), good.begin(), good.end());
    return *this;
}

MessageWriter &MessageWriter::key(const Key &value) { return u64(value.low).u64(value.high); }

Bytes MessageWriter::whole() {
    const auto length = static_cast<std::uint32_t>(bytes_.size() - header_bytes);
    for (std::size_t i = 0; i < 4; ++i) bytes_[length_at + i] = static_cast<std::uint8_t>(length >> (8 * i));
    return std::move(bytes_);
}

bool MessageReader::has(std::size_t bytes) {
    good_ = good_ && body_.size() - at_ >= bytes;
    return good_;
}

std::uint64_t MessageReader::number(std::size_t bytes) {
    if (!has(bytes)) return 0;
    at_ += bytes;
    return take(body_.data() + at_ - bytes, bytes);
}

std::uint8_t MessageReader::u8() { return static_cast<std::uint8_t>(number(1)); }
std::uint32_t MessageReader::u32() { return static_cast<std::uint32_t>(number(4)); }
std::uint64_t MessageReader::u64() { return number(8); }
std::int64_t MessageReader::i64() { return static_cast<std::int64_t>(number(8)); }

double MessageReader::f64() {
    const std::uint64_t bits = number(8);
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

std::string MessageReader::text() {
    const std::size_t size = u32();
    if (!has(size)) return {};
    at_ += size;
    return {body_.begin() + static_cast<std::ptrdiff_t>(at_ - size), body_.begin() + static_cast<std::ptrdiff_t>(at_)};
}

Key MessageReader::key() {
    Key key;
    key.low = u64();
    key.high = u64();
    return key;
}

std::uint32_t MessageReader::count(std::size_t least_bytes) {
    const std::uint32_t count = u32();
    return has(count * least_bytes) ? count : 0;
}

void Inbox::add(const Bytes &bytes) {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ = 0;
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

Inbox::Got Inbox::next(Message &message) {
    const std::size_t left = bytes_.size() - at_;
    const std::uint8_t *head = bytes_.data() + at_;
    if (left < header_bytes) return Got::nothing;
    if (take(head, 4) != wire_magic) return Got::garbage;
    if (take(head + 4, 2) != wire_version) return Got::other_version;
    const auto length = static_cast<std::size_t>(take(head + length_at, 4));
    if (length > most_body_bytes || take(head + 12, 4) != 0) return Got::garbage;
    if (left - header_bytes < length) return Got::nothing;
    message.kind = static_cast<Kind>(take(head + 6, 2));
    message.request = take(head + 16, 8);
    message.body.assign(head + header_bytes, head + header_bytes + length);
    at_ += header_bytes + length;
    return Got::message;
}

Bytes hello_message(const std::string &build, std::uint32_t pid, const std::string &host, const std::string &token) {
    return MessageWriter(Kind::hello, 0).text(build).u32(pid).text(host).text(token).whole();
}

Bytes slot_message(std::uint32_t slot, std::uint64_t bytes, const std::string &name) {
    return MessageWriter(Kind::slot, 0).u32(slot).u64(bytes).text(name).whole();
}

Bytes drop_message(std::uint32_t slot) { return MessageWriter(Kind::drop, 0).u32(slot).whole(); }

Bytes ask_message(std::uint64_t request, const Want &want, std::uint32_t out_slot) {
    MessageWriter to(Kind::ask, request);
    to.text(want.recipe).text(want.colour);
    for (const int side : {want.width, want.height, want.out_width, want.out_height}) to.u32(static_cast<std::uint32_t>(side));
    to.u8(static_cast<std::uint8_t>(want.channels)).u8(static_cast<std::uint8_t>(want.sample));
    to.u8(static_cast<std::uint8_t>(want.alpha)).u8(want.interactive ? 1 : 0);
    to.i64(want.time).u32(out_slot).u32(static_cast<std::uint32_t>(want.frames.size()));
    for (const SourceFrame &frame : want.frames) to.i64(frame.time).key(frame.key);
    return to.whole();
}

Bytes frame_message(std::uint64_t request, const Key &key, std::uint32_t slot) {
    return MessageWriter(Kind::frame, request).key(key).u32(slot).whole();
}

Bytes bake_message(std::uint64_t request, const Task &task) {
    MessageWriter to(Kind::bake, request);
    return to.text(task.recipe).text(task.source).text(task.format).i64(task.first).i64(task.last).whole();
}

Bytes panel_message(std::uint64_t request, const Task &task) {
    return MessageWriter(Kind::panel, request).text(task.recipe).text(task.source).whole();
}

Bytes bare_message(Kind kind, std::uint64_t request) { return MessageWriter(kind, request).whole(); }

bool read_welcome(const Message &message, std::string &build, std::uint32_t &pid) {
    MessageReader from(message.body);
    build = from.text();
    pid = from.u32();
    return from.whole();
}

bool read_failure(const Message &message, Failure &failure) {
    MessageReader from(message.body);
    failure.what = from.text();
    failure.why = from.text();
    failure.fix = from.text();
    return from.whole();
}

bool read_need(const Message &message, std::vector<Key> &keys) {
    MessageReader from(message.body);
    keys.resize(from.count(16));
    for (Key &key : keys) key = from.key();
    return from.whole();
}

bool read_free(const Message &message, std::uint32_t &slot) {
    MessageReader from(message.body);
    slot = from.u32();
    return from.whole();
}

bool read_done(const Message &message, Done &done) {
    MessageReader from(message.body);
    done.slot = from.u32();
    done.seconds = from.f64();
    done.notes.resize(from.count(4));
    for (std::string &note : done.notes) note = from.text();
    return from.whole();
}

bool read_progress(const Message &message, Progress &progress) {
    MessageReader from(message.body);
    progress.stage = from.text();
    progress.done = from.u32();
    progress.total = from.u32();
    return from.whole();
}

bool read_told(const Message &message, Told &told) {
    MessageReader from(message.body);
    told.text = from.text();
    told.path = from.text();
    return from.whole();
}

}  // namespace uprez
