// Types of the properties of OpenFX 1.5.1, and of the extensions of hosts that a plugin may ask for.
#include <map>
#include <string>

#include "properties.h"

namespace host {

namespace {

const char *const whole_numbers[] = {
    "OfxPropAPIVersion", "OfxPropVersion", "OfxPropIsInteractive", "OfxImageEffectHostPropIsBackground",
    "OfxImageEffectPluginPropSingleInstance", "OfxImageEffectPluginPropHostFrameThreading", "OfxImageEffectPropMultipleClipDepths",
    "OfxImageEffectPropSupportsMultipleClipPARs", "OfxImageEffectPropSetableFrameRate", "OfxImageEffectPropSetableFielding",
    "OfxImageEffectInstancePropSequentialRender", "OfxImageEffectPropSequentialRenderStatus",
    "OfxImageEffectPropInteractiveRenderStatus", "OfxImageEffectPluginPropObsolete", "OfxImageEffectPropSupportsOverlays",
    "OfxImageEffectPropSupportsMultiResolution", "OfxImageEffectPropSupportsTiles", "OfxImageEffectPropTemporalClipAccess",
    "OfxImageClipPropContinuousSamples", "OfxImageClipPropOptional", "OfxImageClipPropIsMask", "OfxImageClipPropConnected",
    "OfxImageEffectFrameVarying", "OfxImageEffectPropRenderQualityDraft", "OfxImageEffectPropThumbnailRender", "OfxImagePropBounds",
    "OfxImagePropRegionOfDefinition", "OfxImagePropRowBytes", "OfxImageEffectPluginPropFieldRenderTwiceAlways",
    "OfxImageEffectPropRenderWindow", "OfxParamHostPropSupportsCustomAnimation", "OfxParamHostPropSupportsStringAnimation",
    "OfxParamHostPropSupportsBooleanAnimation", "OfxParamHostPropSupportsChoiceAnimation", "OfxParamHostPropSupportsStrChoice",
    "OfxParamHostPropSupportsStrChoiceAnimation", "OfxParamHostPropSupportsCustomInteract",
    "OfxParamHostPropSupportsParametricAnimation", "OfxParamHostPropMaxParameters", "OfxParamHostPropMaxPages",
    "OfxParamHostPropPageRowColumnCount", "OfxParamPropAnimates", "OfxParamPropCanUndo", "OfxPropParamSetNeedsSyncing",
    "OfxParamPropIsAnimating", "OfxParamPropPluginMayWrite", "OfxParamPropPersistant", "OfxParamPropEvaluateOnChange",
    "OfxParamPropSecret", "OfxParamPropShowTimeMarker", "OfxParamPropGroupOpen", "OfxParamPropEnabled", "OfxParamPropChoiceOrder",
    "OfxParamPropDigits", "OfxParamPropIsAutoKeying", "OfxParamPropStringFilePathExists", "OfxImageEffectPropOpenGLEnabled",
    "OfxImageEffectPropCudaEnabled", "OfxImageEffectPropMetalEnabled", "OfxImageEffectPropOpenCLEnabled",
    // Resolve; Natron
    "OfxImageEffectPropSrcFrame", "OfxImageEffectPropEyeToRender", "kOfxImageClipPropThumbnail", "OfxImageClipPropFormat"};

const char *const numbers[] = {
    "OfxPropTime", "OfxImagePropPixelAspectRatio", "OfxImageEffectPropFrameRate", "OfxImageEffectPropUnmappedFrameRate",
    "OfxImageEffectPropFrameStep", "OfxImageEffectPropFrameRange", "OfxImageEffectPropUnmappedFrameRange",
    "OfxImageEffectPropRenderScale", "OfxImageEffectPropProjectExtent", "OfxImageEffectPropProjectSize",
    "OfxImageEffectPropProjectOffset", "OfxImageEffectPropPixelAspectRatio", "OfxImageEffectInstancePropEffectDuration",
    "OfxImageEffectPropRegionOfDefinition", "OfxImageEffectPropRegionOfInterest", "OfxParamPropIncrement"};

const char *const text_names[] = {
    "OfxPluginPropFilePath", "OfxPropType", "OfxPropName", "OfxPropVersionLabel", "OfxPropPluginDescription", "OfxPropLabel",
    "OfxPropIcon", "OfxPropShortLabel", "OfxPropLongLabel", "OfxPropChangeReason", "OfxImageEffectPropOpenGLRenderSupported",
    "OfxImageEffectPropCPURenderSupported", "OfxImageEffectPropCudaRenderSupported", "OfxImageEffectPropCudaStreamSupported",
    "OfxImageEffectPropMetalRenderSupported", "OfxImageEffectPropOpenCLRenderSupported", "OfxImageEffectPropOpenCLSupported",
    "OfxOpenGLPropPixelDepth", "OfxImageEffectPropSupportedContexts", "OfxImageEffectPluginRenderThreadSafety",
    "OfxImageEffectPropClipPreferencesSlaveParam", "OfxImageEffectHostPropNativeOrigin", "OfxImageEffectPluginPropGrouping",
    "OfxImageEffectPropContext", "OfxImageEffectPropPixelDepth", "OfxImageEffectPropComponents", "OfxImagePropUniqueIdentifier",
    "OfxImageClipPropUnmappedPixelDepth", "OfxImageClipPropUnmappedComponents", "OfxImageEffectPropPreMultiplication",
    "OfxImageEffectPropSupportedPixelDepths", "OfxImageEffectPropSupportedComponents", "OfxImageEffectPropNoSpatialAwareness",
    "OfxImageClipPropFieldOrder", "OfxImagePropField", "OfxImageClipPropFieldExtraction", "OfxImageEffectPropFieldToRender",
    "OfxImageEffectPropBehaviourWhenUnlicensed", "OfxParamPropType", "OfxParamPropScriptName", "OfxParamPropCacheInvalidation",
    "OfxParamPropHint", "OfxParamPropDoubleType", "OfxParamPropDefaultCoordinateSystem", "OfxPluginPropParamPageOrder",
    "OfxParamPropPageChild", "OfxParamPropParent", "OfxParamPropChoiceOption", "OfxParamPropChoiceEnum", "OfxParamPropDimensionLabel",
    "OfxParamPropStringMode", "OfxParamPropCustomValue", "OfxImageEffectPropColourManagementStyle",
    "OfxImageEffectPropColourManagementAvailableConfigs", "OfxImageEffectPropColourManagementConfig", "OfxImageEffectPropOCIOConfig",
    "OfxImageClipPropColourspace", "OfxImageEffectPropDisplayColourspace", "OfxImageEffectPropOCIODisplay",
    "OfxImageEffectPropOCIOView", "OfxImageClipPropPreferredColourspaces",
    // Resolve
    "OfxImageEffectPropResolvePage", "OfxImageEffectPropSrcFilePath"};

const char *const pointers[] = {"OfxPropInstanceData", "OfxImagePropData", "OfxImageEffectPropPluginHandle", "OfxPropEffectInstance",
                                "OfxPropHostOSHandle", "OfxImageEffectPluginPropOverlayInteractV1",
                                "OfxImageEffectPluginPropOverlayInteractV2", "OfxParamPropInteractV1"};

const char *const whatever_the_parameter_is[] = {"OfxParamPropDefault", "OfxParamPropMin", "OfxParamPropMax", "OfxParamPropDisplayMin",
                                                 "OfxParamPropDisplayMax"};

struct Named {
    const char *prefix;
    char type;
};

// Followed by the name of a clip.
const Named by_clip[] = {{"OfxImageClipPropComponents_", 's'}, {"OfxImageClipPropDepth_", 's'},      {"OfxImageClipPropPAR_", 'd'},
                         {"OfxImageClipPropRoI_", 'd'},        {"OfxImageClipPropFrameRange_", 'd'},
                         {"OfxImageClipPropPreferredColourspaces_", 's'}};

template <std::size_t N>
void add(std::map<std::string, char> &types, const char *const (&names)[N], char type) {
    for (const char *name : names) {
        types[name] = type;
    }
}

std::map<std::string, char> made_types() {
    std::map<std::string, char> types;
    add(types, whole_numbers, 'i');
    add(types, numbers, 'd');
    add(types, text_names, 's');
    add(types, pointers, 'p');
    add(types, whatever_the_parameter_is, '?');
    return types;
}

}  // namespace

char type_of(const std::string &name) {
    static const auto *types = new std::map<std::string, char>(made_types());
    if (const auto found = types->find(name); found != types->end()) {
        return found->second;
    }
    for (const auto &[prefix, type] : by_clip) {
        if (name.rfind(prefix, 0) == 0) {
            return type;
        }
    }
    return 0;
}

}  // namespace host
