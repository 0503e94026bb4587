// What the plugin did against the specification, what it said, and which action each thread is in.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace host {

struct Render;

// The action that this thread is in; empty outside of all.
struct Scene {
    std::string action;
    void *effect = nullptr;
    Render *render = nullptr;
};
Scene &scene();

struct Message {
    std::string instance, type, text;
    bool persistent = false;
};

// Process-wide record; all members are safe from any thread.
class Record {
 public:
    static Record &instance();
    void fault(const std::string &text);
    void message(Message message);
    void count(const std::string &name, long by);
    std::vector<std::string> take_faults();
    std::vector<Message> take_messages();
    std::map<std::string, long> counts();

 private:
    std::mutex mutex_;
    std::vector<std::string> faults_;
    std::vector<Message> messages_;
    std::map<std::string, long> counts_;
};

void fault(const std::string &text);
void count(const std::string &name, long by);

// A fault if this thread is in no action: a plugin may call the host only from within one.
void need_action(const char *function);

}  // namespace host
