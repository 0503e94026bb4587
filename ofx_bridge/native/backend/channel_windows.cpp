#if defined(_WIN32)

#include <algorithm>

#include "channel.h"
#include "wide_windows.h"

namespace uprez {

namespace {

using std::chrono::milliseconds;

constexpr DWORD most_at_once = 1 << 16;

// One overlapped read and one overlapped write are under way at most; the buffers live as long as this does.
class PipeChannel final : public Channel {
 public:
    explicit PipeChannel(HANDLE pipe) : pipe_(pipe), buffer_(most_at_once) {
        for (HANDLE *const event : {&read_.hEvent, &write_.hEvent}) *event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
        wake_ = CreateEventW(nullptr, FALSE, FALSE, nullptr);
        ended_ = read_.hEvent == nullptr || write_.hEvent == nullptr || wake_ == nullptr;
    }

    ~PipeChannel() override {
        settle(reading_, read_);
        settle(writing_, write_);
        CloseHandle(pipe_);
        for (const HANDLE event : {read_.hEvent, write_.hEvent, wake_}) {
            if (event != nullptr) CloseHandle(event);
        }
    }

    bool wait(milliseconds time, Bytes &come) override {
        const std::size_t before = come.size();
        start_write();
        start_read();
        if (ended_) return false;
        const HANDLE on[3] = {wake_, read_.hEvent, write_.hEvent};
        WaitForMultipleObjects(writing_ ? 3 : 2, on, FALSE, static_cast<DWORD>(time.count()));
        finish_write();
        finish_read(come);
        return !ended_ || come.size() > before;
    }

    void wake() noexcept override { SetEvent(wake_); }

 private:
    void settle(bool under_way, OVERLAPPED &io) {
        DWORD size = 0;
        if (under_way && CancelIoEx(pipe_, &io) != 0) GetOverlappedResult(pipe_, &io, &size, TRUE);
    }

    void start_read() {
        if (reading_ || ended_) return;
        reading_ = true;
        if (ReadFile(pipe_, buffer_.data(), most_at_once, nullptr, &read_) != 0) return;
        const DWORD error = GetLastError();
        if (error != ERROR_IO_PENDING && error != ERROR_MORE_DATA) reading_ = !(ended_ = true);
    }

    void finish_read(Bytes &come) {
        DWORD size = 0;
        if (!reading_) return;
        const bool good = GetOverlappedResult(pipe_, &read_, &size, FALSE) != 0 || GetLastError() == ERROR_MORE_DATA;
        if (!good && GetLastError() == ERROR_IO_INCOMPLETE) return;
        reading_ = false;
        if (good) come.insert(come.end(), buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size));
        else ended_ = true;
    }

    // A message is one write.
    void start_write() {
        if (writing_ || outgoing_.empty()) return;
        const Bytes &bytes = outgoing_.front().bytes;
        writing_ = true;
        if (WriteFile(pipe_, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, &write_) != 0) return;
        if (GetLastError() != ERROR_IO_PENDING) stop_writing();
    }

    void finish_write() {
        DWORD size = 0;
        while (writing_) {
            if (GetOverlappedResult(pipe_, &write_, &size, FALSE) == 0) {
                if (GetLastError() != ERROR_IO_INCOMPLETE) stop_writing();
                return;
            }
            writing_ = false;
            outgoing_.pop_front();
            start_write();
        }
    }

    void stop_writing() {  // it is closed; what it said before is still to be read
        writing_ = false;
        outgoing_.clear();
    }

    HANDLE pipe_, wake_ = nullptr;
    OVERLAPPED read_{}, write_{};
    bool reading_ = false, writing_ = false, ended_ = false;
    Bytes buffer_;
};

// A pipe's name is whoever's who took it first: the process behind it has to be the one that wrote the address.
bool serves(HANDLE pipe, std::uint32_t pid) {
    ULONG server = 0;
    return pid == 0 || (GetNamedPipeServerProcessId(pipe, &server) != 0 && server == pid);
}

}  // namespace

std::unique_ptr<Channel> Channel::connect(const std::string &place, std::uint32_t pid, milliseconds wait, std::string &why) {
    const std::wstring name = wide(place);
    const auto until = std::chrono::steady_clock::now() + wait;
    const DWORD how = FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION;
    const DWORD access = GENERIC_READ | GENERIC_WRITE;
    HANDLE pipe = INVALID_HANDLE_VALUE;
    while ((pipe = CreateFileW(name.c_str(), access, 0, nullptr, OPEN_EXISTING, how, nullptr)) == INVALID_HANDLE_VALUE) {
        const DWORD error = GetLastError();
        if (error != ERROR_PIPE_BUSY || std::chrono::steady_clock::now() > until) {
            why = place + ": " + system_words(error);
            return nullptr;
        }
        WaitNamedPipeW(name.c_str(), 50);
    }
    if (serves(pipe, pid)) return std::make_unique<PipeChannel>(pipe);
    CloseHandle(pipe);
    why = "Another program than the bridge listens at " + place + ".";
    return nullptr;
}

}  // namespace uprez

#endif
