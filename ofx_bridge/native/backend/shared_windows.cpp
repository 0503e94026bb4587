#if defined(_WIN32)

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <random>

#include "shared.h"
#include "wide_windows.h"

namespace uprez {

namespace {

constexpr std::size_t piece = std::size_t{16} << 20;  // touched in some 10 ms: an abort is seen in time

}  // namespace

bool Shared::open(std::string &why) {
    std::random_device random;
    char name[64];
    std::snprintf(name, sizeof name, "Local\\uprez-%08x%08x%08x%08x", random(), random(), random(), random());
    name_ = name;
    const auto high = static_cast<DWORD>(static_cast<std::uint64_t>(bytes_) >> 32);
    const auto low = static_cast<DWORD>(bytes_ & 0xFFFFFFFFu);
    handle_ = CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, high, low, wide(name_).c_str());
    if (handle_ == nullptr || GetLastError() == ERROR_ALREADY_EXISTS) {  // somebody else's of that name: not ours to use
        why = system_words(GetLastError());
        return false;
    }
    data_ = MapViewOfFile(handle_, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, bytes_);
    if (data_ == nullptr) why = system_words(GetLastError());
    return data_ != nullptr;
}

bool Shared::touch(const std::function<bool()> &go_on, std::string &) {
    for (std::size_t at = 0; at < bytes_; at += piece) {
        if (go_on && !go_on()) return false;
        std::memset(static_cast<std::uint8_t *>(data_) + at, 0, std::min(piece, bytes_ - at));
    }
    return true;
}

Shared::~Shared() {
    if (data_ != nullptr) UnmapViewOfFile(data_);
    if (handle_ != nullptr) CloseHandle(handle_);
}

std::uint64_t machine_memory() {
    MEMORYSTATUSEX said{};
    said.dwLength = sizeof said;
    return GlobalMemoryStatusEx(&said) != 0 ? said.ullTotalPhys : 0;
}

std::uint64_t available_memory() {
    MEMORYSTATUSEX said{};
    said.dwLength = sizeof said;
    return GlobalMemoryStatusEx(&said) != 0 ? said.ullAvailPhys : 0;
}

}  // namespace uprez

#endif
