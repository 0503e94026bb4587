// A render: what is asked for, how it went.
#pragma once

#include <atomic>
#include <memory>
#include <set>
#include <string>

#include "effect.h"
#include "plugin.h"

namespace host {

struct Render {
    // asked for
    Effect *effect = nullptr;
    double time = 0;
    Layout layout;  // of the output; empty bounds: what the region of definition says, or the source's size
    RectI window{0, 0, 0, 0};
    double scale = 1;
    bool draft = false, thumbnail = false, interactive = false, sequential = false;
    bool whole = true;     // with all actions that go before and after it
    long abort_after = -1;  // polls of abort() that answer no; below 0: all
    std::string path;      // where the result goes; empty: nowhere
    int source_frame = -1;

    // found out
    std::atomic<bool> cancelled{false};
    std::atomic<long> polls{0};
    std::shared_ptr<Picture> output;
    std::set<int> declared, fetched;  // frames of the source
    bool identity = false, output_given = false;
    Status status = ok;
    Damage damage;
    double seconds = 0;
    std::string trouble;  // words, when the host itself could not go on
};

// Runs on any thread.
void run(Render &render, Plugin &plugin);

// The regions and frames that the effect wants for a time; also for the commands that ask for one of these alone.
Status ask_definition(Plugin &plugin, Effect &effect, double time, double scale, RectD &definition);
Status ask_interest(Plugin &plugin, Effect &effect, double time, double scale, const RectD &region, RectD &source);
Status ask_frames(Plugin &plugin, Effect &effect, double time, std::set<int> &frames);
Status ask_identity(Plugin &plugin, Effect &effect, double time, double scale, const RectI &window, std::string &clip, double &at);

// Bounds of the source's frame at a time, or of the first that it has.
RectI source_bounds(Effect &effect, double time);

}  // namespace host
