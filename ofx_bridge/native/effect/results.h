// Frames that were made, kept for the whole process: hosts ask for the same frame again and again, from instances that come and go.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "../backend/backend.h"

namespace uprez {

class Results {
 public:
    // A kept frame; alive for as long as somebody holds it.
    struct Kept {
        std::unique_ptr<std::byte[]> memory;
        Planes planes;
    };

    static Results &instance();

    std::shared_ptr<const Kept> find(const std::string &name);
    void keep(const std::string &name, const Planes &planes);  // a frame too large to be worth its place is not kept
    void clear();

 private:
    using Entry = std::pair<std::string, std::shared_ptr<Kept>>;

    Results();
    std::shared_ptr<Kept> make_room(std::size_t bytes);  // with mutex_ held; an old frame of this very size, to be written over

    const std::size_t limit_;
    std::mutex mutex_;
    std::list<Entry> entries_;  // the one used last in front
    std::unordered_map<std::string, std::list<Entry>::iterator> places_;
    std::size_t bytes_ = 0;
};

// What a result depends on, as one string.
std::string name_of(const Want &want);

}  // namespace uprez
