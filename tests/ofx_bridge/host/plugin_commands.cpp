// The plugin's life: loaded, described, made instances of, unloaded.
#include <sstream>

#include "commands.h"
#include "faults.h"

namespace host {

namespace {

std::vector<std::string> parted(const std::string &text) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');) {
        parts.push_back(part);
    }
    return parts;
}

Answer choose_host(Session &session, const Request &request) {
    if (session.plugin != nullptr) {
        throw Wrong{"the host is chosen before the plugin is opened"};
    }
    auto profile = profile_named(request.text("profile"));
    if (profile.name.empty()) {
        throw Wrong{"no such profile"};
    }
    profile.name = request.text("name", profile.name);
    profile.multires = request.flag("multires", profile.multires);
    profile.tiles = request.flag("tiles", profile.tiles);
    profile.temporal = request.flag("temporal", profile.temporal);
    profile.background = request.flag("background", profile.background);
    profile.identifiers = request.text("identifiers", profile.identifiers);
    if (request.has("depths")) {
        profile.depths = parted(request.text("depths"));
    }
    session.profile = profile;
    return Answer().add("name", profile.name);
}

Answer open(Session &session, const Request &request) {
    session.plugin = std::make_unique<Plugin>(session.profile);
    std::string trouble;
    if (!session.plugin->open(request.text("path"), trouble)) {
        session.plugin.reset();
        throw Wrong{trouble};
    }
    const auto &about = session.plugin->about();
    Answer answer;
    answer.add("api", about.api).add("api_version", about.api_version).add("identifier", about.identifier);
    return answer.add("version", std::vector<double>{static_cast<double>(about.major), static_cast<double>(about.minor)});
}

Answer load(Session &session, const Request &) {
    return Answer().add("status", session.loaded().call("OfxActionLoad", nullptr, nullptr, nullptr));
}

Answer describe(Session &session, const Request &) {
    auto &plugin = session.loaded();
    session.descriptor = std::make_unique<Effect>("descriptor", session.profile, true);
    session.descriptor->properties.put("OfxPluginPropFilePath", plugin.bundle(), false);
    const auto status = plugin.call("OfxActionDescribe", session.descriptor.get(), nullptr, nullptr);
    return Answer().add("status", status).add("properties", session.descriptor->properties);
}

Answer context(Session &session, const Request &request) {
    auto &plugin = session.loaded();
    if (session.descriptor == nullptr) {
        throw Wrong{"describe comes first"};
    }
    const auto name = request.text("name");
    auto effect = std::make_unique<Effect>("descriptor of " + name, session.profile, true);
    effect->properties.copy_from(session.descriptor->properties);
    Properties in("DescribeInContext");
    in.put("OfxImageEffectPropContext", name, false);
    Answer answer;
    answer.add("status", plugin.call("OfxImageEffectActionDescribeInContext", effect.get(), &in, nullptr));
    std::vector<Answer> clips, params;
    for (const auto &clip : effect->clips) {
        clips.push_back(Answer().add("name", clip->name).add("properties", clip->properties));
    }
    for (const auto &param : effect->params.params) {
        params.push_back(Answer().add("name", param->name).add("type", param->type).add("properties", param->properties));
    }
    answer.add("clips", clips).add("params", params);
    session.contexts[name] = std::move(effect);
    return answer;
}

// An instance's own copies of what was described: values at their defaults.
std::unique_ptr<Effect> instance_of(const Effect &described, const std::string &name, const Profile &profile) {
    auto effect = std::make_unique<Effect>(name, profile, false);
    const auto safety = described.properties.text("OfxImageEffectPluginRenderThreadSafety");
    effect->properties.put("OfxImageEffectPluginRenderThreadSafety", safety, false);
    effect->properties.put("OfxPluginPropFilePath", described.properties.text("OfxPluginPropFilePath"), false);
    for (const auto &clip : described.clips) {
        effect->clips.push_back(std::make_unique<Clip>(*effect, clip->name));
        effect->clips.back()->properties.copy_from(clip->properties);
    }
    for (const auto &param : described.params.params) {
        auto &own = effect->params.add(param->name, param->type);
        own.properties.copy_from(param->properties);
        if (const auto values = param->properties.values("OfxParamPropDefault"); !values.empty()) {
            own.set(values.front());
        }
    }
    return effect;
}

Answer create(Session &session, const Request &request) {
    auto &plugin = session.loaded();
    const auto name = request.text("name"), context = request.text("context");
    if (session.contexts.count(context) == 0 || session.instances.count(name) != 0) {
        throw Wrong{"the context is not described, or the name is taken"};
    }
    auto effect = instance_of(*session.contexts[context], name, session.profile);
    auto &set = effect->properties;
    set.put("OfxImageEffectPropContext", context, false).put("OfxPropIsInteractive", request.whole("interactive", 0), false);
    if (request.has("width")) {
        const std::vector<Value> size{request.number("width", 0), request.number("height", 0)};
        set.put("OfxImageEffectPropProjectSize", size, false).put("OfxImageEffectPropProjectExtent", size, false);
    }
    if (request.has("file")) {
        set.put("OfxImageEffectPropSrcFilePath", request.text("file"), false);
    }
    if (request.has("page")) {
        set.put("OfxImageEffectPropResolvePage", request.text("page"), false);
    }
    const auto status = plugin.call("OfxActionCreateInstance", effect.get(), nullptr, nullptr);
    if (status == ok) {
        session.instances[name] = std::move(effect);
    }
    return Answer().add("status", status);
}

Answer destroy(Session &session, const Request &request) {
    auto &effect = session.named(request);
    const auto status = session.loaded().call("OfxActionDestroyInstance", &effect, nullptr, nullptr);
    session.instances.erase(request.text("name"));
    return Answer().add("status", status);
}

Answer instances(Session &session, const Request &) {
    std::vector<std::string> names;
    for (const auto &[name, effect] : session.instances) {
        names.push_back(name);
    }
    return Answer().add("instances", names).add("loaded", session.plugin != nullptr);
}

Answer unload(Session &session, const Request &) {
    return Answer().add("status", session.loaded().call("OfxActionUnload", nullptr, nullptr, nullptr));
}

Answer close(Session &session, const Request &) {
    session.instances.clear();
    session.contexts.clear();
    session.descriptor.reset();
    session.plugin.reset();
    return {};
}

}  // namespace

Plugin &Session::loaded() const {
    if (plugin == nullptr) {
        throw Wrong{"no plugin is open"};
    }
    return *plugin;
}

Effect &Session::named(const Request &request) const {
    const auto found = instances.find(request.text("name"));
    if (found == instances.end()) {
        throw Wrong{"no such instance: " + request.text("name")};
    }
    return *found->second;
}

void add_plugin_commands(Commands &commands) {
    commands["host"] = choose_host;
    commands["open"] = open;
    commands["load"] = load;
    commands["describe"] = describe;
    commands["context"] = context;
    commands["create"] = create;
    commands["destroy"] = destroy;
    commands["instances"] = instances;
    commands["unload"] = unload;
    commands["close"] = close;
}

}  // namespace host
