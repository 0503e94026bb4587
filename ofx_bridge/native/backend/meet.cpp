#include "meet.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "breaker.h"
#include "places.h"
#include "words.h"

namespace uprez {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds connect_time(500), hello_time(2000), look_time(20);
constexpr seconds start_time(20), again_time(1);
constexpr int another_runs = 8;                      // exit code of a bridge that found one running
constexpr std::uint64_t long_log = std::uint64_t{1} << 20;  // at which it starts anew

enum class Greeting { welcome, nobody, failed };

// What the first message makes of it; a failure stands in `met`.
Greeting judge(Inbox::Got got, const Message &message, Failure &failure) {
    std::string build;
    std::uint32_t pid = 0;
    if (got == Inbox::Got::other_version) failure = other_version();
    else if (got != Inbox::Got::message) failure = unreadable();
    else if (message.kind == Kind::welcome && read_welcome(message, build, pid)) return Greeting::welcome;
    else if (message.kind != Kind::refused || !read_failure(message, failure)) failure = unreadable();
    return Greeting::failed;
}

Greeting read_greeting(Met &met, const std::function<bool()> &give_up) {
    const Clock::time_point until = Clock::now() + hello_time;
    bool open = true;
    for (Message message; !give_up();) {
        const Inbox::Got got = met.inbox.next(message);
        if (got != Inbox::Got::nothing) return judge(got, message, met.failure);
        if (!open) return Greeting::nobody;  // it was about to end
        if (Clock::now() > until) {
            met.failure = no_answer("It runs, but did not greet back within 2 s.");
            break;
        }
        Bytes come;
        open = met.channel->wait(look_time, come);
        met.inbox.add(come);
    }
    return Greeting::failed;
}

Greeting greet(const Address &at, const Setting &setting, Met &met, std::string &why, const std::function<bool()> &give_up) {
    met = Met();
    met.channel = Channel::connect(at.place, at.pid, connect_time, why);
    if (!met.channel) return Greeting::nobody;
    met.channel->send(hello_message(plugin_build, own_pid(), setting.host_name, at.token));
    const Greeting greeting = read_greeting(met, give_up);
    if (greeting == Greeting::nobody) why = "It closed the connection.";
    if (greeting != Greeting::welcome) met.channel.reset();
    return greeting;
}

// The bridge while it starts.
class Start {
 public:
    Start(const Setting &setting, std::vector<std::unique_ptr<Child>> &children) : setting_(setting), children_(children) {}

    // False, with a failure, when there will be none.
    bool go_on(Failure &failure) {
        if (child_ == nullptr) return begin(failure);
        const std::optional<int> code = child_->code();
        if (code && *code != 0 && *code != another_runs) {
            failure = not_started("It ended with code " + std::to_string(*code) + ".", tail_of(log_file(), from_));
            return false;
        }
        if (Clock::now() > until_) {
            failure = not_started("It was not there after " + std::to_string(start_time.count()) + " s.", tail_of(log_file(), from_));
            return false;
        }
        // Another one, met while ours started, had its second to show itself.
        if (code && Clock::now() > began_ + again_time) child_ = nullptr;
        return true;
    }

 private:
    bool begin(Failure &failure) {
        std::vector<std::string> command = uprez_command(setting_.bundle_folder);
        std::string why;
        if (command.empty()) {
            failure = uprez_not_found();
            return false;
        }
        command.emplace_back("bridge");
        const std::uint64_t size = size_of(log_file());
        from_ = size > long_log ? 0 : size;
        std::unique_ptr<Child> child = make_state_folder(why) ? Child::start(command, log_file(), size > long_log, why) : nullptr;
        if (!child) {
            failure = not_started(why, "");
            return false;
        }
        child_ = child.get();
        children_.push_back(std::move(child));
        began_ = Clock::now();
        return true;
    }

    const Setting &setting_;
    std::vector<std::unique_ptr<Child>> &children_;
    Child *child_ = nullptr;
    std::uint64_t from_ = 0;
    Clock::time_point began_{}, until_ = Clock::now() + start_time;
};

Met meet_at(const std::string &place, const Setting &setting, const std::function<bool()> &give_up) {
    Met met;
    std::string why = "There is no token in " + place + ".token.";
    const std::optional<Address> address = given_address(place);
    const Greeting greeting = address ? greet(*address, setting, met, why, give_up) : Greeting::nobody;
    if (greeting == Greeting::nobody) met.failure = nobody_at(place, why);
    return met;
}

// Children that have ended are waited for, so that none stays in the host's list of processes.
void reap(std::vector<std::unique_ptr<Child>> &children) {
    const auto ended = [](const std::unique_ptr<Child> &child) { return child->code().has_value(); };
    children.erase(std::remove_if(children.begin(), children.end(), ended), children.end());
}

}  // namespace

Met meet(const Setting &setting, std::vector<std::unique_ptr<Child>> &children, const std::function<bool()> &give_up) {
    Met met;
    if (const std::optional<std::string> given = environment("UPREZ_OFX_BACKEND")) {
        if (*given != "off") return meet_at(*given, setting, give_up);
        met.failure = switched_off();
        return met;
    }
    reap(children);
    Start start(setting, children);
    while (!give_up()) {
        std::string why;
        const std::optional<Address> address = read_address(address_file());
        if (address && process_lives(address->pid)) {
            const Greeting greeting = greet(*address, setting, met, why, give_up);
            const bool moved = greeting == Greeting::failed && !(read_address(address_file()) == address);  // a new one took its place
            if (greeting != Greeting::nobody && !moved) return met;
            met = Met();
        }
        if (!start.go_on(met.failure)) return met;
        std::this_thread::sleep_for(look_time);
    }
    return met;
}

}  // namespace uprez
