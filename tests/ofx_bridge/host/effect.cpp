#include "effect.h"

#include <utility>

#include "faults.h"

namespace host {

namespace {

void labels(Properties &set, const std::string &name) {
    set.put("OfxPropLabel", name).put("OfxPropShortLabel", name).put("OfxPropLongLabel", name);
}

void describe_effect(Properties &set, const Profile &profile) {
    set.put("OfxPropType", "OfxTypeImageEffect", false).put("OfxPluginPropFilePath", "", false);
    labels(set, "");
    set.put("OfxPropVersion", std::vector<Value>{0, 0}).put("OfxPropVersionLabel", "").put("OfxPropPluginDescription", "");
    set.put("OfxPropIcon", std::vector<Value>{std::string(), std::string()});
    set.put("OfxImageEffectPropSupportedContexts", std::vector<Value>{}).put("OfxImageEffectPluginPropGrouping", "");
    set.put("OfxImageEffectPropSupportedPixelDepths", std::vector<Value>{});
    set.put("OfxImageEffectPluginPropSingleInstance", 0).put("OfxImageEffectPluginPropObsolete", 0);
    set.put("OfxImageEffectPluginRenderThreadSafety", "OfxImageEffectRenderInstanceSafe");
    set.put("OfxImageEffectPluginPropHostFrameThreading", 1).put("OfxImageEffectPluginPropFieldRenderTwiceAlways", 1);
    set.put("OfxImageEffectPropSupportsMultiResolution", 1).put("OfxImageEffectPropSupportsTiles", 1);
    set.put("OfxImageEffectPropTemporalClipAccess", 0).put("OfxImageEffectPropMultipleClipDepths", 0);
    set.put("OfxImageEffectPropSupportsMultipleClipPARs", 0).put("OfxImageEffectPropSupportsOverlays", 0);
    set.put("OfxImageEffectInstancePropSequentialRender", 0);
    set.put("OfxImageEffectPropClipPreferencesSlaveParam", std::vector<Value>{});
    set.put("OfxImageEffectPluginPropOverlayInteractV1", std::vector<Value>{static_cast<void *>(nullptr)});
    for (const char *gpu : {"OpenGL", "Cuda", "OpenCL", "Metal"}) {
        set.put(std::string("OfxImageEffectProp") + gpu + "RenderSupported", "false");
    }
    set.put("OfxImageEffectPropCudaStreamSupported", "false").put("OfxImageEffectPropOpenCLSupported", "false");
    set.put("OfxImageEffectPropCPURenderSupported", "true").put("OfxImageEffectPropNoSpatialAwareness", "false");
    if (profile.colour_style) {
        set.put("OfxImageEffectPropColourManagementStyle", "OfxImageEffectColourManagementNone");
        set.put("OfxImageEffectPropColourManagementAvailableConfigs", std::vector<Value>{});
    }
}

void describe_instance(Properties &set, const Profile &profile) {
    set.put("OfxPropType", "OfxTypeImageEffectInstance", false).put("OfxImageEffectPropContext", "", false);
    set.put("OfxPropInstanceData", std::vector<Value>{static_cast<void *>(nullptr)}).put("OfxPropIsInteractive", 0, false);
    labels(set, "");
    for (const char *place : {"OfxImageEffectPropProjectSize", "OfxImageEffectPropProjectExtent", "OfxImageEffectPropProjectOffset"}) {
        set.put(place, std::vector<Value>{0.0, 0.0}, false);
    }
    set.put("OfxImageEffectPropPixelAspectRatio", 1.0, false).put("OfxImageEffectInstancePropEffectDuration", 1.0, false);
    set.put("OfxImageEffectInstancePropSequentialRender", 0).put("OfxImageEffectPropSupportsTiles", 1);
    set.put("OfxImageEffectPropFrameRate", 24.0, false).put("OfxImageEffectPropSupportsOverlays", 0, false);
    if (profile.colour_style) {
        set.put("OfxImageEffectPropColourManagementStyle", "OfxImageEffectColourManagementCore", false);
        set.put("OfxImageEffectPropColourManagementConfig", "ofx-native-v1.5_aces-v1.3_ocio-v2.3", false);
        set.put("OfxImageEffectPropDisplayColourspace", "srgb_display", false);
    }
}

void describe_clip(Properties &set, const std::string &name) {
    set.put("OfxPropType", "OfxTypeClip", false).put("OfxPropName", name, false);
    labels(set, name);
    set.put("OfxImageEffectPropSupportedComponents", std::vector<Value>{}).put("OfxImageEffectPropTemporalClipAccess", 0);
    set.put("OfxImageClipPropOptional", 0).put("OfxImageClipPropFieldExtraction", "OfxFieldDoubled");
    set.put("OfxImageClipPropIsMask", 0).put("OfxImageEffectPropSupportsTiles", 1);
}

void connect_clip(Properties &set, const Profile &profile) {
    for (const char *text : {"OfxImageEffectPropComponents", "OfxImageClipPropUnmappedComponents"}) {
        set.put(text, "OfxImageComponentRGBA", false);
    }
    for (const char *text : {"OfxImageEffectPropPixelDepth", "OfxImageClipPropUnmappedPixelDepth"}) {
        set.put(text, "OfxBitDepthFloat", false);
    }
    set.put("OfxImageEffectPropPreMultiplication", "OfxImageAlphaPremultiplied", false).put("OfxImagePropPixelAspectRatio", 1.0, false);
    set.put("OfxImageEffectPropFrameRate", 24.0, false).put("OfxImageEffectPropUnmappedFrameRate", 24.0, false);
    set.put("OfxImageEffectPropFrameRange", std::vector<Value>{0.0, 0.0}, false);
    set.put("OfxImageEffectPropUnmappedFrameRange", std::vector<Value>{0.0, 0.0}, false);
    set.put("OfxImageClipPropFieldOrder", "OfxFieldNone", false).put("OfxImageClipPropConnected", 1, false);
    set.put("OfxImageClipPropContinuousSamples", 0, false);
    if (profile.thumbnails) {
        set.put("kOfxImageClipPropThumbnail", 0, false);
    }
}

}  // namespace

Clip::Clip(Effect &its_owner, std::string its_name)
    : owner(its_owner), name(std::move(its_name)), properties(owner.name + ", clip " + name) {
    describe_clip(properties, name);
    if (!owner.descriptor) {
        connect_clip(properties, owner.profile);
    }
}

Effect::Effect(std::string its_name, const Profile &its_profile, bool is_descriptor)
    : name(std::move(its_name)), profile(its_profile), descriptor(is_descriptor), properties(name), params(name, is_descriptor) {
    if (descriptor) {
        describe_effect(properties, profile);
        params.properties.put("OfxPluginPropParamPageOrder", std::vector<Value>{});
    } else {
        describe_instance(properties, profile);
    }
    params.properties.put("OfxPropParamSetNeedsSyncing", 0);
}

Clip *Effect::clip(const std::string &wanted) const {
    for (const auto &clip : clips) {
        if (clip->name == wanted) {
            return clip.get();
        }
    }
    return nullptr;
}

void drop_images(Effect &effect, const Render *render) {
    const std::lock_guard<std::mutex> lock(effect.images_mutex);
    for (auto image = effect.images.begin(); image != effect.images.end();) {
        if (image->second->by != render) {
            ++image;
            continue;
        }
        fault("an image was not released: " + image->second->properties.about());
        count("images", -1);
        image = effect.images.erase(image);
    }
}

}  // namespace host
