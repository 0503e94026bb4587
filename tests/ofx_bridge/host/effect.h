// Effects, their clips and images, as a plugin sees them by their handles.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "parameters.h"
#include "picture.h"
#include "profiles.h"

namespace host {

struct Effect;
struct Render;

// One frame of a source clip; no picture: a frame that the host cannot give.
struct Frame {
    std::shared_ptr<Picture> picture;
    std::string identifier;
    bool hollow = false;  // an image is given, but it holds no data
    double scale = 1;
};

struct Clip {
    Clip(Effect &owner, std::string name);

    Effect &owner;
    const std::string name;
    Properties properties;
    std::mutex mutex;
    std::map<int, Frame> frames;
};

// What an image handle stands for, from clipGetImage to clipReleaseImage.
struct Image {
    Image(const std::string &about, const Render *taker) : properties(about), by(taker) {}
    Properties properties;
    const Render *by;
    std::shared_ptr<Picture> picture;
};

struct Effect {
    Effect(std::string name, const Profile &profile, bool descriptor);

    const std::string name;
    const Profile &profile;
    const bool descriptor;
    Properties properties;
    ParamSet params;
    std::vector<std::unique_ptr<Clip>> clips;
    std::mutex rendering;  // held by a render of an effect that takes one at a time
    std::atomic<Render *> render{nullptr};  // the newest that runs

    Clip *clip(const std::string &name) const;

    // Persistent message of now; empty type: none.
    std::mutex message_mutex;
    std::string message_type, message;

    std::mutex images_mutex;
    std::map<void *, std::unique_ptr<Image>> images;  // by their property sets
};

// A fault for every image that `render` still holds; they are let go.
void drop_images(Effect &effect, const Render *render);

extern const ImageEffectSuite image_effect_suite;

}  // namespace host
