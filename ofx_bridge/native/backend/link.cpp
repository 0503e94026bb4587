#include "link.h"

#include <algorithm>
#include <exception>

#include "ask.h"
#include "places.h"
#include "words.h"

namespace uprez {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds idle_time(300);    // without work, after which the connection and its slots are given up
constexpr seconds unused_time(60);   // after which a free slot is given up
constexpr seconds idle_tick(5);      // between two looks at these
constexpr milliseconds busy_tick(200);
constexpr milliseconds farewell_time(20);

Clock::duration seconds_from(const char *name, double otherwise) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(number_from(name, otherwise), 1e6)));
}

Clock::duration silence() { return seconds_from("UPREZ_OFX_SILENCE", 10); }

class Unlocked {
 public:
    explicit Unlocked(std::unique_lock<std::mutex> &lock) : lock_(lock) { lock_.unlock(); }
    ~Unlocked() { lock_.lock(); }
    Unlocked(const Unlocked &) = delete;
    Unlocked &operator=(const Unlocked &) = delete;

 private:
    std::unique_lock<std::mutex> &lock_;
};

}  // namespace

Answer Link::render(const Want &want, const std::function<bool()> &aborted) noexcept {
    Answer answer;
    try {
        if (!enter()) {
            answer.outcome = Outcome::aborted;
            return answer;
        }
    } catch (const std::exception &error) {
        answer.failure = inner_fault(error.what());
        return answer;
    }
    try {
        answer = Ask(*this, want, aborted).run();
    } catch (const std::exception &error) {
        answer.failure = inner_fault(error.what());
    } catch (...) {
        answer.failure = inner_fault("");
    }
    leave();
    return answer;
}

// False while everything is being stopped.
bool Link::enter() {
    const Lock lock(mutex_);
    if (stopping_) return false;
    start_worker();
    ++renders_;
    return true;
}

void Link::leave() noexcept {
    const Lock lock(mutex_);
    --renders_;
    changed_.notify_all();
}

void Link::start_worker() {
    if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
}

void Link::push(Kind kind, Task task) {
    const Lock lock(mutex_);
    if (stopping_) return;
    start_worker();
    history_.told = "Waiting for uprez.";
    tasks_.emplace_back(kind, std::move(task));
    wake();
}

void Link::wake() {
    wanted_.notify_all();
    if (session_) session_->channel().wake();
}

std::string Link::status() {
    const Lock lock(mutex_);
    std::string line = "The first frame starts uprez.";
    if (session_ && session_->asked() == 0) line = "Ready.";
    else if (session_) {
        const Progress &at = session_->progress();
        line = at.stage.empty() ? "Working" : at.stage;
        if (at.total != 0) line += " " + std::to_string(at.done) + " of " + std::to_string(at.total);
        if (session_->asked() > 1) line += ", " + std::to_string(session_->asked() - 1) + " more waiting";
    } else if (opening_) line = "Starting uprez.";
    else if (!history_.last.what.empty()) line = in_one_line(history_.last);
    return history_.told.empty() ? line : line + "\n" + history_.told;
}

std::string Link::baked() {
    const Lock lock(mutex_);
    return history_.baked;
}

void Link::configure(const std::string &bundle_folder, const std::string &host_name) {
    const Lock lock(mutex_);
    setting_ = {bundle_folder, host_name};
}

void Link::stop() noexcept {
    try {
        const Lock alone(stop_mutex_);
        Lock lock(mutex_);
        if (!worker_.joinable()) return;
        stopping_ = true;
        wake();
        changed_.notify_all();
        changed_.wait(lock, [this] { return renders_ == 0; });
        std::thread worker = std::move(worker_);
        {
            const Unlocked unlocked(lock);
            worker.join();
        }
        stopping_ = false;
    } catch (const std::exception &) {  // a mutex or a thread that the system has lost: there is nothing left to stop
        return;
    }
}

void Link::work() {
    block_signals();
    Lock lock(mutex_);
    while (!stopping_) {
        try {
            if (session_) serve(lock);
            else if (sought_ || !tasks_.empty()) open(lock);
            else wanted_.wait(lock);
        } catch (const std::exception &error) {
            broke(lock, error.what());
        }
    }
    try {
        part(lock);
    } catch (const std::exception &) {
        session_.reset();
    }
    tasks_.clear();
}

// Something failed on this side, most likely for want of memory.
void Link::broke(Lock &lock, const char *why) noexcept {
    try {
        sought_ = false;
        ++tries_;
        tasks_.clear();
        history_.last = inner_fault(why);
        end(lock, Session::End::failed, history_.last);
    } catch (const std::exception &) {
        session_.reset();
    }
    changed_.notify_all();
}

void Link::open(Lock &lock) {
    history_.breaker.rest_for(seconds_from("UPREZ_OFX_REST", 30));
    const Clock::duration left = history_.breaker.left(Clock::now());
    Met met;
    opening_ = true;
    if (left > Clock::duration::zero()) {
        met.failure = resting(std::chrono::duration_cast<seconds>(left), history_.last);
        opened(std::move(met), false);
        return;
    }
    try {
        const Setting setting = setting_;
        const Unlocked unlocked(lock);
        met = meet(setting, children_, [this] { return stopping_.load(); });
    } catch (const std::exception &error) {
        met.failure = inner_fault(error.what());
    }
    opened(std::move(met), true);
}

void Link::opened(Met met, bool counts) {
    opening_ = sought_ = false;
    ++tries_;
    if (met.channel) {
        history_.last = {};
        session_ = std::make_shared<Session>(std::move(met), memory_limit(), history_);
    } else if (!stopping_) {
        if (!tasks_.empty()) history_.told = in_one_line(met.failure);
        tasks_.clear();
        // What the user has set, or not installed, is no fault that passes with time.
        const bool faulty = counts && met.failure.what != switched_off().what && met.failure.what != uprez_not_found().what;
        if (faulty) history_.breaker.failed(Clock::now());
        if (counts) history_.last = met.failure;
    }
    changed_.notify_all();
}

void Link::tell_tasks() {
    for (auto &[kind, task] : std::exchange(tasks_, {})) {
        const std::uint64_t id = ++last_id_;
        Bytes message = kind == Kind::bake ? bake_message(id, task) : panel_message(id, task);
        if (message.size() <= header_bytes + most_body_bytes) session_->tell(id, kind, std::move(message));
        else history_.told = in_one_line(too_long());
    }
}

// One turn: sends what is posted, takes what has come, looks at the clocks.
void Link::serve(Lock &lock) {
    const std::shared_ptr<Session> session = session_;
    tell_tasks();
    std::vector<Session::Posted> posted = session->take_posted();
    const Clock::duration quiet = silence(), tick = session->waiting() ? std::min<Clock::duration>(busy_tick, quiet / 4) : idle_tick;
    Bytes come;
    bool open = false;
    {
        const Unlocked unlocked(lock);
        for (Session::Posted &each : posted) session->channel().send(std::move(each.bytes), std::move(each.memory));
        open = session->channel().wait(std::chrono::duration_cast<milliseconds>(tick) + milliseconds(1), come);
    }
    Failure why;
    Session::End how = session->hear(come, why);
    const Clock::time_point now = Clock::now();
    if (how == Session::End::none && !open) how = Session::End::lost;
    if (how == Session::End::none) how = session->check(now, quiet, why);
    if (how != Session::End::none) return end(lock, how, why);
    session->slots().trim(now - unused_time);
    session->post_drops();
    if (session->idle_since(now - idle_time) && seekers_ == 0 && tasks_.empty()) part(lock);
    else changed_.notify_all();
}

void Link::end(Lock &lock, Session::End how, const Failure &why) {
    if (!session_) return;
    const std::shared_ptr<Session> session = std::exchange(session_, nullptr);
    std::unique_ptr<Channel> channel;
    const bool waited = session->end(how, why, channel);
    if (waited) history_.breaker.failed(Clock::now());
    if (waited) history_.last = how == Session::End::failed ? why : ended_again();
    changed_.notify_all();
    const Unlocked unlocked(lock);
    channel.reset();
}

// Says BYE, as far as the other side listens, and closes. Memory goes first: whoever is the last to let go of it waits for its
// pages to be cleared away, which for large frames takes longer than a host's main thread may be kept.
void Link::part(Lock &lock) {
    if (!session_) return;
    const std::shared_ptr<Session> session = std::exchange(session_, nullptr);
    std::unique_ptr<Channel> channel;
    session->end(Session::End::lost, {}, channel);
    std::vector<std::shared_ptr<Shared>> memory = session->slots().empty();
    changed_.notify_all();
    const Unlocked unlocked(lock);
    memory.clear();
    Bytes waste;
    channel->send(bare_message(Kind::bye, 0));
    for (int tries = 0; tries < 5 && channel->sending() && channel->wait(farewell_time, waste); ++tries) waste.clear();
}

Lease::~Lease() {
    if (!request) return;
    const std::lock_guard<std::mutex> lock(link->mutex_);
    if (!request->abandoned) session->give_back(*request);
    link->changed_.notify_all();
}

}  // namespace uprez
