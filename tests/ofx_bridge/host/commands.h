// What each verb of the protocol does.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "plugin.h"
#include "protocol.h"
#include "render.h"

namespace host {

struct Job {
    Render render;
    std::thread thread;
};

// All that a session with one test holds.
struct Session {
    Profile profile;
    std::unique_ptr<Plugin> plugin;
    std::unique_ptr<Effect> descriptor;                       // of Describe
    std::map<std::string, std::unique_ptr<Effect>> contexts;  // of DescribeInContext
    std::map<std::string, std::unique_ptr<Effect>> instances;
    std::map<std::string, std::unique_ptr<Job>> jobs;

    Plugin &loaded() const;                        // throws Wrong without one
    Effect &named(const Request &request) const;  // the instance that `name` names
};

using Command = std::function<Answer(Session &, const Request &)>;
using Commands = std::map<std::string, Command>;

void add_plugin_commands(Commands &commands);    // host, open, load, describe, context, create, destroy, unload, close
void add_instance_commands(Commands &commands);  // clip, frame, set, get, changed, sync, purge
void add_render_commands(Commands &commands);    // preferences, definition, …, render, start, cancel, wait
void add_record_commands(Commands &commands);    // told, persistent, faults, counts, times

}  // namespace host
