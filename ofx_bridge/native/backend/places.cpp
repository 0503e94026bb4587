#include "places.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "wide_windows.h"

namespace uprez {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_read = 1 << 16;

std::string text_of(const fs::path &path) { return path.u8string(); }

std::optional<std::string> home() {
#if defined(_WIN32)
    return environment("USERPROFILE");
#else
    return environment("HOME");
#endif
}

fs::path users_folder() {
    const fs::path mine = fs::u8path(home().value_or("."));
#if defined(_WIN32)
    const std::optional<std::string> given = environment("LOCALAPPDATA");
    return given ? fs::u8path(*given) : mine / "AppData" / "Local";
#elif defined(__APPLE__)
    return mine / "Library" / "Application Support";
#else
    const fs::path given = fs::u8path(environment("XDG_STATE_HOME").value_or(""));
    return given.is_absolute() ? given : mine / ".local" / "state";
#endif
}

// Up to 64 KiB from that byte on. By the C library: C++ streams leave what they open to every program that the host starts.
std::string text_in(const fs::path &file, std::uint64_t from) {
#if defined(_WIN32)
    std::FILE *const stream = _wfopen(file.c_str(), L"rbN");
#else
    std::FILE *const stream = std::fopen(file.c_str(), "rbe");
#endif
    if (stream == nullptr) return {};
    std::string text(most_read, '\0');
    const bool there = std::fseek(stream, static_cast<long>(from), SEEK_SET) == 0;
    text.resize(there ? std::fread(text.data(), 1, text.size(), stream) : 0);
    std::fclose(stream);
    return text;
}

std::vector<std::string> lines_of(const fs::path &file) {
    const std::string text = text_in(file, 0);
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        while (!lines.back().empty() && (lines.back().back() == '\r' || lines.back().back() == ' ')) lines.back().pop_back();
        at = end + 1;
    }
    return lines;
}

bool is_token(const std::string &text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string on_the_path() {
#if defined(_WIN32)
    constexpr char separator = ';';
    const char *const name = "uprez.exe";
#else
    constexpr char separator = ':';
    const char *const name = "uprez";
#endif
    const std::string path = environment("PATH").value_or("");
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find(separator, at), path.size());
        const fs::path file = fs::u8path(path.substr(at, end - at)) / name;
        std::error_code error;
        constexpr fs::perms runs = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
        const fs::file_status status = fs::status(file, error);
        if (file.is_absolute() && fs::is_regular_file(status) && (status.permissions() & runs) != fs::perms::none) return text_of(file);
        at = end + 1;
    }
    return {};
}

}  // namespace

std::optional<std::string> environment(const char *name) {
#if defined(_WIN32)
    const std::wstring wanted = wide(name);
    const DWORD size = GetEnvironmentVariableW(wanted.c_str(), nullptr, 0);
    std::wstring value(size, L'\0');
    value.resize(size == 0 ? 0 : GetEnvironmentVariableW(wanted.c_str(), value.data(), size));
    return value.empty() ? std::nullopt : std::optional(narrow(value));
#else
    const char *const value = std::getenv(name);
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
#endif
}

double number_from(const char *name, double otherwise) {
    const std::optional<std::string> text = environment(name);
    if (!text) return otherwise;
    char *end = nullptr;
    const double value = std::strtod(text->c_str(), &end);
    return *end == '\0' && std::isfinite(value) && value >= 0 ? value : otherwise;
}

std::string state_folder() {
    const std::optional<std::string> given = environment("UPREZ_STATE");
    if (!given) return text_of(users_folder() / "uprez");
    const bool at_home = *given == "~" || given->compare(0, 2, "~/") == 0;
    const std::string full = at_home ? home().value_or(".") + given->substr(1) : *given;
    std::error_code error;
    const fs::path path = fs::absolute(fs::u8path(full), error);
    return error ? full : text_of(path);
}

bool make_state_folder(std::string &why) {
    const fs::path folder = fs::u8path(state_folder());
    std::error_code error;
    if (fs::is_directory(folder, error)) return true;
    fs::create_directories(folder, error);
    if (!error) fs::permissions(folder, fs::perms::owner_all, error);
    if (error) why = text_of(folder) + ": " + error.message() + ".";
    return !error;
}

std::string address_file() { return text_of(fs::u8path(state_folder()) / "ofx-1.address"); }

std::string log_file() { return text_of(fs::u8path(state_folder()) / "ofx.log"); }

std::optional<Address> read_address(const std::string &file) {
    const std::vector<std::string> lines = lines_of(fs::u8path(file));
    if (lines.size() < 3 || lines[0].empty() || !is_token(lines[1])) return std::nullopt;
    char *end = nullptr;
    const unsigned long long pid = std::strtoull(lines[2].c_str(), &end, 10);
    if (lines[2].empty() || *end != '\0' || pid == 0 || pid > 0x7FFFFFFFu) return std::nullopt;
    return Address{lines[0], lines[1], static_cast<std::uint32_t>(pid)};
}

std::optional<Address> given_address(const std::string &place) {
    const std::vector<std::string> lines = lines_of(fs::u8path(place + ".token"));
    if (lines.empty() || !is_token(lines[0])) return std::nullopt;
    return Address{place, lines[0], 0};
}

std::vector<std::string> split_command(const std::string &text) {
    std::vector<std::string> words;
    char quote = '\0';
    bool in_word = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i], next = i + 1 < text.size() ? text[i + 1] : '\0';
        const bool blank = quote == '\0' && (c == ' ' || c == '\t' || c == '\n' || c == '\r');
        if (!blank && !in_word) words.emplace_back();
        in_word = !blank;
        if (blank) continue;
        if (quote == '\0' && (c == '"' || c == '\'')) quote = c;
        else if (quote != '\0' && c == quote) quote = '\0';
        else if (c == '\\' && next != '\0' && (quote == '\0' || (quote == '"' && (next == '"' || next == '\\')))) words.back() += text[++i];
        else words.back() += c;
    }
    return words;
}

std::vector<std::string> split_windows_command(const std::string &text) {
    std::vector<std::string> words;
    bool quoted = false, in_word = false;
    for (const char c : text) {
        const bool blank = !quoted && (c == ' ' || c == '\t');
        if (!blank && !in_word) words.emplace_back();
        in_word = !blank;
        if (c == '"') quoted = !quoted;
        else if (!blank) words.back() += c;
    }
    return words;
}

std::vector<std::string> uprez_command(const std::string &bundle_folder) {
    if (const std::optional<std::string> given = environment("UPREZ_COMMAND")) {
#if defined(_WIN32)
        return split_windows_command(*given);
#else
        return split_command(*given);
#endif
    }
    if (!bundle_folder.empty()) {
        std::vector<std::string> words;
        for (const std::string &line : lines_of(fs::u8path(bundle_folder) / "Contents" / "Resources" / "backend.txt")) {
            if (!line.empty()) words.push_back(line);
        }
        if (!words.empty()) return words;
    }
    const std::string found = on_the_path();
    return found.empty() ? std::vector<std::string>() : std::vector<std::string>{found};
}

std::string tail_of(const std::string &file, std::uint64_t from) {
    constexpr std::size_t most_lines = 12;
    const std::uint64_t size = size_of(file);
    std::string text = text_in(fs::u8path(file), std::max(from < size ? from : 0, size > most_read ? size - most_read : 0));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    std::size_t at = text.size();
    for (std::size_t lines = 0; lines < most_lines && at != std::string::npos && at != 0; ++lines) at = text.rfind('\n', at - 1);
    return at == std::string::npos || at == 0 ? text : text.substr(at + 1);
}

std::uint64_t size_of(const std::string &file) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(fs::u8path(file), error);
    return error ? 0 : size;
}

}  // namespace uprez
