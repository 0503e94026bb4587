// Windows' own text is UTF-16; ours is UTF-8.
#pragma once
#if defined(_WIN32)

#if !defined(NOMINMAX)
#define NOMINMAX  // std::min is meant
#endif
#include <windows.h>

#include <string>

namespace uprez {

std::wstring wide(const std::string &text);
std::string narrow(const std::wstring &text);
std::string system_words(unsigned long error);  // what Windows says of GetLastError()

}  // namespace uprez

#endif
