#include "render.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "faults.h"

namespace host {

namespace {

std::mutex one_at_a_time;  // for plugins that call themselves unsafe

Value scale_of(double scale) {
    return scale;
}

RectI pixels(const RectD &canonical, double scale) {
    const auto edge = [scale](double place) { return static_cast<int>(std::lround(place * scale)); };
    return {edge(canonical.x1), edge(canonical.y1), edge(canonical.x2), edge(canonical.y2)};
}

bool empty(const RectI &area) {
    return area.x2 <= area.x1 || area.y2 <= area.y1;
}

void put_scale(Properties &set, double scale) {
    set.put("OfxImageEffectPropRenderScale", std::vector<Value>{scale_of(scale), scale_of(scale)}, false);
}

void sequence(Plugin &plugin, Render &render, const char *action) {
    Properties in(action);
    in.put("OfxImageEffectPropFrameRange", std::vector<Value>{render.time, render.time}, false);
    in.put("OfxImageEffectPropFrameStep", 1.0, false).put("OfxPropIsInteractive", render.interactive ? 1 : 0, false);
    in.put("OfxImageEffectPropSequentialRenderStatus", render.sequential ? 1 : 0, false);
    in.put("OfxImageEffectPropInteractiveRenderStatus", render.interactive ? 1 : 0, false);
    put_scale(in, render.scale);
    plugin.call(action, render.effect, &in, nullptr);
}

Status render_action(Plugin &plugin, Render &render) {
    Properties in("Render");
    in.put("OfxPropTime", render.time, false).put("OfxImageEffectPropFieldToRender", "OfxFieldNone", false);
    in.put("OfxImageEffectPropRenderWindow", render.window, false);
    in.put("OfxImageEffectPropSequentialRenderStatus", render.sequential ? 1 : 0, false);
    in.put("OfxImageEffectPropInteractiveRenderStatus", render.interactive ? 1 : 0, false);
    in.put("OfxImageEffectPropRenderQualityDraft", render.draft ? 1 : 0, false);
    in.put("OfxImageEffectPropThumbnailRender", render.thumbnail ? 1 : 0, false);
    if (render.source_frame >= 0) {
        in.put("OfxImageEffectPropSrcFrame", render.source_frame, false);
    }
    put_scale(in, render.scale);
    const auto start = std::chrono::steady_clock::now();
    const auto status = plugin.call("OfxImageEffectActionRender", render.effect, &in, nullptr, &render);
    render.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return status;
}

RectI wanted_bounds(Plugin &plugin, Render &render) {
    const auto source = source_bounds(*render.effect, render.time);
    if (!render.effect->profile.multires) {
        return source;  // hosts of one size never ask for the region of definition
    }
    RectD definition{source.x1 / render.scale, source.y1 / render.scale, source.x2 / render.scale, source.y2 / render.scale};
    ask_definition(plugin, *render.effect, render.time, render.scale, definition);
    return pixels(definition, render.scale);
}

void ask_before(Plugin &plugin, Render &render) {
    auto &effect = *render.effect;
    if (effect.profile.temporal) {
        ask_frames(plugin, effect, render.time, render.declared);
    }
    if (effect.profile.tiles) {
        const auto &bounds = render.layout.bounds;
        RectD source{}, region{bounds.x1 / render.scale, bounds.y1 / render.scale, bounds.x2 / render.scale, bounds.y2 / render.scale};
        ask_interest(plugin, effect, render.time, render.scale, region, source);
    }
    std::string clip;
    double at = render.time;
    render.identity = ask_identity(plugin, effect, render.time, render.scale, render.window, clip, at) == ok;
}

void perform(Render &render, Plugin &plugin) {
    auto &effect = *render.effect;
    if (empty(render.layout.bounds)) {
        render.layout.bounds = wanted_bounds(plugin, render);
    }
    if (empty(render.window)) {
        render.window = render.layout.bounds;
    }
    if (empty(render.layout.bounds)) {
        render.trouble = "the output has no size";
        return;
    }
    if (render.whole) {
        ask_before(plugin, render);
    }
    render.output = std::make_shared<Picture>(render.layout);
    render.output->guard();
    effect.render = &render;
    if (render.whole) {
        sequence(plugin, render, "OfxImageEffectActionBeginSequenceRender");
    }
    render.status = render_action(plugin, render);
    if (render.whole) {
        sequence(plugin, render, "OfxImageEffectActionEndSequenceRender");
    }
    effect.render = nullptr;
    render.damage = render.output->damage(render.window);
    if (!render.path.empty() && !render.output->write(render.path)) {
        render.trouble = "the result cannot be written";
    }
    render.output.reset();
}

}  // namespace

void run(Render &render, Plugin &plugin) {
    const auto safety = render.effect->properties.text("OfxImageEffectPluginRenderThreadSafety");
    std::unique_lock<std::mutex> all(one_at_a_time, std::defer_lock), one(render.effect->rendering, std::defer_lock);
    if (safety == "OfxImageEffectRenderUnsafe") {
        all.lock();
    } else if (safety != "OfxImageEffectRenderFullySafe") {
        one.lock();
    }
    try {
        perform(render, plugin);
    } catch (const std::exception &error) {
        render.trouble = error.what();
    }
}

RectI source_bounds(Effect &effect, double time) {
    auto *clip = effect.clip("Source");
    if (clip == nullptr) {
        return {0, 0, 0, 0};
    }
    const std::lock_guard<std::mutex> lock(clip->mutex);
    const auto found = clip->frames.find(static_cast<int>(std::lround(time)));
    if (found != clip->frames.end() && found->second.picture != nullptr) {
        return found->second.picture->layout().bounds;
    }
    for (const auto &[number, frame] : clip->frames) {
        if (frame.picture != nullptr) {
            return frame.picture->layout().bounds;
        }
    }
    return {0, 0, 0, 0};
}

Status ask_definition(Plugin &plugin, Effect &effect, double time, double scale, RectD &definition) {
    Properties in("GetRegionOfDefinition"), out("GetRegionOfDefinition, out");
    in.put("OfxPropTime", time, false);
    put_scale(in, scale);
    out.put("OfxImageEffectPropRegionOfDefinition", definition);
    const auto status = plugin.call("OfxImageEffectActionGetRegionOfDefinition", &effect, &in, &out);
    definition = out.rectangle("OfxImageEffectPropRegionOfDefinition");
    return status;
}

Status ask_interest(Plugin &plugin, Effect &effect, double time, double scale, const RectD &region, RectD &source) {
    Properties in("GetRegionsOfInterest"), out("GetRegionsOfInterest, out");
    in.put("OfxPropTime", time, false).put("OfxImageEffectPropRegionOfInterest", region, false);
    put_scale(in, scale);
    out.put("OfxImageClipPropRoI_Source", region);
    const auto status = plugin.call("OfxImageEffectActionGetRegionsOfInterest", &effect, &in, &out);
    source = out.rectangle("OfxImageClipPropRoI_Source");
    return status;
}

Status ask_frames(Plugin &plugin, Effect &effect, double time, std::set<int> &frames) {
    Properties in("GetFramesNeeded"), out("GetFramesNeeded, out");
    in.put("OfxPropTime", time, false);
    out.put("OfxImageClipPropFrameRange_Source", std::vector<Value>{time, time});
    const auto status = plugin.call("OfxImageEffectActionGetFramesNeeded", &effect, &in, &out);
    const auto ranges = out.values("OfxImageClipPropFrameRange_Source");
    if (ranges.size() % 2 != 0) {
        fault("GetFramesNeeded gave half a range");
    }
    for (std::size_t place = 0; place + 1 < ranges.size(); place += 2) {
        const double last = std::get<double>(ranges[place + 1]);
        for (double frame = std::get<double>(ranges[place]); frame <= last && frames.size() < 100000; frame++) {
            frames.insert(static_cast<int>(std::lround(frame)));
        }
    }
    return status;
}

Status ask_identity(Plugin &plugin, Effect &effect, double time, double scale, const RectI &window, std::string &clip, double &at) {
    Properties in("IsIdentity"), out("IsIdentity, out");
    in.put("OfxPropTime", time, false).put("OfxImageEffectPropFieldToRender", "OfxFieldNone", false);
    in.put("OfxImageEffectPropRenderWindow", window, false);
    put_scale(in, scale);
    out.put("OfxPropName", "").put("OfxPropTime", time);
    const auto status = plugin.call("OfxImageEffectActionIsIdentity", &effect, &in, &out);
    clip = out.text("OfxPropName");
    at = out.number("OfxPropTime");
    return status;
}

}  // namespace host
