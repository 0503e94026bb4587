// Finds the bridge that runs, starts one when there is none, and greets it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "channel.h"
#include "launch.h"

namespace uprez {

constexpr const char *plugin_build = "1.0";

// What the plugin was told by its host.
struct Setting {
    std::string bundle_folder, host_name;
};

// A connection that was greeted; `channel` is null when there is none, and `failure` says why.
struct Met {
    std::unique_ptr<Channel> channel;
    Inbox inbox;
    Failure failure;
};

// Takes up to 20 s; ends early, with an empty failure, once `give_up` says so. Started bridges are added to `children`.
Met meet(const Setting &setting, std::vector<std::unique_ptr<Child>> &children, const std::function<bool()> &give_up);

}  // namespace uprez
