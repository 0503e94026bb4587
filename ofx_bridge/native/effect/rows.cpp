#include "rows.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace uprez {
namespace {

constexpr std::size_t kWorthAThread = std::size_t{1} << 20;  // bytes: starting a thread costs about as much as moving half of them
constexpr unsigned kMostThreads = 4;                         // memory is the limit from there on

}  // namespace

void parallel_rows(int rows, int grain, std::size_t bytes, const std::function<void(int, int)> &work) {
    const int parts = (rows + grain - 1) / grain;
    const unsigned cores = std::clamp(std::thread::hardware_concurrency(), 1u, kMostThreads);
    const auto wanted = std::min<std::size_t>({cores, bytes / kWorthAThread + 1, static_cast<std::size_t>(std::max(parts, 1))});
    std::atomic<int> next{0};
    const auto take = [&] {
        for (int part = next.fetch_add(1); part < parts; part = next.fetch_add(1)) {
            work(part * grain, std::min(rows, (part + 1) * grain));
        }
    };
    std::vector<std::thread> threads;
    threads.reserve(wanted);
    try {
        while (threads.size() + 1 < wanted) {
            threads.emplace_back(take);
        }
    } catch (const std::system_error &) {
        // The host's process may be out of threads: this one does the rest.
    }
    take();
    for (std::thread &thread : threads) {
        thread.join();
    }
}

}  // namespace uprez
