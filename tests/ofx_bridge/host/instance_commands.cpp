// What a test gives an instance: frames, parameters, and word of changes.
#include <cstdlib>

#include "commands.h"

namespace host {

namespace {

Clip &source_of(Effect &effect) {
    auto *clip = effect.clip("Source");
    if (clip == nullptr) {
        throw Wrong{"there is no source clip"};
    }
    return *clip;
}

Answer describe_source(Session &session, const Request &request) {
    auto &set = source_of(session.named(request)).properties;
    if (request.has("first")) {
        const std::vector<Value> range{request.number("first", 0), request.number("last", 0)};
        set.put("OfxImageEffectPropFrameRange", range, false).put("OfxImageEffectPropUnmappedFrameRange", range, false);
    }
    if (request.has("premult")) {
        set.put("OfxImageEffectPropPreMultiplication", request.text("premult"), false);
    }
    if (request.has("depth")) {
        set.put("OfxImageEffectPropPixelDepth", request.text("depth"), false);
    }
    if (request.has("components")) {
        set.put("OfxImageEffectPropComponents", request.text("components"), false);
    }
    if (request.has("colourspace")) {
        set.put("OfxImageClipPropColourspace", request.text("colourspace"), false);
    }
    if (request.has("thumbnail")) {
        set.put("kOfxImageClipPropThumbnail", request.whole("thumbnail", 0), false);
    }
    if (request.has("connected")) {
        set.put("OfxImageClipPropConnected", request.whole("connected", 1), false);
    }
    return {};
}

Frame read_frame(const Request &request) {
    Layout layout;
    layout.bounds.x1 = request.whole("x", 0);
    layout.bounds.y1 = request.whole("y", 0);
    layout.bounds.x2 = layout.bounds.x1 + request.whole("width", 0);
    layout.bounds.y2 = layout.bounds.y1 + request.whole("height", 0);
    layout.depth = request.text("depth", layout.depth);
    layout.components = request.text("components", layout.components);
    layout.padding = static_cast<std::size_t>(request.whole("padding", 0));
    layout.negative = request.flag("negative", false);
    Frame frame;
    frame.picture = std::make_shared<Picture>(layout);
    if (!frame.picture->read(request.text("path"))) {
        throw Wrong{"the raw file cannot be read, or is of another size"};
    }
    frame.picture->guard();
    frame.picture->freeze();
    frame.identifier = request.text("id", request.text("path"));
    frame.hollow = request.flag("hollow", false);
    frame.scale = request.number("scale", 1);
    return frame;
}

Answer give_frame(Session &session, const Request &request) {
    auto &clip = source_of(session.named(request));
    Frame frame = request.has("path") ? read_frame(request) : Frame();
    const std::lock_guard<std::mutex> lock(clip.mutex);
    clip.frames[request.whole("time", 0)] = std::move(frame);
    return {};
}

Param &param_of(Session &session, const Request &request) {
    auto *param = session.named(request).params.find(request.text("param"));
    if (param == nullptr) {
        throw Wrong{"no such parameter: " + request.text("param")};
    }
    return *param;
}

Value value_of(const Param &param, const std::string &text) {
    switch (param.kind()) {
        case 'i': return static_cast<int>(std::strtol(text.c_str(), nullptr, 10));
        case 'd': return std::strtod(text.c_str(), nullptr);
        case 's': return text;
        default: throw Wrong{"the parameter has no value: " + param.name};
    }
}

Answer set_param(Session &session, const Request &request) {
    auto &param = param_of(session, request);
    const auto value = value_of(param, request.text("value"));
    if (request.has("time")) {
        param.set_at(request.number("time", 0), value);
    } else {
        param.set(value);
    }
    return {};
}

Answer get_param(Session &session, const Request &request) {
    const auto &param = param_of(session, request);
    if (param.kind() == 0) {
        throw Wrong{"the parameter has no value: " + param.name};
    }
    const auto value = request.has("time") ? param.value_at(request.number("time", 0)) : param.value();
    return Answer().add("value", std::vector<Value>{value}).add("properties", param.properties);
}

// As HostSupport: Begin and End around the change, all with the same reason.
Answer changed(Session &session, const Request &request) {
    auto &effect = session.named(request);
    auto &plugin = session.loaded();
    Properties around("InstanceChanged, around"), in("InstanceChanged");
    const auto reason = request.text("reason", "OfxChangeUserEdited");
    around.put("OfxPropChangeReason", reason, false);
    const bool clip = effect.clip(request.text("param")) != nullptr;
    in.put("OfxPropType", clip ? "OfxTypeClip" : "OfxTypeParameter", false).put("OfxPropName", request.text("param"), false);
    in.put("OfxPropChangeReason", reason, false).put("OfxPropTime", request.number("time", 0), false);
    in.put("OfxImageEffectPropRenderScale", std::vector<Value>{1.0, 1.0}, false);
    plugin.call("OfxActionBeginInstanceChanged", &effect, &around, nullptr);
    const auto status = plugin.call("OfxActionInstanceChanged", &effect, &in, nullptr);
    plugin.call("OfxActionEndInstanceChanged", &effect, &around, nullptr);
    return Answer().add("status", status);
}

Answer sync(Session &session, const Request &request) {
    return Answer().add("status", session.loaded().call("OfxActionSyncPrivateData", &session.named(request), nullptr, nullptr));
}

Answer purge(Session &session, const Request &request) {
    return Answer().add("status", session.loaded().call("OfxActionPurgeCaches", &session.named(request), nullptr, nullptr));
}

}  // namespace

void add_instance_commands(Commands &commands) {
    commands["clip"] = describe_source;
    commands["frame"] = give_frame;
    commands["set"] = set_param;
    commands["get"] = get_param;
    commands["changed"] = changed;
    commands["sync"] = sync;
    commands["purge"] = purge;
}

}  // namespace host
