#include "instance.h"

#include <utility>

#include "../abi/names.h"
#include "host.h"

namespace uprez {
namespace {

OfxParamSetHandle parameter_set_of(OfxImageEffectHandle effect) {
    OfxParamSetHandle set = nullptr;
    host().suites.effect->getParamSet(effect, &set);
    return set;
}

OfxImageClipHandle clip_named(OfxImageEffectHandle effect, const char *name) {
    OfxImageClipHandle clip = nullptr;
    return host().suites.effect->clipGetHandle(effect, name, &clip, nullptr) == kOfxStatOK ? clip : nullptr;
}

}  // namespace

Instance::Instance(OfxImageEffectHandle effect)
    : effect_(effect), properties_(properties_of_effect(effect)), parameters_(parameter_set_of(effect)), notice_(effect) {
    parameters_.find();
    source_ = clip_named(effect, kOfxImageEffectSimpleSourceClipName);
    output_ = clip_named(effect, kOfxImageEffectOutputClipName);
}

Instance *Instance::of(OfxImageEffectHandle effect) {
    return static_cast<Instance *>(properties_of_effect(effect).pointer(kOfxPropInstanceData));
}

Properties Instance::source_properties() const {
    OfxPropertySetHandle handle = nullptr;
    const bool found = source_ != nullptr && host().suites.effect->clipGetPropertySet(source_, &handle) == kOfxStatOK;
    return Properties(found ? handle : nullptr);
}

void Instance::tell_notes(std::vector<std::string> notes) {
    const std::lock_guard lock(mutex_);
    notes_ = std::move(notes);
}

std::vector<std::string> Instance::notes() const {
    const std::lock_guard lock(mutex_);
    return notes_;
}

std::optional<OfxRangeD> frames_of(const Instance &instance) {
    const std::optional<OfxRangeD> range = instance.source_properties().range(kOfxImageEffectPropFrameRange);
    return range && range->min <= range->max ? range : std::nullopt;
}

}  // namespace uprez
