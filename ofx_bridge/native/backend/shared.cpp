#include "shared.h"

namespace uprez {

std::shared_ptr<Shared> Shared::make(std::size_t bytes, const std::function<bool()> &go_on, std::string &why) {
    why.clear();
    const std::uint64_t available = available_memory();
    if (available != 0 && bytes > available / 5 * 4) {
        why = "It needs " + in_megabytes(bytes) + "; the machine has " + in_megabytes(available) + " left.";
        return nullptr;
    }
    std::shared_ptr<Shared> shared(new Shared);
    shared->bytes_ = bytes;
    if (!shared->open(why) || !shared->touch(go_on, why)) return nullptr;
    return shared;
}

std::string in_megabytes(std::uint64_t bytes) { return std::to_string((bytes + 999'999) / 1'000'000) + " MB"; }

}  // namespace uprez
