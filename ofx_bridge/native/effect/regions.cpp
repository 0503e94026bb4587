#include "regions.h"

#include <cmath>

#include "../abi/extensions.h"
#include "../abi/names.h"
#include "host.h"
#include "render_call.h"
#include "settings.h"
#include "strip.h"

namespace uprez {
namespace {

// In canonical coordinates; empty where there is no source.
std::optional<OfxRectD> source_region(const Instance &instance, OfxTime time) {
    OfxRectD region{};
    const bool found = instance.source() != nullptr &&
                       host().suites.effect->clipGetRegionOfDefinition(instance.source(), time, &region) == kOfxStatOK;
    return found && region.x1 < region.x2 && region.y1 < region.y2 ? std::optional(region) : std::nullopt;
}

OfxRectI scaled(const OfxRectI &area, int factor) { return {area.x1 * factor, area.y1 * factor, area.x2 * factor, area.y2 * factor}; }

// Of the source, in pixels: as the host tells it, else made from its region.
std::optional<OfxRectI> source_format(const Instance &instance) {
    const Properties properties = instance.source_properties();
    const std::optional<OfxRectI> told = properties.rectangle(kFormatOfClip);
    if (told && !is_empty(*told)) {
        return told;
    }
    const std::optional<OfxRangeD> frames = frames_of(instance);
    const std::optional<OfxRectD> region = source_region(instance, frames ? frames->min : 0);
    const double aspect = properties.number(kOfxImagePropPixelAspectRatio, 1);
    if (!region || !(aspect > 0) || std::abs(region->x2) > 1e6 || std::abs(region->y2) > 1e6) {
        return std::nullopt;
    }
    return OfxRectI{0, 0, static_cast<int>(std::lround(region->x2 / aspect)), static_cast<int>(std::lround(region->y2))};
}

}  // namespace

OfxStatus region_of_definition(OfxImageEffectHandle effect, OfxPropertySetHandle in, OfxPropertySetHandle out) {
    const Instance *instance = Instance::of(effect);
    if (instance == nullptr || !host().grows) {
        return kOfxStatReplyDefault;
    }
    const OfxTime time = Properties(in).number(kOfxPropTime, 0);
    const std::optional<OfxRectD> region = source_region(*instance, time);
    const int factor = read_settings(instance->parameters(), time).factor;
    if (!region || factor == 1) {
        return kOfxStatReplyDefault;
    }
    const OfxRectD larger{region->x1 * factor, region->y1 * factor, region->x2 * factor, region->y2 * factor};
    return Properties(out).set(kOfxImageEffectPropRegionOfDefinition, larger) ? kOfxStatOK : kOfxStatReplyDefault;
}

OfxStatus regions_of_interest(OfxImageEffectHandle effect, OfxPropertySetHandle in, OfxPropertySetHandle out) {
    const Instance *instance = Instance::of(effect);
    const std::optional<OfxRectD> region =
        instance != nullptr ? source_region(*instance, Properties(in).number(kOfxPropTime, 0)) : std::nullopt;
    return region && Properties(out).set(kRegionOfInterestOfSource, *region) ? kOfxStatOK : kOfxStatReplyDefault;
}

OfxStatus frames_needed(OfxImageEffectHandle effect, OfxPropertySetHandle in, OfxPropertySetHandle out) {
    const Instance *instance = Instance::of(effect);
    if (instance == nullptr || !host().temporal) {
        return kOfxStatReplyDefault;
    }
    const OfxTime time = Properties(in).number(kOfxPropTime, 0);
    const FrameSpan span = window_at(*instance, chosen_model(instance->parameters(), time), time);
    const auto at = static_cast<double>(frame_number(time));
    const OfxRangeD range{time - (at - static_cast<double>(span.first)), time + (static_cast<double>(span.last) - at)};
    return Properties(out).set(kFramesOfSource, range) ? kOfxStatOK : kOfxStatReplyDefault;
}

// Strength 0 still enlarges: only at the same size nothing is left to do.
OfxStatus is_identity(OfxImageEffectHandle effect, OfxPropertySetHandle in, OfxPropertySetHandle out) {
    const Instance *instance = Instance::of(effect);
    if (instance == nullptr) {
        return kOfxStatReplyDefault;
    }
    const OfxTime time = Properties(in).number(kOfxPropTime, 0);
    const Settings settings = read_settings(instance->parameters(), time);
    if (settings.factor != 1 || settings.strength != 0) {
        return kOfxStatReplyDefault;
    }
    const Properties answer(out);
    const bool set = answer.set(kOfxPropName, kOfxImageEffectSimpleSourceClipName) && answer.set(kOfxPropTime, time);
    return set ? kOfxStatOK : kOfxStatReplyDefault;
}

OfxStatus clip_preferences(OfxImageEffectHandle effect, OfxPropertySetHandle, OfxPropertySetHandle out) {
    const Instance *instance = Instance::of(effect);
    if (instance == nullptr) {
        return kOfxStatReplyDefault;
    }
    const Properties preferences(out);
    const std::string alpha = instance->source_properties().text(kOfxImageEffectPropPreMultiplication);
    bool set = !alpha.empty() && preferences.set(kOfxImageEffectPropPreMultiplication, alpha.c_str());
    const std::optional<OfxRectI> format = host().grows ? source_format(*instance) : std::nullopt;
    const int factor = read_settings(instance->parameters(), 0).factor;
    if (format && factor > 1) {
        set = preferences.set(kFormatOfClip, scaled(*format, factor)) || set;
    }
    return set ? kOfxStatOK : kOfxStatReplyDefault;
}

}  // namespace uprez
