// Regions, frames, preferences, and renders: one after the other, or many at once.
#include "commands.h"
#include "faults.h"

namespace host {

namespace {

RectI area(const Request &request, const std::string &prefix) {
    const auto edge = [&](const char *name) { return request.whole(prefix + name, 0); };
    return {edge("x1"), edge("y1"), edge("x2"), edge("y2")};
}

void fill(Render &render, Session &session, const Request &request) {
    render.effect = &session.named(request);
    render.time = request.number("time", 0);
    auto &layout = render.layout;
    layout.bounds = area(request, "");
    auto *source = render.effect->clip("Source");
    if (source != nullptr) {
        layout.depth = source->properties.text("OfxImageEffectPropPixelDepth");
        layout.components = source->properties.text("OfxImageEffectPropComponents");
    }
    layout.depth = request.text("depth", layout.depth);
    layout.components = request.text("components", layout.components);
    layout.padding = static_cast<std::size_t>(request.whole("padding", 0));
    layout.negative = request.flag("negative", false);
    render.window = area(request, "w");
    render.scale = request.number("scale", 1);
    render.draft = request.flag("draft", false);
    render.thumbnail = request.flag("thumbnail", false);
    render.interactive = request.flag("interactive", false);
    render.sequential = request.flag("sequential", false);
    render.whole = request.flag("whole", true);
    render.abort_after = request.whole("abort_after", -1);
    render.source_frame = request.whole("source_frame", -1);
    render.path = request.text("path", "");
}

Answer outcome(const Render &render) {
    if (!render.trouble.empty()) {
        throw Wrong{render.trouble};
    }
    const auto &bounds = render.layout.bounds;
    Answer answer;
    answer.add("status", render.status).add("seconds", render.seconds).add("polls", static_cast<double>(render.polls));
    answer.add("bounds", std::vector<Value>{bounds.x1, bounds.y1, bounds.x2, bounds.y2}).add("identity", render.identity);
    answer.add("declared", std::vector<double>(render.declared.begin(), render.declared.end()));
    answer.add("fetched", std::vector<double>(render.fetched.begin(), render.fetched.end()));
    answer.add("depth", render.layout.depth);
    const auto &damage = render.damage;
    answer.add("outside", static_cast<double>(damage.outside)).add("padding", static_cast<double>(damage.padding));
    answer.add("ends", static_cast<double>(damage.ends)).add("unwritten", static_cast<double>(damage.unwritten));
    return answer;
}

Answer render_now(Session &session, const Request &request) {
    Render render;
    fill(render, session, request);
    std::thread([&] { run(render, session.loaded()); }).join();
    return outcome(render);
}

Answer start(Session &session, const Request &request) {
    const auto name = request.text("job");
    if (session.jobs.count(name) != 0) {
        throw Wrong{"the job is there already: " + name};
    }
    auto job = std::make_unique<Job>();
    fill(job->render, session, request);
    auto &render = job->render;
    auto &plugin = session.loaded();
    job->thread = std::thread([&render, &plugin] { run(render, plugin); });
    session.jobs[name] = std::move(job);
    return {};
}

Job &job_of(Session &session, const Request &request) {
    const auto found = session.jobs.find(request.text("job"));
    if (found == session.jobs.end()) {
        throw Wrong{"no such job"};
    }
    return *found->second;
}

Answer cancel(Session &session, const Request &request) {
    job_of(session, request).render.cancelled = true;
    return {};
}

Answer wait(Session &session, const Request &request) {
    auto &job = job_of(session, request);
    job.thread.join();
    const std::unique_ptr<Job> done = std::move(session.jobs[request.text("job")]);
    session.jobs.erase(request.text("job"));
    return outcome(done->render);
}

Answer preferences(Session &session, const Request &request) {
    auto &effect = session.named(request);
    Properties out("GetClipPreferences, out");
    for (const auto &clip : effect.clips) {
        out.put("OfxImageClipPropComponents_" + clip->name, clip->properties.text("OfxImageEffectPropComponents"));
        out.put("OfxImageClipPropDepth_" + clip->name, clip->properties.text("OfxImageEffectPropPixelDepth"));
        out.put("OfxImageClipPropPAR_" + clip->name, clip->properties.number("OfxImagePropPixelAspectRatio", 1));
        if (effect.profile.colour_style) {
            out.put("OfxImageClipPropPreferredColourspaces_" + clip->name, std::vector<Value>{});
        }
    }
    const auto *source = effect.clip("Source");
    out.put("OfxImageEffectPropFrameRate", 24.0).put("OfxImageClipPropContinuousSamples", 0).put("OfxImageEffectFrameVarying", 0);
    out.put("OfxImageEffectPropPreMultiplication", source != nullptr ? source->properties.text("OfxImageEffectPropPreMultiplication") : "");
    out.put("OfxImageClipPropFieldOrder", "OfxFieldNone");
    if (effect.profile.format_extension) {
        out.put("OfxImageClipPropFormat", std::vector<Value>{0, 0, 0, 0});
    }
    const auto status = session.loaded().call("OfxImageEffectActionGetClipPreferences", &effect, nullptr, &out);
    return Answer().add("status", status).add("properties", out);
}

Answer rectangle(Status status, const RectD &area) {
    return Answer().add("status", status).add("area", std::vector<double>{area.x1, area.y1, area.x2, area.y2});
}

Answer definition(Session &session, const Request &request) {
    auto &effect = session.named(request);
    const double time = request.number("time", 0), scale = request.number("scale", 1);
    const auto source = source_bounds(effect, time);
    RectD area{source.x1 / scale, source.y1 / scale, source.x2 / scale, source.y2 / scale};
    const auto status = ask_definition(session.loaded(), effect, time, scale, area);
    return rectangle(status, area);
}

Answer interest(Session &session, const Request &request) {
    const auto region = area(request, "");
    RectD source{};
    const RectD wanted{static_cast<double>(region.x1), static_cast<double>(region.y1), static_cast<double>(region.x2),
                       static_cast<double>(region.y2)};
    const double time = request.number("time", 0), scale = request.number("scale", 1);
    const auto status = ask_interest(session.loaded(), session.named(request), time, scale, wanted, source);
    return rectangle(status, source);
}

Answer frames(Session &session, const Request &request) {
    std::set<int> needed;
    const auto status = ask_frames(session.loaded(), session.named(request), request.number("time", 0), needed);
    return Answer().add("status", status).add("frames", std::vector<double>(needed.begin(), needed.end()));
}

Answer identity(Session &session, const Request &request) {
    auto &effect = session.named(request);
    std::string clip;
    double at = request.number("time", 0);
    const auto window = area(request, "");
    const auto status = ask_identity(session.loaded(), effect, at, request.number("scale", 1), window, clip, at);
    return Answer().add("status", status).add("clip", clip).add("time", at);
}

}  // namespace

void add_render_commands(Commands &commands) {
    commands["preferences"] = preferences;
    commands["definition"] = definition;
    commands["interest"] = interest;
    commands["frames"] = frames;
    commands["identity"] = identity;
    commands["render"] = render_now;
    commands["start"] = start;
    commands["cancel"] = cancel;
    commands["wait"] = wait;
}

}  // namespace host
