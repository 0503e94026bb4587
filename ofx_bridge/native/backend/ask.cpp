#include "ask.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "words.h"

namespace uprez {

namespace {

constexpr std::chrono::milliseconds poll_time(30);  // between two looks at aborted()
constexpr int most_side = 1 << 17;
constexpr std::size_t most_frames = 4096;

bool less(const Key &a, const Key &b) { return std::pair(a.low, a.high) < std::pair(b.low, b.high); }

Planes shape(int width, int height, const Want &want) {
    Planes planes;
    planes.width = width;
    planes.height = height;
    planes.channels = want.channels;
    planes.sample = want.sample;
    return planes;
}

}  // namespace

Ask::Ask(Link &link, const Want &want, const std::function<bool()> &aborted)
    : link_(link),
      want_(want),
      aborted_(aborted),
      in_(shape(want.width, want.height, want)),
      out_(shape(want.out_width, want.out_height, want)) {
    for (const SourceFrame &frame : want.frames) keys_.push_back(frame.key);
    std::sort(keys_.begin(), keys_.end(), less);
    keys_.erase(std::unique(keys_.begin(), keys_.end(), same), keys_.end());
}

Ask::~Ask() {
    try {
        const Lock lock(link_.mutex_);
        drop_request();
    } catch (const std::exception &) {  // no memory for a CANCEL: the bridge works on, and its answer finds nobody
        return;
    }
}

void Ask::drop_request() {
    if (request_) session_->leave(*request_);
    request_.reset();
    link_.changed_.notify_all();
}

// One more attempt when the bridge died over the first.
Answer Ask::run() {
    Step step = makes_sense() ? Step::lost : fail(not_a_frame());
    for (int died = 0; step == Step::lost;) {
        step = attempt();
        const Lock lock(link_.mutex_);
        if (step == Step::lost && request_ && request_->state == Request::State::lost && ++died == 2) step = fail(ended_again());
        drop_request();
    }
    return std::move(answer_);
}

bool Ask::makes_sense() const {
    for (const int side : {want_.width, want_.height, want_.out_width, want_.out_height}) {
        if (side < 1 || side > most_side) return false;
    }
    const auto wanted = [&](const SourceFrame &frame) { return frame.time == want_.time; };
    return (want_.channels == 3 || want_.channels == 4) && want_.frames.size() <= most_frames &&
           std::any_of(want_.frames.begin(), want_.frames.end(), wanted);
}

Ask::Step Ask::attempt() {
    Lock lock(link_.mutex_);
    session_.reset();
    Step step = seek(lock);
    if (step == Step::go_on) step = admit(lock);
    if (step == Step::go_on) step = obtain(lock, out_.bytes(), request_->out);
    if (step == Step::go_on) step = post_ask();
    if (step == Step::go_on) step = follow(lock);
    return step;
}

// Waits for the connection, which the worker makes.
Ask::Step Ask::seek(Lock &lock) {
    unsigned tries = link_.tries_;
    ++link_.seekers_;
    Step step = Step::go_on;
    while (step == Step::go_on && !(session_ = link_.session_)) {
        const Clock::duration left = link_.history_.breaker.left(Clock::now());
        const bool tried = std::exchange(tries, link_.tries_) != link_.tries_;
        if (tried && !link_.history_.last.what.empty()) {
            step = fail(link_.history_.last);
        } else if (left > Clock::duration::zero()) {
            step = fail(resting(std::chrono::duration_cast<std::chrono::seconds>(left), link_.history_.last));
        } else {
            link_.sought_ = true;
            link_.wanted_.notify_all();
            step = pause(lock);
        }
    }
    --link_.seekers_;
    return step;
}

Ask::Step Ask::admit(Lock &lock) {
    const std::uint64_t in_charge = keys_.size() * Slots::charge(in_.bytes()), out_charge = Slots::charge(out_.bytes());
    const std::uint64_t limit = session_->slots().limit();
    if (in_charge + out_charge > limit) return fail(never_fits(in_charge + out_charge, limit));
    const Clock::time_point began = Clock::now();
    Step step = Step::go_on;
    while (step == Step::go_on && !(request_ = session_->admit(keys_, in_charge, out_charge))) {
        step = session_->stuck_since(began, Clock::now()) ? fail(no_progress(link_.history_.pace.patience())) : pause(lock);
    }
    return step;
}

// A slot of that size: one that is free, or a new one, or the next one that others leave.
Ask::Step Ask::obtain(Lock &lock, std::size_t bytes, Slot &slot) {
    const Clock::time_point began = Clock::now();
    Step step = Step::go_on;
    while (step == Step::go_on) {
        if (!session_->alive()) return Step::lost;
        if ((slot = session_->slots().take(bytes)).number != 0) return step;
        const bool room = session_->slots().make_room(bytes);
        session_->post_drops();
        if (room) return make(lock, bytes, slot);
        step = session_->stuck_since(began, Clock::now()) ? fail(no_memory("Frames that are done with were not given back.")) : pause(lock);
    }
    return step;
}

Ask::Step Ask::make(Lock &lock, std::size_t bytes, Slot &slot) {
    std::string why;
    lock.unlock();
    auto memory = Shared::make(static_cast<std::size_t>(Slots::charge(bytes)), [this] { return !quits(); }, why);
    lock.lock();
    if (!memory) {
        session_->slots().leave_room(bytes);
        return why.empty() ? abort() : fail(no_memory(why));
    }
    slot = session_->slots().add(memory);
    session_->post(slot_message(slot.number, memory->bytes(), memory->name()), memory);
    return Step::go_on;
}

Ask::Step Ask::post_ask() {
    if (!session_->alive()) return Step::lost;
    request_->id = ++link_.last_id_;
    Bytes message = ask_message(request_->id, want_, request_->out.number);
    if (message.size() > header_bytes + most_body_bytes) return fail(too_long());
    session_->ask(request_, std::move(message));
    return Step::go_on;
}

// Gives the bridge the frames that it lacks and waits for its last word.
Ask::Step Ask::follow(Lock &lock) {
    Step step = Step::go_on;
    while (step != Step::over && request_->state == Request::State::asked) {
        if (request_->needed.empty()) {
            step = pause(lock);
        } else {
            const Key key = request_->needed.front();
            request_->needed.erase(request_->needed.begin());
            step = send_frame(lock, key);
        }
    }
    return step == Step::over ? step : finish();
}

Ask::Step Ask::send_frame(Lock &lock, const Key &key) {
    Slot slot;
    const Step step = obtain(lock, in_.bytes(), slot);
    if (step != Step::go_on) return step;
    lock.unlock();
    std::string fault;
    const bool wrote = !quits() && write(key, slot.memory->data(), fault);
    lock.lock();
    if (wrote && session_->alive() && request_->state == Request::State::asked) {
        session_->slots().keep(slot.number, key);
        session_->post(frame_message(request_->id, key, slot.number));
        return step;
    }
    session_->slots().give_back(slot.number);
    if (!fault.empty()) return fail(inner_fault(fault));
    return quits_ ? abort() : step;
}

bool Ask::write(const Key &key, void *to, std::string &fault) {
    const auto wanted = [&](const SourceFrame &frame) { return same(frame.key, key); };
    Planes planes = in_;
    planes.data = to;
    try {
        std::find_if(want_.frames.begin(), want_.frames.end(), wanted)->write(planes);
        return true;
    } catch (const std::exception &error) {
        fault = std::string("A source frame could not be read: ") + error.what();
    } catch (...) {
        fault = "A source frame could not be read.";
    }
    return false;
}

// The request has its last state.
Ask::Step Ask::finish() {
    switch (request_->state) {
        case Request::State::done: {
            auto lease = std::make_unique<Lease>();
            lease->planes = out_;
            lease->planes.data = request_->out.memory->data();
            answer_.notes = std::move(request_->done.notes);
            answer_.outcome = Outcome::done;
            lease->link = link_.shared_from_this();
            lease->session = session_;
            lease->request = std::exchange(request_, nullptr);
            answer_.result.lease_ = std::move(lease);
            return Step::over;
        }
        case Request::State::lost:
            return Step::lost;
        case Request::State::failed:
            return fail(request_->failure);
        default:
            return fail(given_up());
    }
}

Ask::Step Ask::fail(Failure failure) {
    answer_.outcome = Outcome::failed;
    answer_.failure = std::move(failure);
    return Step::over;
}

Ask::Step Ask::abort() {
    answer_.outcome = Outcome::aborted;
    return Step::over;
}

// Not under the lock: the host takes its time.
bool Ask::quits() {
    looked_ = Clock::now();
    quits_ = quits_ || link_.stopping_ || (aborted_ && aborted_());
    return quits_;
}

// Waits for a change, or until it is time to look whether the host still wants the frame.
Ask::Step Ask::pause(Lock &lock) {
    const Clock::time_point now = Clock::now();
    if (!link_.stopping_ && now < looked_ + poll_time) {
        link_.changed_.wait_for(lock, looked_ + poll_time - now);
    } else {
        lock.unlock();
        quits();
        lock.lock();
    }
    if (quits_) return abort();
    return session_ && !session_->alive() ? Step::lost : Step::go_on;
}

}  // namespace uprez
