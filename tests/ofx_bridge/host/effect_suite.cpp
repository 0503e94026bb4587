// The image effect suite: the C face of Effect, Clip and Image.
#include <cmath>
#include <cstdlib>

#include "effect.h"
#include "faults.h"
#include "render.h"

namespace host {

namespace {

struct Memory {
    void *data;
    int locks;
};

Status get_property_set(void *handle, void **properties) {
    need_action("getPropertySet");
    *properties = &static_cast<Effect *>(handle)->properties;
    return ok;
}

Status get_param_set(void *handle, void **params) {
    need_action("getParamSet");
    *params = &static_cast<Effect *>(handle)->params;
    return ok;
}

Status clip_define(void *handle, const char *name, void **properties) {
    auto *effect = static_cast<Effect *>(handle);
    if (scene().action != "OfxImageEffectActionDescribeInContext" || effect->clip(name) != nullptr) {
        fault(std::string("clipDefine out of place: ") + name);
        return err_exists;
    }
    effect->clips.push_back(std::make_unique<Clip>(*effect, name));
    *properties = &effect->clips.back()->properties;
    return ok;
}

Status clip_get_handle(void *handle, const char *name, void **clip, void **properties) {
    need_action("clipGetHandle");
    auto *found = static_cast<Effect *>(handle)->clip(name);
    if (found == nullptr) {
        fault(std::string("clipGetHandle of a clip that was not defined: ") + name);
        return err_unknown;
    }
    *clip = found;
    if (properties != nullptr) {
        *properties = &found->properties;
    }
    return ok;
}

Status clip_get_property_set(void *clip, void **properties) {
    need_action("clipGetPropertySet");
    *properties = &static_cast<Clip *>(clip)->properties;
    return ok;
}

std::string identifier_of(const Profile &profile, const Frame &frame) {
    static std::atomic<long> fetches{0};
    if (profile.identifiers == "same") {
        return "ffffffffffffffff";
    }
    return profile.identifiers == "fresh" ? "fetch " + std::to_string(fetches++) : frame.identifier;
}

std::unique_ptr<Image> image_of(const Clip &clip, const Frame &frame, double scale) {
    auto image = std::make_unique<Image>(clip.properties.about() + ", image", scene().render);
    const auto &layout = frame.picture->layout();
    const auto &profile = clip.owner.profile;
    auto &set = image->properties;
    image->picture = frame.picture;
    set.put("OfxPropType", "OfxTypeImage", false).put("OfxImageEffectPropPixelDepth", layout.depth, false);
    set.put("OfxImageEffectPropComponents", layout.components, false).put("OfxImagePropPixelAspectRatio", 1.0, false);
    set.put("OfxImageEffectPropPreMultiplication", clip.properties.text("OfxImageEffectPropPreMultiplication"), false);
    set.put("OfxImagePropData", std::vector<Value>{frame.hollow ? nullptr : frame.picture->data()}, false);
    set.put("OfxImagePropBounds", layout.bounds, false).put("OfxImagePropRowBytes", frame.picture->row_bytes(), false);
    if (!profile.bare_images) {
        set.put("OfxImageEffectPropRenderScale", std::vector<Value>{scale, scale}, false);
        set.put("OfxImagePropRegionOfDefinition", layout.bounds, false).put("OfxImagePropField", "OfxFieldNone", false);
    }
    if (!profile.identifiers.empty()) {
        set.put("OfxImagePropUniqueIdentifier", identifier_of(profile, frame), false);
    }
    return image;
}

// What the host has of the source at a time, with the faults of asking for it.
Frame source_frame(Clip &clip, Time time, Render &render) {
    const int number = static_cast<int>(std::lround(time));
    render.fetched.insert(number);
    if (!clip.owner.profile.temporal && number != static_cast<int>(std::lround(render.time))) {
        fault("a neighbour was fetched from a host without temporal access");
    }
    if (!render.declared.empty() && render.declared.count(number) == 0) {
        fault("a frame was fetched that GetFramesNeeded did not name");
    }
    const std::lock_guard<std::mutex> lock(clip.mutex);
    const auto found = clip.frames.find(number);
    return found == clip.frames.end() ? Frame() : found->second;
}

Status clip_get_image(void *handle, Time time, const RectD *, void **properties) {
    auto &clip = *static_cast<Clip *>(handle);
    auto *render = scene().render;
    *properties = nullptr;
    if (render == nullptr) {
        fault("clipGetImage outside of Render");
        return failed;
    }
    const bool output = clip.name == "Output";
    Frame frame;
    if (output) {
        frame.picture = render->output;
        frame.identifier = "output";
        render->output_given = true;
    } else {
        frame = source_frame(clip, time, *render);
    }
    if (frame.picture == nullptr) {
        return failed;
    }
    auto image = image_of(clip, frame, output ? render->scale : frame.scale);
    *properties = &image->properties;
    count("images", 1);
    const std::lock_guard<std::mutex> lock(clip.owner.images_mutex);
    clip.owner.images[*properties] = std::move(image);
    return ok;
}

Status clip_release_image(void *properties) {
    auto *effect = static_cast<Effect *>(scene().effect);
    if (effect == nullptr) {
        fault("clipReleaseImage was called");
        return err_bad_handle;
    }
    const std::lock_guard<std::mutex> lock(effect->images_mutex);
    if (effect->images.erase(properties) == 0) {
        fault("clipReleaseImage of what is no image, or no longer one");
        return err_bad_handle;
    }
    count("images", -1);
    return ok;
}

Status clip_get_region_of_definition(void *handle, Time time, RectD *definition) {
    need_action("clipGetRegionOfDefinition");
    auto &clip = *static_cast<Clip *>(handle);
    const auto bounds = source_bounds(clip.owner, time);
    double scale = 1;
    {
        const std::lock_guard<std::mutex> lock(clip.mutex);
        const auto found = clip.frames.find(static_cast<int>(std::lround(time)));
        scale = found == clip.frames.end() ? 1 : found->second.scale;
    }
    *definition = {bounds.x1 / scale, bounds.y1 / scale, bounds.x2 / scale, bounds.y2 / scale};
    return ok;
}

int abort_render(void *handle) {
    auto *render = static_cast<Effect *>(handle)->render.load();
    if (scene().render != nullptr) {
        render = scene().render;
    } else {
        fault("abort was called on a thread that does not render");
    }
    if (render == nullptr) {
        return 0;
    }
    const long polls = render->polls++;
    return render->cancelled || (render->abort_after >= 0 && polls >= render->abort_after) ? 1 : 0;
}

Status image_memory_alloc(void *, std::size_t bytes, void **memory) {
    *memory = new Memory{std::malloc(bytes), 0};
    count("image memories", 1);
    return ok;
}

Status image_memory_free(void *handle) {
    auto *memory = static_cast<Memory *>(handle);
    std::free(memory->data);
    delete memory;
    count("image memories", -1);
    return ok;
}

Status image_memory_lock(void *handle, void **data) {
    auto *memory = static_cast<Memory *>(handle);
    memory->locks++;
    *data = memory->data;
    return ok;
}

Status image_memory_unlock(void *handle) {
    auto *memory = static_cast<Memory *>(handle);
    if (--memory->locks < 0) {
        fault("image memory was unlocked more often than locked");
    }
    return ok;
}

}  // namespace

const ImageEffectSuite image_effect_suite = {get_property_set, get_param_set,         clip_define,
                                             clip_get_handle,  clip_get_property_set, clip_get_image,
                                             clip_release_image, clip_get_region_of_definition, abort_render,
                                             image_memory_alloc, image_memory_free,   image_memory_lock,
                                             image_memory_unlock};

}  // namespace host
