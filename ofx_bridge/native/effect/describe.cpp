#include "describe.h"

#include "../abi/extensions.h"
#include "../abi/names.h"
#include "../backend/backend.h"
#include "bundle.h"
#include "host.h"
#include "parameters.h"
#include "properties.h"

namespace uprez {
namespace {

void describe_words(const Properties &effect) {
    effect.set(kOfxPropLabel, "uprez");
    effect.set(kOfxPropShortLabel, "uprez");
    effect.set(kOfxPropLongLabel, "uprez");
    effect.set(kOfxPropVersion, 1, 0);
    effect.set(kOfxPropVersion, 0, 1);
    effect.set(kOfxPropVersionLabel, "1.0");
    effect.set(kOfxImageEffectPluginPropGrouping, "uprez");
    effect.set(kOfxPropPluginDescription,
               "Upscales and restores pictures with neural networks, outside this program. Where the host keeps the size of its "
               "timeline, the picture is restored in place; Bake upscales the source file.");
}

void describe_pixels(const Properties &effect) {
    effect.set(kOfxImageEffectPropSupportedContexts, kOfxImageEffectContextFilter, 0);
    effect.set(kOfxImageEffectPropSupportedContexts, kOfxImageEffectContextGeneral, 1);
    int depths = 0;
    for (const char *depth : {kOfxBitDepthFloat, kOfxBitDepthShort, kOfxBitDepthByte}) {
        effect.set(kOfxImageEffectPropSupportedPixelDepths, depth, depths++);
    }
    if (host().half) {
        effect.set(kOfxImageEffectPropSupportedPixelDepths, kOfxBitDepthHalf, depths);
    }
    effect.set(kOfxImageEffectPropSupportsMultipleClipDepths, 0);
    effect.set(kOfxImageEffectPropSupportsMultipleClipPARs, 0);
}

// No way of rendering on a graphics processor is declared: hosts then give pixels in main memory.
void describe_rendering(const Properties &effect) {
    // MLT makes an instance a frame unless it must not render two at once.
    effect.set(kOfxImageEffectPluginRenderThreadSafety, host().is_mlt() ? kOfxImageEffectRenderUnsafe : kOfxImageEffectRenderInstanceSafe);
    effect.set(kOfxImageEffectPluginPropHostFrameThreading, 0);
    effect.set(kOfxImageEffectPluginPropSingleInstance, 0);
    effect.set(kOfxImageEffectPropSupportsTiles, 0);
    effect.set(kOfxImageEffectPropSupportsMultiResolution, 1);
    effect.set(kOfxImageEffectPropTemporalClipAccess, 1);
    effect.set(kOfxImageEffectInstancePropSequentialRender, 2);  // frames in order are better, but any order works
    effect.set(kOfxImageEffectPluginPropFieldRenderTwiceAlways, 0);
    if (host().is_resolve()) {
        effect.set(kNoSpatialAwareness, "false");  // else it is run to make colour tables
    }
    if (host().colour) {
        effect.set(kOfxImageEffectPropColourManagementStyle, kOfxImageEffectColourManagementCore);
        effect.set(kOfxImageEffectPropColourManagementAvailableConfigs, kNativeColourConfig);
    }
}

OfxStatus define_clip(OfxImageEffectHandle effect, const char *name, bool temporal) {
    OfxPropertySetHandle handle = nullptr;
    const OfxStatus status = host().suites.effect->clipDefine(effect, name, &handle);
    const Properties clip(status == kOfxStatOK ? handle : nullptr);
    clip.set(kOfxImageEffectPropSupportedComponents, kOfxImageComponentRGBA);
    clip.set(kOfxImageEffectPropSupportsTiles, 0);
    clip.set(kOfxImageEffectPropTemporalClipAccess, temporal ? 1 : 0);
    clip.set(kOfxImageClipPropFieldExtraction, kOfxImageFieldBoth);
    return status;
}

}  // namespace

OfxStatus describe(OfxImageEffectHandle effect) {
    const Properties properties = properties_of_effect(effect);
    Backend::instance().configure(bundle_folder(properties.text(kOfxPluginPropFilePath)), host().name);
    describe_words(properties);
    describe_pixels(properties);
    describe_rendering(properties);
    return kOfxStatOK;
}

OfxStatus describe_in_context(OfxImageEffectHandle effect) {
    for (const auto &[name, temporal] : {std::pair(kOfxImageEffectSimpleSourceClipName, true), {kOfxImageEffectOutputClipName, false}}) {
        if (const OfxStatus status = define_clip(effect, name, temporal); status != kOfxStatOK) {
            return status;
        }
    }
    OfxParamSetHandle set = nullptr;
    if (const OfxStatus status = host().suites.effect->getParamSet(effect, &set); status != kOfxStatOK) {
        return status;
    }
    describe_parameters(set);
    return kOfxStatOK;
}

}  // namespace uprez
