// A plugin's binary: loaded, told about its host, and called.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "effect.h"
#include "ofx.h"

namespace host {

struct ActionTime {
    double seconds = 0;
    std::string action;
    bool main_thread = false;
};

class Plugin {
 public:
    explicit Plugin(const Profile &profile) : profile_(profile) {}
    ~Plugin();
    Plugin(const Plugin &) = delete;
    Plugin &operator=(const Plugin &) = delete;

    bool open(const std::string &path, std::string &trouble);  // the library, its one plugin, setHost; no action yet
    void close();

    // An action, with its faults: images that were kept, times on the main thread.
    Status call(const std::string &action, Effect *effect, Properties *in, Properties *out, Render *render = nullptr);

    const PluginStruct &about() const { return *plugin_; }
    bool loaded() const { return plugin_ != nullptr; }
    const std::string &bundle() const { return bundle_; }
    std::vector<ActionTime> take_times();

 private:
    const Profile &profile_;
    void *library_ = nullptr;
    PluginStruct *plugin_ = nullptr;
    std::string bundle_;
    std::unique_ptr<Properties> host_properties_;
    HostStruct host_{};
    std::mutex times_mutex_;
    std::vector<ActionTime> times_;
};

}  // namespace host
