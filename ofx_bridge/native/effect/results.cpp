#include "results.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "interleave.h"
#include "rows.h"

namespace uprez {
namespace {

constexpr std::size_t kUsualLimit = std::size_t{512} << 20;
constexpr std::size_t kPart = std::size_t{1} << 20;

std::size_t limit_from_environment() {
    const char *given = std::getenv("UPREZ_OFX_CACHE");
    char *end = nullptr;
    const unsigned long long bytes = given != nullptr ? std::strtoull(given, &end, 10) : 0;
    return given != nullptr && end != given && *end == '\0' ? static_cast<std::size_t>(bytes) : kUsualLimit;
}

void copy(const Planes &from, std::byte *to) {
    const std::size_t bytes = from.bytes();
    const auto *source = static_cast<const std::byte *>(from.data);
    parallel_rows(static_cast<int>((bytes + kPart - 1) / kPart), 1, bytes, [&](int first, int last) {
        for (auto part = static_cast<std::size_t>(first); part < static_cast<std::size_t>(last); ++part) {
            const std::size_t begin = part * kPart;
            copy_past_caches(source + begin, to + begin, std::min(kPart, bytes - begin));
        }
        flush_stores();
    });
}

}  // namespace

Results::Results() : limit_(limit_from_environment()) {}

Results &Results::instance() {
    static Results results;
    return results;
}

std::shared_ptr<const Results::Kept> Results::find(const std::string &name) {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find(name);
    if (place == places_.end()) {
        return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, place->second);
    return place->second->second;
}

std::shared_ptr<Results::Kept> Results::make_room(std::size_t bytes) {
    std::shared_ptr<Kept> reusable;
    while (!entries_.empty() && bytes_ + bytes > limit_) {
        Entry last = std::move(entries_.back());
        entries_.pop_back();
        places_.erase(last.first);
        bytes_ -= last.second->planes.bytes();
        // Nobody else can take hold of it any more: fresh memory costs many times as much as a copy.
        if (last.second.use_count() == 1 && last.second->planes.bytes() == bytes) {
            reusable = std::move(last.second);
        }
    }
    return reusable;
}

void Results::keep(const std::string &name, const Planes &planes) {
    const std::size_t bytes = planes.bytes();
    if (bytes > limit_ / 4) {
        return;
    }
    std::shared_ptr<Kept> kept;
    {
        const std::lock_guard lock(mutex_);
        kept = make_room(bytes);
    }
    if (kept == nullptr) {
        kept = std::make_shared<Kept>();
        kept->memory.reset(new std::byte[bytes]);
    }
    kept->planes = planes;
    kept->planes.data = kept->memory.get();
    copy(planes, kept->memory.get());
    const std::lock_guard lock(mutex_);
    make_room(bytes);
    if (places_.count(name) == 0) {
        entries_.emplace_front(name, std::move(kept));
        places_[name] = entries_.begin();
        bytes_ += bytes;
    }
}

void Results::clear() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
    places_.clear();
    bytes_ = 0;
}

std::string name_of(const Want &want) {
    std::string name = want.recipe + '\n' + want.colour + '\n';
    const auto add = [&name](auto number) { name += std::to_string(number) + ' '; };
    for (const int number : {want.width, want.height, want.out_width, want.out_height, want.channels}) {
        add(number);
    }
    add(static_cast<int>(want.sample));
    add(static_cast<int>(want.alpha));
    add(want.time);
    for (const SourceFrame &frame : want.frames) {
        add(frame.time);
        add(frame.key.low);
        add(frame.key.high);
    }
    return name;
}

}  // namespace uprez
