#include <cstddef>
#include <cstdint>
#include <string>

#include "messages.h"

namespace uprez {

namespace {

// Bytes of the character that starts at `at`; 0 when none does.
std::size_t character(const std::string &text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0}; };
    const std::uint8_t first = byte(at);
    if (first < 0x80) return 1;
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return 0;
    }
    const std::uint8_t second = byte(at + 1);
    const bool longer_than_needed = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool no_character = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);  // surrogates, above U+10FFFF
    return longer_than_needed || no_character ? 0 : size;
}

}  // namespace

std::string as_utf8(const std::string &text) {
    std::string good;
    good.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = character(text, at);
        if (size == 0) {
            good += "\xEF\xBF\xBD";
            ++at;
        } else {
            good.append(text, at, size);
            at += size;
        }
    }
    return good;
}

}  // namespace uprez
