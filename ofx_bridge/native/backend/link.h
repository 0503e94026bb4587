// The one way from this process to the bridge: a thread that connects, sends and listens, and what the render threads wait for.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "backend.h"
#include "session.h"

namespace uprez {

class Link : public std::enable_shared_from_this<Link> {
 public:
    Link() = default;
    ~Link() { stop(); }
    Link(const Link &) = delete;
    Link &operator=(const Link &) = delete;

    Answer render(const Want &want, const std::function<bool()> &aborted) noexcept;
    void push(Kind kind, Task task);
    std::string status();
    std::string baked();
    void configure(const std::string &bundle_folder, const std::string &host_name);
    void stop() noexcept;

 private:
    friend class Ask;
    friend struct Lease;
    using Lock = std::unique_lock<std::mutex>;
    using Tasks = std::vector<std::pair<Kind, Task>>;

    bool enter();
    void leave() noexcept;
    void start_worker();
    void wake();

    // On the worker thread.
    void work();
    void broke(Lock &lock, const char *why) noexcept;
    void open(Lock &lock);
    void opened(Met met, bool counts);
    void tell_tasks();
    void serve(Lock &lock);
    void end(Lock &lock, Session::End how, const Failure &why);
    void part(Lock &lock);

    std::mutex mutex_;                 // held for moments only: never while something is waited for, made or copied
    std::condition_variable changed_;  // for render threads, and stop()
    std::condition_variable wanted_;   // for the worker, while there is no connection
    std::mutex stop_mutex_;            // one stop() at a time
    std::atomic<bool> stopping_{false};
    std::thread worker_;
    std::shared_ptr<Session> session_;
    History history_;
    Setting setting_;
    Tasks tasks_;  // for the next moment with a connection
    std::vector<std::unique_ptr<Child>> children_;
    std::uint64_t last_id_ = 0;
    unsigned tries_ = 0;  // connections that were tried
    int renders_ = 0, seekers_ = 0;
    bool sought_ = false;  // by somebody who has not seen the last try fail
    bool opening_ = false;
};

// What a Result holds: the slot is the pool's again once this goes.
struct Lease {
    std::shared_ptr<Link> link;
    std::shared_ptr<Session> session;
    std::shared_ptr<Request> request;
    Planes planes;

    Lease() = default;
    Lease(const Lease &) = delete;
    Lease &operator=(const Lease &) = delete;
    ~Lease();
};

}  // namespace uprez
