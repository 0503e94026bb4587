// The three functions that a host finds by name, and the one that it sends its actions to. No exception leaves them.
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

#include "../abi/names.h"
#include "../abi/ofx.h"
#include "../backend/backend.h"
#include "changed.h"
#include "describe.h"
#include "host.h"
#include "regions.h"
#include "render.h"
#include "results.h"

#if defined(_WIN32)
#define UPREZ_EXPORT extern "C" __declspec(dllexport)
#else
#define UPREZ_EXPORT extern "C" __attribute__((visibility("default")))
#endif

namespace uprez {
namespace {

OfxStatus unload() {
    Backend::instance().stop();
    Results::instance().clear();
    return kOfxStatOK;
}

OfxStatus purge() {
    Results::instance().clear();
    return kOfxStatOK;
}

OfxStatus create_instance(OfxImageEffectHandle effect) {
    auto instance = std::make_unique<Instance>(effect);
    if (!instance->properties().set_pointer(kOfxPropInstanceData, instance.get())) {
        return kOfxStatFailed;
    }
    static_cast<void>(instance.release());  // the host holds it until it destroys the instance
    return kOfxStatOK;
}

OfxStatus destroy_instance(OfxImageEffectHandle effect) {
    const std::unique_ptr<Instance> instance(Instance::of(effect));
    properties_of_effect(effect).set_pointer(kOfxPropInstanceData, nullptr);
    return kOfxStatOK;
}

OfxStatus act(std::string_view action, OfxImageEffectHandle effect, OfxPropertySetHandle in, OfxPropertySetHandle out) {
    using Handler = OfxStatus (*)(OfxImageEffectHandle, OfxPropertySetHandle, OfxPropertySetHandle);
    static constexpr std::pair<std::string_view, Handler> handlers[] = {
        {kOfxImageEffectActionGetRegionOfDefinition, region_of_definition},
        {kOfxImageEffectActionGetRegionsOfInterest, regions_of_interest},
        {kOfxImageEffectActionGetFramesNeeded, frames_needed},
        {kOfxImageEffectActionIsIdentity, is_identity},
        {kOfxImageEffectActionGetClipPreferences, clip_preferences},
        {kOfxImageEffectActionRender, [](auto handle, auto arguments, auto) { return render(handle, arguments); }},
        {kOfxActionInstanceChanged, [](auto handle, auto arguments, auto) { return instance_changed(handle, arguments); }},
        {kOfxActionSyncPrivateData, [](auto handle, auto, auto) { return sync_private_data(handle); }},
        {kOfxActionCreateInstance, [](auto handle, auto, auto) { return create_instance(handle); }},
        {kOfxActionDestroyInstance, [](auto handle, auto, auto) { return destroy_instance(handle); }},
        {kOfxActionDescribe, [](auto handle, auto, auto) { return describe(handle); }},
        {kOfxImageEffectActionDescribeInContext, [](auto handle, auto, auto) { return describe_in_context(handle); }},
        {kOfxActionPurgeCaches, [](auto, auto, auto) { return purge(); }},
        {kOfxActionUnload, [](auto, auto, auto) { return unload(); }},
    };
    if (action == kOfxActionLoad) {
        return find_suites();
    }
    if (host().suites.property == nullptr) {
        return kOfxStatFailed;  // nothing works before Load
    }
    for (const auto &[name, handler] : handlers) {
        if (action == name) {
            return handler(effect, in, out);
        }
    }
    return kOfxStatReplyDefault;
}

// Handles come as pointers to constants, but every function of the host takes them without.
OfxStatus main_entry(const char *action, const void *handle, OfxPropertySetHandle in, OfxPropertySetHandle out) {
    try {
        return action == nullptr ? kOfxStatFailed : act(action, static_cast<OfxImageEffectHandle>(const_cast<void *>(handle)), in, out);
    } catch (const std::bad_alloc &) {
        return kOfxStatErrMemory;
    } catch (...) {
        return kOfxStatFailed;
    }
}

OfxPlugin the_plugin = {kOfxImageEffectPluginApi, kOfxImageEffectPluginApiVersion, "org.uprez.Upscale", 1, 0, set_host, main_entry};

}  // namespace
}  // namespace uprez

UPREZ_EXPORT int OfxGetNumberOfPlugins() { return 1; }

UPREZ_EXPORT uprez::OfxPlugin *OfxGetPlugin(int nth) { return nth == 0 ? &uprez::the_plugin : nullptr; }

// The host comes again with the plugin's own setHost, and only that one stays valid.
UPREZ_EXPORT uprez::OfxStatus OfxSetHost(const uprez::OfxHost *) { return uprez::kOfxStatOK; }
