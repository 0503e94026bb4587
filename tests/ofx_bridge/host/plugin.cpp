#include "plugin.h"

#include <dlfcn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "faults.h"
#include "suites.h"

namespace host {

namespace {

bool on_main_thread() {
    return syscall(SYS_gettid) == getpid();
}

std::unique_ptr<Properties> properties_of(const Profile &profile) {
    auto set = std::make_unique<Properties>("host");
    const auto texts = [](const std::vector<std::string> &all) { return std::vector<Value>(all.begin(), all.end()); };
    set->put("OfxPropType", "OfxImageEffectHost", false).put("OfxPropName", profile.name, false);
    set->put("OfxPropLabel", profile.name, false).put("OfxImageEffectHostPropIsBackground", profile.background ? 1 : 0, false);
    if (!profile.api.empty()) {
        set->put("OfxPropAPIVersion", std::vector<Value>(profile.api.begin(), profile.api.end()), false);
        set->put("OfxPropVersion", std::vector<Value>{1, 0, 0}, false).put("OfxPropVersionLabel", "1.0", false);
    }
    set->put("OfxImageEffectPropSupportsOverlays", 0, false);
    set->put("OfxImageEffectPropSupportsMultiResolution", profile.multires ? 1 : 0, false);
    set->put("OfxImageEffectPropSupportsTiles", profile.tiles ? 1 : 0, false);
    set->put("OfxImageEffectPropTemporalClipAccess", profile.temporal ? 1 : 0, false);
    set->put("OfxImageEffectPropSupportedComponents", std::vector<Value>{std::string("OfxImageComponentRGBA")}, false);
    set->put("OfxImageEffectPropSupportedContexts", texts(profile.contexts), false);
    set->put("OfxImageEffectPropSupportedPixelDepths", texts(profile.depths), false);
    set->put("OfxImageEffectPropMultipleClipDepths", 0, false).put("OfxImageEffectPropSupportsMultipleClipPARs", 0, false);
    set->put("OfxImageEffectPropSetableFrameRate", 0, false).put("OfxImageEffectPropSetableFielding", 0, false);
    for (const char *what : {"CustomAnimation", "StringAnimation", "BooleanAnimation", "ChoiceAnimation", "CustomInteract"}) {
        set->put(std::string("OfxParamHostPropSupports") + what, 0, false);
    }
    set->put("OfxParamHostPropMaxParameters", -1, false).put("OfxParamHostPropMaxPages", 0, false);
    set->put("OfxParamHostPropPageRowColumnCount", std::vector<Value>{0, 0}, false);
    if (profile.colour_style) {
        set->put("OfxImageEffectPropColourManagementStyle", "OfxImageEffectColourManagementCore", false);
        set->put("OfxImageEffectPropColourManagementAvailableConfigs", "ofx-native-v1.5_aces-v1.3_ocio-v2.3", false);
    }
    return set;
}

std::string bundle_of(const std::string &path) {
    const auto place = path.find("/Contents/");
    return place == std::string::npos ? path : path.substr(0, place);
}

template <typename Function>
Function symbol(void *library, const char *name) {
    return reinterpret_cast<Function>(dlsym(library, name));
}

}  // namespace

Plugin::~Plugin() {
    close();
}

bool Plugin::open(const std::string &path, std::string &trouble) {
    library_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) {
        trouble = dlerror();
        return false;
    }
    bundle_ = bundle_of(path);
    host_properties_ = properties_of(profile_);
    host_ = {host_properties_.get(), fetch_suite};
    suites_for(profile_, host_properties_.get());
    if (const auto set_host = symbol<Status (*)(const HostStruct *)>(library_, "OfxSetHost"); set_host != nullptr) {
        if (set_host(&host_) == failed) {
            trouble = "OfxSetHost says that this host is not for it";
            return false;
        }
    }
    const auto number = symbol<int (*)()>(library_, "OfxGetNumberOfPlugins");
    const auto get = symbol<PluginStruct *(*)(int)>(library_, "OfxGetPlugin");
    if (number == nullptr || get == nullptr || number() < 1 || get(0) == nullptr) {
        trouble = "it exports no plugin";
        return false;
    }
    if (get(number()) != nullptr || get(-1) != nullptr) {
        fault("OfxGetPlugin beyond the last gives something");
    }
    plugin_ = get(0);
    plugin_->set_host(&host_);
    return true;
}

void Plugin::close() {
    plugin_ = nullptr;
    if (library_ != nullptr) {
        dlclose(library_);
        library_ = nullptr;
    }
}

Status Plugin::call(const std::string &action, Effect *effect, Properties *in, Properties *out, Render *render) {
    const Scene before = std::exchange(scene(), Scene{action, effect, render});
    const auto start = std::chrono::steady_clock::now();
    const Status status = plugin_->main_entry(action.c_str(), effect, in, out);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (effect != nullptr && render != nullptr) {
        drop_images(*effect, render);
    }
    if (action == "OfxImageEffectActionRender" && status == reply_default) {
        fault("Render was answered with ReplyDefault");
    }
    scene() = before;
    const std::lock_guard<std::mutex> lock(times_mutex_);
    times_.push_back({taken.count(), action, on_main_thread()});
    return status;
}

std::vector<ActionTime> Plugin::take_times() {
    const std::lock_guard<std::mutex> lock(times_mutex_);
    return std::exchange(times_, {});
}

}  // namespace host
