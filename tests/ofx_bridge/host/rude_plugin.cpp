// A plugin that copies its source, and, where its parameter says so, breaks one rule while it does.
#include <algorithm>
#include <cstring>

#include "ofx.h"

namespace {

using namespace host;

enum Sin {
    none,
    outside_window,
    into_padding,
    kept_image,
    unknown_name,
    wrong_type,
    value_without_time,
    half_the_window,
    set_parameter,
    write_source
};

const HostStruct *its_host = nullptr;

template <typename Suite>
const Suite &suite(const char *name) {
    return *static_cast<const Suite *>(its_host->fetch_suite(its_host->properties, name, 1));
}

const PropertySuite &properties() {
    return suite<PropertySuite>("OfxPropertySuite");
}

struct View {
    void *handle = nullptr;
    unsigned char *data = nullptr;
    int bounds[4]{}, stride = 0;

    unsigned char *at(int x, int y) const { return data + static_cast<std::ptrdiff_t>(y - bounds[1]) * stride + (x - bounds[0]) * 16; }
};

View image(void *effect, const char *name, double time) {
    const auto &effects = suite<ImageEffectSuite>("OfxImageEffectSuite");
    View view;
    void *clip = nullptr, *data = nullptr;
    effects.clip_get_handle(effect, name, &clip, nullptr);
    effects.clip_get_image(clip, time, nullptr, &view.handle);
    properties().get_pointer(view.handle, "OfxImagePropData", 0, &data);
    properties().get_ints(view.handle, "OfxImagePropBounds", 4, view.bounds);
    properties().get_int(view.handle, "OfxImagePropRowBytes", 0, &view.stride);
    view.data = static_cast<unsigned char *>(data);
    return view;
}

void break_words(int sin, void *in, void *param) {
    const auto &params = suite<ParameterSuite>("OfxParameterSuite");
    int number = 0;
    double fraction = 0;
    if (sin == unknown_name) {
        properties().get_int(in, "OfxImagePropNoSuchThing", 0, &number);
    } else if (sin == wrong_type) {
        properties().get_double(in, "OfxImageEffectPropRenderWindow", 0, &fraction);
    } else if (sin == value_without_time) {
        params.get_value(param, &number);
    } else if (sin == set_parameter) {
        params.set_value(param, sin);
    }
}

void break_pixels(int sin, const View &source, const View &output, const int *window) {
    if (sin == outside_window) {
        *output.at(window[0], window[1] - 1) = 1;
    } else if (sin == into_padding) {
        *output.at(output.bounds[2], window[1]) = 1;
    } else if (sin == write_source) {
        *source.at(source.bounds[0], source.bounds[1]) = 1;
    }
}

Status render(void *effect, void *in) {
    const auto &effects = suite<ImageEffectSuite>("OfxImageEffectSuite");
    const auto &params = suite<ParameterSuite>("OfxParameterSuite");
    void *set = nullptr, *param = nullptr;
    int sin = none, window[4]{};
    double time = 0;
    properties().get_double(in, "OfxPropTime", 0, &time);
    properties().get_ints(in, "OfxImageEffectPropRenderWindow", 4, window);
    effects.get_param_set(effect, &set);
    params.get_handle(set, "sin", &param, nullptr);
    params.get_value_at_time(param, time, &sin);
    const View source = image(effect, "Source", time), output = image(effect, "Output", time);
    const int last = sin == half_the_window ? (window[1] + window[3]) / 2 : window[3];
    for (int y = window[1]; y < last; y++) {
        std::memcpy(output.at(window[0], y), source.at(window[0], y), static_cast<std::size_t>(window[2] - window[0]) * 16);
    }
    break_words(sin, in, param);
    break_pixels(sin, source, output, window);
    effects.clip_release_image(source.handle);
    if (sin != kept_image) {
        effects.clip_release_image(output.handle);
    }
    return ok;
}

Status describe(void *effect) {
    void *set = nullptr;
    suite<ImageEffectSuite>("OfxImageEffectSuite").get_property_set(effect, &set);
    properties().set_string(set, "OfxImageEffectPropSupportedContexts", 0, "OfxImageEffectContextFilter");
    return properties().set_string(set, "OfxImageEffectPropSupportedPixelDepths", 0, "OfxBitDepthFloat");
}

Status describe_in_context(void *effect) {
    const auto &effects = suite<ImageEffectSuite>("OfxImageEffectSuite");
    void *set = nullptr, *params = nullptr;
    for (const char *clip : {"Source", "Output"}) {
        effects.clip_define(effect, clip, &set);
        properties().set_string(set, "OfxImageEffectPropSupportedComponents", 0, "OfxImageComponentRGBA");
    }
    effects.get_param_set(effect, &params);
    return suite<ParameterSuite>("OfxParameterSuite").define(params, "OfxParamTypeInteger", "sin", &set);
}

Status main_entry(const char *action, const void *handle, void *in, void *) {
    void *effect = const_cast<void *>(handle);
    if (std::strcmp(action, "OfxActionDescribe") == 0) return describe(effect);
    if (std::strcmp(action, "OfxImageEffectActionDescribeInContext") == 0) return describe_in_context(effect);
    if (std::strcmp(action, "OfxImageEffectActionRender") == 0) return render(effect, in);
    if (std::strcmp(action, "OfxActionLoad") == 0 || std::strcmp(action, "OfxActionCreateInstance") == 0) return ok;
    return reply_default;
}

void set_host(HostStruct *given) {
    its_host = given;
}

PluginStruct plugin = {"OfxImageEffectPluginAPI", 1, "org.uprez.Rude", 1, 0, set_host, main_entry};

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int OfxGetNumberOfPlugins() {
    return 1;
}

__attribute__((visibility("default"))) host::PluginStruct *OfxGetPlugin(int place) {
    return place == 0 ? &plugin : nullptr;
}
}
