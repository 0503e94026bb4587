#if defined(_WIN32)

#include "wide_windows.h"

namespace uprez {

std::wstring wide(const std::string &text) {
    const int size = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0);
    std::wstring to(static_cast<std::size_t>(size), L'\0');
    MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), to.data(), size);
    return to;
}

std::string narrow(const std::wstring &text) {
    const int length = static_cast<int>(text.size());
    const int size = WideCharToMultiByte(CP_UTF8, 0, text.data(), length, nullptr, 0, nullptr, nullptr);
    std::string to(static_cast<std::size_t>(size), '\0');
    WideCharToMultiByte(CP_UTF8, 0, text.data(), length, to.data(), size, nullptr, nullptr);
    return to;
}

std::string system_words(unsigned long error) {
    wchar_t text[512];
    const DWORD how = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK;
    const DWORD size = FormatMessageW(how, nullptr, error, 0, text, 512, nullptr);
    if (size == 0) return "Windows says " + std::to_string(error) + ".";
    std::string words = narrow(std::wstring(text, size));
    while (!words.empty() && words.back() == ' ') words.pop_back();
    return words;
}

}  // namespace uprez

#endif
