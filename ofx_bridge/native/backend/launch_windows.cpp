#if defined(_WIN32)

#include "launch.h"

#include "wide_windows.h"

namespace uprez {

namespace {

// Quoted so that the C runtime on the other side gets the same word back.
std::wstring quoted(const std::string &word) {
    std::wstring to = L"\"";
    std::size_t backslashes = 0;
    for (const wchar_t c : wide(word)) {
        if (c == L'"') to.append(backslashes + 1, L'\\');
        backslashes = c == L'\\' ? backslashes + 1 : 0;
        to += c;
    }
    return to.append(backslashes, L'\\') + L"\"";
}

std::wstring environment_for_child() {
    std::wstring kept;
    wchar_t *const all = GetEnvironmentStringsW();
    for (const wchar_t *at = all; at != nullptr && *at != L'\0';) {
        const std::wstring entry = at;
        at += entry.size() + 1;
        if (!leads_astray(narrow(entry.substr(0, entry.find(L'=', 1))))) kept.append(entry).push_back(L'\0');
    }
    if (all != nullptr) FreeEnvironmentStringsW(all);
    kept.push_back(L'\0');
    return kept;
}

HANDLE open_inherited(const std::wstring &file, DWORD access, DWORD creation) {
    SECURITY_ATTRIBUTES inherited{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
    return CreateFileW(file.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, creation, FILE_ATTRIBUTE_NORMAL, nullptr);
}

// The only handles that the child inherits, whatever else the host has marked so.
class Handles {
 public:
    Handles(const std::string &log, bool anew)
        : handles_{open_inherited(L"NUL", GENERIC_READ, OPEN_EXISTING),
                   open_inherited(wide(log), FILE_APPEND_DATA | SYNCHRONIZE, anew ? CREATE_ALWAYS : OPEN_ALWAYS)} {
        SIZE_T size = 0;
        InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
        room_.resize(size);
        made_ = InitializeProcThreadAttributeList(list(), 1, 0, &size) != 0;
        if (made_) UpdateProcThreadAttribute(list(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_, sizeof handles_, nullptr, nullptr);
    }
    Handles(const Handles &) = delete;
    Handles &operator=(const Handles &) = delete;
    ~Handles() {
        if (made_) DeleteProcThreadAttributeList(list());
        for (const HANDLE handle : handles_) {
            if (handle != INVALID_HANDLE_VALUE) CloseHandle(handle);
        }
    }

    bool good() const { return made_ && handles_[0] != INVALID_HANDLE_VALUE && handles_[1] != INVALID_HANDLE_VALUE; }
    LPPROC_THREAD_ATTRIBUTE_LIST list() { return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(room_.data()); }
    HANDLE input() const { return handles_[0]; }
    HANDLE output() const { return handles_[1]; }

 private:
    HANDLE handles_[2];
    std::vector<char> room_;
    bool made_ = false;
};

class Process final : public Child {
 public:
    explicit Process(HANDLE process) : process_(process) {}
    ~Process() override { CloseHandle(process_); }

    std::optional<int> code() override {
        DWORD code = 0;
        if (WaitForSingleObject(process_, 0) != WAIT_OBJECT_0) return std::nullopt;
        return GetExitCodeProcess(process_, &code) != 0 ? static_cast<int>(code) : -1;
    }

 private:
    HANDLE process_;
};

}  // namespace

std::unique_ptr<Child> Child::start(const std::vector<std::string> &command, const std::string &log, bool anew, std::string &why) {
    std::wstring line;
    for (const std::string &word : command) line += (line.empty() ? L"" : L" ") + quoted(word);
    Handles handles(log, anew);
    STARTUPINFOEXW with{};
    with.StartupInfo.cb = sizeof with;
    with.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    with.StartupInfo.hStdInput = handles.input();
    with.StartupInfo.hStdOutput = with.StartupInfo.hStdError = handles.output();
    with.lpAttributeList = handles.list();
    std::wstring environment = environment_for_child();
    const DWORD how = CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP | CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT;
    PROCESS_INFORMATION made{};
    const bool good = handles.good() && CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, how, environment.data(), nullptr,
                                                       &with.StartupInfo, &made) != 0;
    if (!good) {
        why = command[0] + ": " + system_words(GetLastError());
        return nullptr;
    }
    CloseHandle(made.hThread);
    return std::make_unique<Process>(made.hProcess);
}

bool process_lives(std::uint32_t pid) {
    const HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, pid);
    if (process == nullptr) return GetLastError() == ERROR_ACCESS_DENIED;
    const bool lives = WaitForSingleObject(process, 0) == WAIT_TIMEOUT;
    CloseHandle(process);
    return lives;
}

std::uint32_t own_pid() { return GetCurrentProcessId(); }

void block_signals() {}

}  // namespace uprez

#endif
