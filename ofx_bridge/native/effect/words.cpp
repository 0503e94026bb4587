#include "words.h"

#include <cstdio>

namespace uprez {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";
constexpr std::string_view kScheme = "file://";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kBlanks);
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Bytes of the character at the beginning, 0 where it is not well-formed UTF-8.
std::size_t character_bytes(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const unsigned lead = byte(0);
    const std::size_t count = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    for (std::size_t i = 1; i < count; ++i) {
        if ((byte(i) & 0xc0) != 0x80) {
            return 0;
        }
    }
    const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
    const bool beyond = (lead == 0xed && byte(1) >= 0xa0) || (lead == 0xf4 && byte(1) >= 0x90);
    return overlong || beyond ? 0 : count;
}

int hex_digit(char digit) {
    const std::string_view digits = "0123456789abcdef";
    const char low = digit >= 'A' && digit <= 'F' ? static_cast<char>(digit - 'A' + 'a') : digit;
    const std::size_t place = digits.find(low);
    return place == std::string_view::npos ? -1 : static_cast<int>(place);
}

std::string without_percents(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool coded = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
        plain += coded ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
        i += coded ? 2 : 0;
    }
    return plain;
}

// file:///C:/clip.mov names C:/clip.mov; file://localhost/clip.mov names /clip.mov.
std::string path_of_address(std::string_view address) {
    std::string path = without_percents(address);
    if (path.rfind("localhost/", 0) == 0) {
        path.erase(0, 9);
    }
    const bool drive = path.size() > 2 && path[0] == '/' && path[2] == ':';
    return drive ? path.substr(1) : path;
}

}  // namespace

std::string json_string(std::string_view text) {
    std::string json = "\"";
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t count = character_bytes(text.substr(i));
        const char one = text[i];
        if (count == 0) {
            json += "\\ufffd";
        } else if (one == '"' || one == '\\') {
            json += {'\\', one};
        } else if (static_cast<unsigned char>(one) < 0x20 || one == 0x7f) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(one)));
            json += escape;
        } else {
            json += text.substr(i, count);
        }
        i += count == 0 ? 1 : count;
    }
    return json + "\"";
}

std::string cleaned_path(std::string_view text) {
    text = trimmed(text);
    const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
    text = quoted ? trimmed(text.substr(1, text.size() - 2)) : text;
    return text.substr(0, kScheme.size()) == kScheme ? path_of_address(text.substr(kScheme.size())) : std::string(text);
}

bool is_blank(std::string_view text) { return trimmed(text).empty(); }

std::string joined(const std::vector<std::string> &parts, std::string_view between) {
    std::string all;
    for (const std::string &part : parts) {
        all += all.empty() ? part : std::string(between) + part;
    }
    return all;
}

}  // namespace uprez
