#if !defined(_WIN32)

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

#include "channel.h"

namespace uprez {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_at_once = std::size_t{1} << 16;

#if defined(MSG_NOSIGNAL)
constexpr int send_flags = MSG_NOSIGNAL;
#else
constexpr int send_flags = 0;  // SO_NOSIGPIPE instead
#endif

#if !defined(__linux__)

// Not inherited by programs that the host starts, and never waited for.
bool tame(int descriptor) {
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 && fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0;
}

#endif

int make_socket() {
#if defined(__linux__)
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
#else
    const int made = socket(AF_UNIX, SOCK_STREAM, 0);
    const int on = 1;
    if (made >= 0 && tame(made) && setsockopt(made, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on) == 0) return made;
    if (made >= 0) close(made);
    return -1;
#endif
}

bool make_pipe(int (&ends)[2]) {
#if defined(__linux__)
    return pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0;
#else
    return pipe(ends) == 0 && tame(ends[0]) && tame(ends[1]);
#endif
}

bool same_user(int socket) {
#if defined(SO_PEERCRED)
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
#else
    uid_t user = 0;
    gid_t group = 0;
    return getpeereid(socket, &user, &group) == 0 && user == geteuid();
#endif
}

// 0 or an errno. A listener whose queue is full says EAGAIN (Linux) and may have room in a moment.
int connect_to(int socket, const sockaddr_un &to, milliseconds wait) {
    const auto until = std::chrono::steady_clock::now() + wait;
    for (;;) {
        if (connect(socket, reinterpret_cast<const sockaddr *>(&to), sizeof to) == 0 || errno == EISCONN) return 0;
        if (errno != EAGAIN && errno != EINTR && errno != EINPROGRESS && errno != EALREADY) return errno;
        if (std::chrono::steady_clock::now() > until) return ETIMEDOUT;
        std::this_thread::sleep_for(milliseconds(5));
    }
}

class SocketChannel final : public Channel {
 public:
    SocketChannel(int socket, const int (&ends)[2]) : socket_(socket), wakes_(ends[0]), wake_(ends[1]) {}

    ~SocketChannel() override {
        close(socket_);
        close(wakes_);
        close(wake_);
    }

    bool wait(milliseconds time, Bytes &come) override {
        const std::size_t before = come.size();
        push();
        if (ended_) return false;
        pollfd on[2] = {{socket_, static_cast<short>(POLLIN | (outgoing_.empty() ? 0 : POLLOUT)), 0}, {wakes_, POLLIN, 0}};
        if (poll(on, 2, static_cast<int>(time.count())) <= 0) return true;
        if (on[1].revents != 0) {
            char waste[64];
            while (read(wakes_, waste, sizeof waste) > 0) {
            }
        }
        if (on[0].revents != 0) pull(come);
        return !ended_ || come.size() > before;
    }

    void wake() noexcept override {
        const char byte = 0;
        (void)!write(wake_, &byte, 1);  // a full pipe wakes as well
    }

 private:
    void push() {
        while (!outgoing_.empty()) {
            Parcel &parcel = outgoing_.front();
            const ssize_t sent = send_some(parcel);
            if (sent < 0 && errno == EINTR) continue;
            if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)) return;
            if (sent < 0) return outgoing_.clear();  // it is closed; what it said before is still to be read
            parcel.sent += static_cast<std::size_t>(sent);
            if (parcel.sent == parcel.bytes.size()) outgoing_.pop_front();
        }
    }

    // The descriptor rides on the first byte of its message.
    ssize_t send_some(Parcel &parcel) const {
        iovec piece{parcel.bytes.data() + parcel.sent, parcel.bytes.size() - parcel.sent};
        msghdr head{};
        head.msg_iov = &piece;
        head.msg_iovlen = 1;
        alignas(cmsghdr) char room[CMSG_SPACE(sizeof(int))] = {};
        if (parcel.memory && parcel.sent == 0) {
            head.msg_control = room;
            head.msg_controllen = sizeof room;
            cmsghdr *const rider = CMSG_FIRSTHDR(&head);
            rider->cmsg_level = SOL_SOCKET;
            rider->cmsg_type = SCM_RIGHTS;
            rider->cmsg_len = CMSG_LEN(sizeof(int));
            const int descriptor = parcel.memory->descriptor();
            std::memcpy(CMSG_DATA(rider), &descriptor, sizeof descriptor);
        }
        return sendmsg(socket_, &head, send_flags);
    }

    void pull(Bytes &come) {
        std::uint8_t buffer[most_at_once];
        const ssize_t size = recv(socket_, buffer, sizeof buffer, 0);
        if (size > 0) come.insert(come.end(), buffer, buffer + size);
        ended_ = size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
    }

    int socket_, wakes_, wake_;
    bool ended_ = false;
};

}  // namespace

std::unique_ptr<Channel> Channel::connect(const std::string &place, std::uint32_t, milliseconds wait, std::string &why) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (place.size() >= sizeof to.sun_path) {
        why = "The path of its socket is too long: " + place + ".";
        return nullptr;
    }
    std::copy(place.begin(), place.end(), to.sun_path);
    const int socket = make_socket();
    int ends[2] = {-1, -1};
    const int error = socket < 0 ? errno : connect_to(socket, to, wait);
    if (error != 0) why = place + ": " + std::strerror(error) + ".";
    else if (!same_user(socket)) why = "What listens at " + place + " belongs to another user.";
    else if (!make_pipe(ends)) why = std::string(std::strerror(errno)) + ".";
    else return std::make_unique<SocketChannel>(socket, ends);
    for (const int descriptor : {socket, ends[0], ends[1]}) {
        if (descriptor >= 0) close(descriptor);
    }
    return nullptr;
}

}  // namespace uprez

#endif
