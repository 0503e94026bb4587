// A piece of memory that another process can be given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace uprez {

class Shared {
 public:
    // Every page is touched here, once, so that no copy into it pays for that or dies of it. `go_on` is asked between pieces
    // of that work. Null, with words in `why`, when the memory is not to be had; null without words when `go_on` said no.
    static std::shared_ptr<Shared> make(std::size_t bytes, const std::function<bool()> &go_on, std::string &why);
    ~Shared();
    Shared(const Shared &) = delete;
    Shared &operator=(const Shared &) = delete;

    void *data() const { return data_; }
    std::size_t bytes() const { return bytes_; }
    int descriptor() const { return descriptor_; }     // -1 on Windows
    const std::string &name() const { return name_; }  // of the mapping on Windows, else empty

 private:
    Shared() = default;
    bool open(std::string &why);
    bool touch(const std::function<bool()> &go_on, std::string &why);

    void *data_ = nullptr;
    void *handle_ = nullptr;
    std::size_t bytes_ = 0;
    int descriptor_ = -1;
    std::string name_;
};

std::uint64_t machine_memory();    // bytes in this machine; 0 when it does not say
std::uint64_t available_memory();  // bytes that can be had without swapping; 0 when the machine does not say

std::string in_megabytes(std::uint64_t bytes);  // "132 MB"

}  // namespace uprez
