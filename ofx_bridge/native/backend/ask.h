// A render's way to its frame, on the render's own thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "link.h"

namespace uprez {

class Ask {
 public:
    Ask(Link &link, const Want &want, const std::function<bool()> &aborted);
    ~Ask();
    Ask(const Ask &) = delete;
    Ask &operator=(const Ask &) = delete;

    Answer run();

 private:
    using Lock = Link::Lock;
    enum class Step { go_on, over, lost };  // over: answer_ says how

    bool makes_sense() const;
    Step attempt();
    Step seek(Lock &lock);
    Step admit(Lock &lock);
    Step obtain(Lock &lock, std::size_t bytes, Slot &slot);
    Step make(Lock &lock, std::size_t bytes, Slot &slot);
    Step post_ask();
    Step follow(Lock &lock);
    Step send_frame(Lock &lock, const Key &key);
    bool write(const Key &key, void *to, std::string &fault);
    Step finish();
    Step fail(Failure failure);
    Step abort();
    bool quits();
    Step pause(Lock &lock);
    void drop_request();

    Link &link_;
    const Want &want_;
    const std::function<bool()> &aborted_;
    Planes in_, out_;
    std::vector<Key> keys_;
    std::shared_ptr<Session> session_;
    std::shared_ptr<Request> request_;
    Clock::time_point looked_{};  // when the host was last asked
    bool quits_ = false;
    Answer answer_;
};

}  // namespace uprez
