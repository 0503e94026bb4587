#include "session.h"

#include <algorithm>
#include <utility>

#include "words.h"

namespace uprez {

namespace {

constexpr std::chrono::milliseconds beat_time(1500);  // without a word, after which the bridge is asked for one

}  // namespace

Session::Session(Met met, std::uint64_t limit, History &history)
    : channel_(std::move(met.channel)), inbox_(std::move(met.inbox)), slots_(limit), history_(history) {}

std::shared_ptr<Request> Session::admit(std::vector<Key> keys, std::uint64_t in_charge, std::uint64_t out_charge) {
    if (!slots_.reserve(in_charge + out_charge)) return nullptr;
    auto request = std::make_shared<Request>();
    request->in_charge = in_charge;
    request->out_charge = out_charge;
    request->keys = std::move(keys);
    for (const Key &key : request->keys) slots_.hold(key);
    return request;
}

void Session::ask(const std::shared_ptr<Request> &request, Bytes message) {
    request->since = Clock::now();
    if (!waiting()) heard_ = beat_ = request->since;  // there was nothing to say until now
    requests_[request->id] = request;
    request->state = Request::State::asked;
    post(std::move(message));
}

void Session::leave(Request &request) {
    if (request.state == Request::State::asked) {
        request.abandoned = true;
        post(bare_message(Kind::cancel, request.id));
    } else if (request.state == Request::State::admitted) {
        request.state = Request::State::cancelled;
        settle(request);
    } else if (request.state == Request::State::done && !request.abandoned) {
        request.abandoned = true;
        give_back(request);
    }
}

void Session::give_back(const Request &request) {
    slots_.give_back(request.out.number);
    slots_.release(request.out_charge);
}

// The bridge is through with it. A picture that somebody waits for is given back by its Result.
void Session::settle(Request &request) {
    for (const Key &key : request.keys) slots_.let_go(key);
    slots_.release(request.in_charge);
    if (request.state != Request::State::done || request.abandoned) give_back(request);
}

void Session::tell(std::uint64_t id, Kind kind, Bytes message) {
    if (!waiting()) heard_ = beat_ = Clock::now();
    tasks_[id] = kind;
    post(std::move(message));
}

void Session::post(Bytes message, std::shared_ptr<Shared> memory) {
    if (!alive()) return;
    const bool first = posted_.empty();
    posted_.push_back({std::move(message), std::move(memory)});
    if (first) channel_->wake();
}

void Session::post_drops() {
    for (const std::uint32_t number : slots_.dropped()) post(drop_message(number));
}

std::vector<Session::Posted> Session::take_posted() { return std::exchange(posted_, {}); }

Session::End Session::hear(const Bytes &come, Failure &why) {
    if (!come.empty()) heard_ = Clock::now();
    inbox_.add(come);
    for (Message message;;) {
        const Inbox::Got got = inbox_.next(message);
        if (got == Inbox::Got::nothing) return End::none;
        const Heard heard = got == Inbox::Got::message ? handle(message, why) : Heard::garbage;
        if (heard == Heard::garbage) why = got == Inbox::Got::other_version ? other_version() : unreadable();
        if (heard != Heard::well) return End::failed;
    }
}

Session::Heard Session::handle(const Message &message, Failure &why) {
    std::uint32_t slot = 0;
    const auto task = tasks_.find(message.request);
    switch (message.kind) {
        case Kind::beat:
            return message.body.empty() ? Heard::well : Heard::garbage;
        case Kind::need:
            return handle_need(message);
        case Kind::free:
            return read_free(message, slot) && slots_.bridge_freed(slot) ? Heard::well : Heard::garbage;
        case Kind::progress:
            moved_ = heard_;
            return read_progress(message, progress_) ? Heard::well : Heard::garbage;
        case Kind::told:
        case Kind::done:
        case Kind::failed:
        case Kind::cancelled:
            return task != tasks_.end() ? handle_task(message, task->second) : handle_last(message);
        case Kind::refused:
            return read_failure(message, why) ? Heard::refused : Heard::garbage;
        default:
            return Heard::garbage;
    }
}

Session::Heard Session::handle_need(const Message &message) {
    std::vector<Key> keys;
    if (!read_need(message, keys)) return Heard::garbage;
    const auto at = requests_.find(message.request);
    if (at == requests_.end()) return Heard::well;
    Request &request = *at->second;
    for (const Key &key : keys) {
        const auto known = [&](const Key &mine) { return same(mine, key); };
        if (std::none_of(request.keys.begin(), request.keys.end(), known)) return Heard::garbage;
        if (std::none_of(request.needed.begin(), request.needed.end(), known)) request.needed.push_back(key);
    }
    return Heard::well;
}

// DONE, FAILED or CANCELLED: after it the bridge says no more of this request.
Session::Heard Session::handle_last(const Message &message) {
    Done done;
    Failure failure;
    Request::State state = Request::State::cancelled;
    if (message.kind == Kind::told) return Heard::well;
    if (message.kind == Kind::done) state = Request::State::done;
    if (message.kind == Kind::failed) state = Request::State::failed;
    if (state == Request::State::done && !read_done(message, done)) return Heard::garbage;
    if (state == Request::State::failed && !read_failure(message, failure)) return Heard::garbage;
    if (state == Request::State::cancelled && !message.body.empty()) return Heard::garbage;
    const auto at = requests_.find(message.request);
    if (at == requests_.end()) return Heard::well;
    const std::shared_ptr<Request> request = at->second;
    if (state == Request::State::done && done.slot != request->out.number) return Heard::garbage;
    requests_.erase(at);
    moved_ = heard_;
    progress_ = {};
    if (state != Request::State::cancelled) history_.breaker.worked();
    if (state == Request::State::done) history_.pace.add(done.seconds);
    if (request->state == Request::State::asked) {
        request->state = state;
        request->done = std::move(done);
        request->failure = std::move(failure);
    }
    settle(*request);
    return Heard::well;
}

Session::Heard Session::handle_task(const Message &message, Kind kind) {
    Told told;
    Failure failure;
    if (message.kind == Kind::told ? !read_told(message, told) : message.kind != Kind::failed || !read_failure(message, failure)) {
        return Heard::garbage;
    }
    tasks_.erase(message.request);
    moved_ = heard_;
    history_.told = message.kind == Kind::told ? told.text : in_one_line(failure);
    if (kind == Kind::bake && !told.path.empty()) history_.baked = told.path;
    return Heard::well;
}

Session::End Session::check(Clock::time_point now, Clock::duration silence, Failure &why) {
    if (!waiting()) return End::none;
    if (now - heard_ > silence) {
        const double seconds = std::chrono::duration<double>(now - heard_).count();
        why = no_answer("It runs, but said nothing for " + std::to_string(static_cast<long>(seconds)) + " s.");
        return End::failed;
    }
    if (now - std::max(heard_, beat_) > std::min<Clock::duration>(beat_time, silence / 4)) {
        beat_ = now;
        post(bare_message(Kind::beat, 0));
    }
    for (auto &[id, request] : requests_) {
        if (request->state != Request::State::asked || request->abandoned) continue;
        if (!stuck_since(request->since, now)) continue;
        leave(*request);
        request->state = Request::State::failed;
        request->failure = no_progress(history_.pace.patience());
        history_.breaker.failed(now);
    }
    return End::none;
}

bool Session::stuck_since(Clock::time_point began, Clock::time_point now) const {
    return std::chrono::duration<double>(now - std::max(moved_, began)).count() > history_.pace.patience();
}

bool Session::end(End how, const Failure &why, std::unique_ptr<Channel> &channel) {
    channel = std::move(channel_);
    bool waited = !tasks_.empty();
    for (auto &[id, request] : requests_) {
        if (request->state != Request::State::asked) continue;
        waited = waited || !request->abandoned;
        request->state = how == End::lost ? Request::State::lost : Request::State::failed;
        request->failure = why;
    }
    if (!tasks_.empty()) history_.told = in_one_line(how == End::lost ? ended_on_task() : why);
    requests_.clear();
    tasks_.clear();
    posted_.clear();
    return waited;
}

}  // namespace uprez
