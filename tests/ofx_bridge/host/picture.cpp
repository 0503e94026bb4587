#include "picture.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace host {

namespace {

constexpr std::size_t guard_bytes = 4096;

// Two rounds of a pattern of 256 bytes, so that one round can be read from any place in it.
const std::array<unsigned char, 512> &pattern() {
    static const auto made = [] {
        std::array<unsigned char, 512> bytes{};
        for (std::size_t place = 0; place < bytes.size(); place++) {
            bytes[place] = static_cast<unsigned char>(place * 89 + 57);
        }
        return bytes;
    }();
    return made;
}

template <typename Visit>
bool each_round(std::size_t from, std::size_t to, Visit visit) {
    while (from < to) {
        const std::size_t many = std::min<std::size_t>(256, to - from);
        if (!visit(from, many)) {
            return false;
        }
        from += many;
    }
    return true;
}

void fill(unsigned char *memory, std::size_t from, std::size_t to) {
    each_round(from, to, [memory](std::size_t at, std::size_t many) {
        std::memcpy(memory + at, pattern().data() + at % 256, many);
        return true;
    });
}

bool untouched(const unsigned char *memory, std::size_t from, std::size_t to) {
    return each_round(from, to, [memory](std::size_t at, std::size_t many) {
        return std::memcmp(memory + at, pattern().data() + at % 256, many) == 0;
    });
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE *)>;

}  // namespace

std::size_t Layout::pixel() const {
    const std::size_t sample = depth == "OfxBitDepthByte" ? 1 : depth == "OfxBitDepthFloat" ? 4 : 2;
    return sample * (components == "OfxImageComponentRGBA" ? 4U : components == "OfxImageComponentRGB" ? 3U : 1U);
}

Picture::Picture(const Layout &layout) : layout_(layout), total_(layout.stride() * layout.height() + 2 * guard_bytes) {
    void *memory = mmap(nullptr, total_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::runtime_error("the test host has no memory for a picture");
    }
    memory_ = static_cast<unsigned char *>(memory);
}

Picture::~Picture() {
    poison(false);
    munmap(memory_, total_);
}

unsigned char *Picture::row(std::size_t from_bottom) const {
    const auto place = layout_.negative ? layout_.height() - 1 - from_bottom : from_bottom;
    return memory_ + guard_bytes + place * layout_.stride();
}

void *Picture::data() const {
    return layout_.height() > 0 ? row(0) : memory_ + guard_bytes;
}

int Picture::row_bytes() const {
    const int bytes = static_cast<int>(layout_.stride());
    return layout_.negative ? -bytes : bytes;
}

bool Picture::read(const std::string &path) {
    const File file(std::fopen(path.c_str(), "rb"), std::fclose);
    for (std::size_t y = 0; file && y < layout_.height(); y++) {
        if (std::fread(row(y), 1, layout_.row(), file.get()) != layout_.row()) {
            return false;
        }
    }
    filled_ = true;
    return file && std::fgetc(file.get()) == EOF;
}

bool Picture::write(const std::string &path) const {
    const File file(std::fopen(path.c_str(), "wb"), std::fclose);
    for (std::size_t y = 0; file && y < layout_.height(); y++) {
        if (std::fwrite(row(y), 1, layout_.row(), file.get()) != layout_.row()) {
            return false;
        }
    }
    return file != nullptr;
}

void Picture::guard() {
    if (!filled_) {
        fill(memory_, 0, total_);
    } else {
        fill(memory_, 0, guard_bytes);
        fill(memory_, total_ - guard_bytes, total_);
        for (std::size_t y = 0; layout_.padding > 0 && y < layout_.height(); y++) {
            const auto end = static_cast<std::size_t>(row(y) - memory_) + layout_.row();
            fill(memory_, end, end + layout_.padding);
        }
    }
    poison(true);
}

void Picture::freeze() {
    mprotect(memory_, total_, PROT_READ);
}

void Picture::poison([[maybe_unused]] bool on) const {
#if defined(__SANITIZE_ADDRESS__)
    if (!on) {
        ASAN_UNPOISON_MEMORY_REGION(memory_, total_);
        return;
    }
    ASAN_POISON_MEMORY_REGION(memory_, guard_bytes);
    ASAN_POISON_MEMORY_REGION(memory_ + total_ - guard_bytes, guard_bytes);
    for (std::size_t y = 0; layout_.padding > 0 && y < layout_.height(); y++) {
        ASAN_POISON_MEMORY_REGION(row(y) + layout_.row(), layout_.padding);
    }
#endif
}

Damage Picture::damage(const RectI &window) {
    poison(false);
    Damage damage;
    damage.ends = (untouched(memory_, 0, guard_bytes) ? 0U : 1U) + (untouched(memory_, total_ - guard_bytes, total_) ? 0U : 1U);
    const auto &bounds = layout_.bounds;
    const int left = std::clamp(window.x1, bounds.x1, bounds.x2), right = std::clamp(window.x2, left, bounds.x2);
    for (std::size_t y = 0; y < layout_.height(); y++) {
        const auto start = static_cast<std::size_t>(row(y) - memory_), end = start + layout_.row();
        damage.padding += untouched(memory_, end, end + layout_.padding) ? 0U : 1U;
        const int line = bounds.y1 + static_cast<int>(y);
        if (line < window.y1 || line >= window.y2) {
            damage.outside += untouched(memory_, start, end) ? 0U : 1U;
            continue;
        }
        const auto from = start + static_cast<std::size_t>(left - bounds.x1) * layout_.pixel();
        const auto to = start + static_cast<std::size_t>(right - bounds.x1) * layout_.pixel();
        damage.outside += untouched(memory_, start, from) && untouched(memory_, to, end) ? 0U : 1U;
        for (auto at = from; at < to; at += layout_.pixel()) {
            damage.unwritten += memory_[at] == pattern()[at % 256] && untouched(memory_, at, at + layout_.pixel()) ? 1U : 0U;
        }
    }
    return damage;
}

}  // namespace host
