#if !defined(_WIN32)

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <random>

#include "shared.h"

#if defined(__APPLE__)
#include <mach/mach.h>
#include <sys/sysctl.h>
#endif

namespace uprez {

namespace {

constexpr std::size_t piece = std::size_t{16} << 20;  // touched in some 10 ms: an abort is seen in time

std::string system_words(int error) { return std::string(std::strerror(error)) + "."; }

#if defined(__linux__)

int make_descriptor() { return memfd_create("uprez", MFD_CLOEXEC | MFD_ALLOW_SEALING); }

#else

int make_descriptor() {
    std::random_device random;
    for (int tries = 0; tries < 8; ++tries) {
        char name[32];  // macOS takes at most 31 characters
        std::snprintf(name, sizeof name, "/uprez-%08x%08x", random(), random());
        const int descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);  // sets FD_CLOEXEC by itself
        if (descriptor >= 0) shm_unlink(name);
        if (descriptor >= 0 || errno != EEXIST) return descriptor;
    }
    return -1;
}

#endif

// Makes the pages [from, from + size) exist; 0 or an errno. They are counted before they are written: a full machine is an
// error here and no SIGBUS later.
int make_pages(int descriptor, std::uint8_t *data, std::size_t from, std::size_t size) {
#if defined(__linux__)
    int error = 0;
    do error = posix_fallocate(descriptor, static_cast<off_t>(from), static_cast<off_t>(size));
    while (error == EINTR);
    if (error != 0) return error;
#if defined(MADV_POPULATE_WRITE)
    if (madvise(data + from, size, MADV_POPULATE_WRITE) == 0) return 0;
#endif
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    for (std::size_t at = from; at < from + size; at += page) data[at] = 0;
#else
    (void)descriptor;
    std::memset(data + from, 0, size);
#endif
    return 0;
}

}  // namespace

bool Shared::open(std::string &why) {
    rlimit limit{};
    // Beyond this limit the system would not refuse but kill.
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && bytes_ > limit.rlim_cur) {
        why = "The largest file that this process may make is " + in_megabytes(limit.rlim_cur) + ".";
        return false;
    }
    descriptor_ = make_descriptor();
    if (descriptor_ < 0 || ftruncate(descriptor_, static_cast<off_t>(bytes_)) != 0) {
        why = system_words(errno);
        return false;
    }
    void *const data = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
    if (data == MAP_FAILED) {
        why = system_words(errno);
        return false;
    }
    data_ = data;
    return true;
}

bool Shared::touch(const std::function<bool()> &go_on, std::string &why) {
    for (std::size_t at = 0; at < bytes_; at += piece) {
        if (go_on && !go_on()) return false;
        const int error = make_pages(descriptor_, static_cast<std::uint8_t *>(data_), at, std::min(piece, bytes_ - at));
        if (error != 0) {
            why = system_words(error);
            return false;
        }
    }
#if defined(__linux__)
    // Whoever is given the descriptor cannot take pages away under us.
    (void)fcntl(descriptor_, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
#endif
    return true;
}

Shared::~Shared() {
    if (data_ != nullptr) munmap(data_, bytes_);
    if (descriptor_ >= 0) close(descriptor_);
}

std::uint64_t machine_memory() {
#if defined(__APPLE__)
    std::uint64_t bytes = 0;
    std::size_t size = sizeof bytes;
    return sysctlbyname("hw.memsize", &bytes, &size, nullptr, 0) == 0 ? bytes : 0;
#else
    const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page) : 0;
#endif
}

std::uint64_t available_memory() {
#if defined(__APPLE__)
    vm_statistics64_data_t said{};
    mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
    const mach_port_t host = mach_host_self();
    const bool good = host_statistics64(host, HOST_VM_INFO64, reinterpret_cast<host_info64_t>(&said), &count) == KERN_SUCCESS;
    mach_port_deallocate(mach_task_self(), host);
    const std::uint64_t pages = std::uint64_t{said.free_count} + said.inactive_count + said.purgeable_count;
    return good ? pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
#else
    std::uint64_t found = 0;
    if (std::FILE *const file = std::fopen("/proc/meminfo", "re")) {
        char line[128];
        unsigned long long kilobytes = 0;
        while (found == 0 && std::fgets(line, sizeof line, file) != nullptr) {
            if (std::sscanf(line, "MemAvailable: %llu kB", &kilobytes) == 1) found = std::uint64_t{kilobytes} * 1024;
        }
        std::fclose(file);
    }
    return found;
#endif
}

}  // namespace uprez

#endif
