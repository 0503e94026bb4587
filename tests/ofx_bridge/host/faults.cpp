#include "faults.h"

#include <utility>

namespace host {

Scene &scene() {
    thread_local Scene here;
    return here;
}

Record &Record::instance() {
    static Record record;
    return record;
}

void Record::fault(const std::string &text) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto &known : faults_) {
        if (known == text) {
            return;
        }
    }
    faults_.push_back(text);
}

void Record::message(Message message) {
    const std::lock_guard<std::mutex> lock(mutex_);
    messages_.push_back(std::move(message));
}

void Record::count(const std::string &name, long by) {
    const std::lock_guard<std::mutex> lock(mutex_);
    counts_[name] += by;
}

std::vector<std::string> Record::take_faults() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(faults_, {});
}

std::vector<Message> Record::take_messages() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(messages_, {});
}

std::map<std::string, long> Record::counts() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return counts_;
}

void fault(const std::string &text) {
    const std::string &action = scene().action;
    Record::instance().fault((action.empty() ? std::string("outside of all actions") : "in " + action) + ": " + text);
}

void count(const std::string &name, long by) {
    Record::instance().count(name, by);
}

void need_action(const char *function) {
    if (scene().action.empty()) {
        fault(std::string(function) + " was called");
    }
}

}  // namespace host
