#include "bundle.h"

#include <filesystem>
#include <system_error>

#if defined(_WIN32)
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace uprez {
namespace {

namespace fs = std::filesystem;

#if defined(_WIN32)

fs::path loaded_from() {
    HMODULE module = nullptr;
    const DWORD flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    wchar_t path[32768] = {};
    if (!GetModuleHandleExW(flags, reinterpret_cast<LPCWSTR>(&loaded_from), &module) || GetModuleFileNameW(module, path, 32767) == 0) {
        return {};
    }
    return path;
}

#else

fs::path loaded_from() {
    Dl_info info{};
    return dladdr(reinterpret_cast<const void *>(&loaded_from), &info) != 0 && info.dli_fname != nullptr ? info.dli_fname : "";
}

#endif

}  // namespace

std::string bundle_folder(const std::string &told) {
    std::error_code problem;
    const fs::path folder = fs::u8path(told);
    if (!told.empty() && fs::is_directory(folder / "Contents", problem)) {
        return told;
    }
    const fs::path binary = fs::absolute(loaded_from(), problem);
    return binary.parent_path().parent_path().parent_path().u8string();  // bundle / Contents / architecture / binary
}

}  // namespace uprez
