#include "render.h"

#include <cstdlib>
#include <new>
#include <utility>

#include "host.h"
#include "remedy.h"
#include "resize.h"
#include "strip.h"

namespace uprez {
namespace {

bool is_inside(const OfxRectI &inner, const OfxRectI &outer) { return is_same(intersection(inner, outer), inner); }

// The whole picture that the output shows: its buffer, or its region where the host gives a part of that. Only a region of
// just the expected size is believed: some hosts write the region that was asked for on a buffer that did not grow.
OfxRectI whole_frame(const Image &output, const Picture &source, int factor) {
    const OfxRectI bounds = output.picture().bounds;
    const OfxRectI region = output.region().value_or(bounds);
    const bool expected = std::abs(region.x2 - region.x1 - factor * source.width()) <= 1 &&
                          std::abs(region.y2 - region.y1 - factor * source.height()) <= 1;
    return host().grows && expected && is_inside(bounds, region) ? region : bounds;
}

Failure no_source(OfxTime time, const std::string &why) {
    const std::string none = "The host gave no picture for frame " + std::to_string(frame_number(time)) + ".";
    const char *fix = "Connect a clip with red, green and blue, or see why the host cannot read it.";
    return {"There is no source frame.", why.empty() ? none : why, fix};
}

Failure one_field_only() {
    const char *fix = "Deinterlace the clip before this effect, or set it to progressive.";
    return {"Single fields cannot be upscaled.", "The host asks for every other line only.", fix};
}

Failure no_memory() {
    return {"There is not enough memory.", "The frame's copies do not fit.", "Close other programs, or take a smaller scale."};
}

// Every way that ends without a finished frame but is not an error of the host ends in `failure`.
Made make(Instance &instance, const RenderCall &call, const Settings &settings, const Image &source, const Target &target) {
    if (call.one_field) {
        return {Outcome::failed, one_field_only(), {}};
    }
    if (std::optional<Failure> failure = missing(settings)) {
        return {Outcome::failed, std::move(*failure), {}};
    }
    try {
        return make_frame(instance, call, settings, source, target);
    } catch (const std::bad_alloc &) {
        return {Outcome::failed, no_memory(), {}};
    }
}

bool was_aborted(const Instance &instance) { return host().suites.effect->abort(instance.effect()) != 0; }

}  // namespace

OfxStatus render(OfxImageEffectHandle effect, OfxPropertySetHandle arguments) {
    Instance *instance = Instance::of(effect);
    if (instance == nullptr) {
        return kOfxStatErrBadHandle;
    }
    const RenderCall call = read_call(*instance, Properties(arguments));
    const Image output = Image::fetch(instance->output(), call.time);
    if (!output || !output.unusable().empty()) {
        return kOfxStatFailed;  // the host gives nothing to write to: it ends the render itself
    }
    Target target{output.picture(), output.picture().bounds, {}};
    target.area = intersection(call.window.value_or(target.frame), target.frame);
    if (is_empty(target.area)) {
        return kOfxStatOK;
    }
    const Settings settings = read_settings(instance->parameters(), call.time);
    const Remedy way = remedy_of(settings, call.interactive);
    const Image source = Image::fetch(instance->source(), call.time);
    if (!source || !source.unusable().empty()) {
        return was_aborted(*instance) ? kOfxStatFailed : remedy(*instance, way, no_source(call.time, source.unusable()), source, target);
    }
    target.frame = whole_frame(output, source.picture(), settings.factor);
    if (call.quick) {
        resize(source.picture(), target.frame, target.area, target.picture);
        return kOfxStatOK;
    }
    Made made = make(*instance, call, settings, source, target);
    if (made.outcome == Outcome::aborted) {
        return kOfxStatFailed;
    }
    if (made.outcome == Outcome::failed) {
        return remedy(*instance, way, made.failure, source, target);
    }
    instance->notice().clear();
    instance->tell_notes(std::move(made.notes));
    return kOfxStatOK;
}

}  // namespace uprez
