#if !defined(_WIN32)

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "launch.h"

#if defined(__APPLE__)
#include <crt_externs.h>
#else
extern "C" char **environ;
#endif

#if defined(__GLIBC__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 34)
#define UPREZ_HAS_CLOSEFROM 1
#endif
#endif

namespace uprez {

namespace {

char **variables() {
#if defined(__APPLE__)
    return *_NSGetEnviron();
#else
    return environ;
#endif
}

std::vector<std::string> environment_for_child() {
    std::vector<std::string> kept;
    for (char **at = variables(); at != nullptr && *at != nullptr; ++at) {
        const std::string entry = *at;
        if (!leads_astray(entry.substr(0, entry.find('=')))) kept.push_back(entry);
    }
    return kept;
}

std::vector<char *> pointers(std::vector<std::string> &texts) {
    std::vector<char *> to;
    for (std::string &text : texts) to.push_back(text.data());
    to.push_back(nullptr);
    return to;
}

// What the host has open without FD_CLOEXEC would stay open as long as the bridge lives.
void close_others(posix_spawn_file_actions_t &actions) {
#if defined(__APPLE__)
    (void)actions;  // POSIX_SPAWN_CLOEXEC_DEFAULT does it
#elif defined(UPREZ_HAS_CLOSEFROM)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
#else
    DIR *const open = opendir("/proc/self/fd");
    if (open == nullptr) return;
    while (const dirent *const entry = readdir(open)) {
        const int descriptor = std::atoi(entry->d_name);
        if (descriptor > 2) posix_spawn_file_actions_addclose(&actions, descriptor);
    }
    closedir(open);
#endif
}

// The bridge begins as from a terminal: no blocked signals, none ignored, no session of the host's.
void set_attributes(posix_spawnattr_t &attributes) {
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attributes, &set);
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD}) sigaddset(&set, signal);
    posix_spawnattr_setsigdefault(&attributes, &set);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID;
#if defined(__APPLE__)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    posix_spawnattr_setflags(&attributes, static_cast<short>(flags));
}

class Process final : public Child {
 public:
    explicit Process(pid_t pid) : pid_(pid) {}

    std::optional<int> code() override {
        int status = 0;
        if (code_) return code_;
        const pid_t found = waitpid(pid_, &status, WNOHANG);
        if (found == pid_) code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        else if (found < 0 && errno != EINTR) code_ = -1;  // the host has waited for all its children
        return code_;
    }

 private:
    pid_t pid_;
    std::optional<int> code_;
};

}  // namespace

std::unique_ptr<Child> Child::start(const std::vector<std::string> &command, const std::string &log, bool anew, std::string &why) {
    std::vector<std::string> words = command, kept = environment_for_child();
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND | (anew ? O_TRUNC : 0), 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    close_others(actions);
    set_attributes(attributes);
    pid_t pid = 0;
    const int error = posix_spawnp(&pid, words[0].c_str(), &actions, &attributes, pointers(words).data(), pointers(kept).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error == 0) return std::make_unique<Process>(pid);
    why = words[0] + ": " + std::strerror(error) + ".";
    return nullptr;
}

bool process_lives(std::uint32_t pid) { return kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM; }

std::uint32_t own_pid() { return static_cast<std::uint32_t>(getpid()); }

void block_signals() {
    sigset_t all;
    sigfillset(&all);
    // A fault in this thread has to end the process as any other would.
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) sigdelset(&all, signal);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace uprez

#endif
