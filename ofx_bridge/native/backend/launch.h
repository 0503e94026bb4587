// Starts the bridge: a program of its own that outlives the host.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace uprez {

class Child {
 public:
    // In a session of its own, with nothing of the host's but its environment, less what would lead uprez's Python astray.
    // What it says goes to the end of `log`, to a new one when `anew`. Null with words in `why` when it does not start.
    static std::unique_ptr<Child> start(const std::vector<std::string> &command, const std::string &log, bool anew, std::string &why);

    Child() = default;
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;
    virtual ~Child() = default;

    virtual std::optional<int> code() = 0;  // once it has ended: its exit code, -1 when that is not known
};

bool process_lives(std::uint32_t pid);
std::uint32_t own_pid();
void block_signals();  // this thread's: a host's signal handlers are the host's threads' business
bool leads_astray(const std::string &variable);

}  // namespace uprez
