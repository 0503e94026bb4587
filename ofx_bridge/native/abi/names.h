// The string constants of OpenFX 1.5 that this plugin uses: names as in the standard, values as hosts compare them.
#pragma once

namespace uprez {

// Suites and the API.
inline constexpr const char *kOfxImageEffectPluginApi = "OfxImageEffectPluginAPI";
inline constexpr const char *kOfxPropertySuite = "OfxPropertySuite";
inline constexpr const char *kOfxImageEffectSuite = "OfxImageEffectSuite";
inline constexpr const char *kOfxParameterSuite = "OfxParameterSuite";
inline constexpr const char *kOfxMessageSuite = "OfxMessageSuite";

// Actions.
inline constexpr const char *kOfxActionLoad = "OfxActionLoad";
inline constexpr const char *kOfxActionUnload = "OfxActionUnload";
inline constexpr const char *kOfxActionDescribe = "OfxActionDescribe";
inline constexpr const char *kOfxActionCreateInstance = "OfxActionCreateInstance";
inline constexpr const char *kOfxActionDestroyInstance = "OfxActionDestroyInstance";
inline constexpr const char *kOfxActionInstanceChanged = "OfxActionInstanceChanged";
inline constexpr const char *kOfxActionBeginInstanceChanged = "OfxActionBeginInstanceChanged";
inline constexpr const char *kOfxActionEndInstanceChanged = "OfxActionEndInstanceChanged";
inline constexpr const char *kOfxActionSyncPrivateData = "OfxActionSyncPrivateData";
inline constexpr const char *kOfxActionPurgeCaches = "OfxActionPurgeCaches";
inline constexpr const char *kOfxImageEffectActionDescribeInContext = "OfxImageEffectActionDescribeInContext";
inline constexpr const char *kOfxImageEffectActionGetRegionOfDefinition = "OfxImageEffectActionGetRegionOfDefinition";
inline constexpr const char *kOfxImageEffectActionGetRegionsOfInterest = "OfxImageEffectActionGetRegionsOfInterest";
inline constexpr const char *kOfxImageEffectActionGetFramesNeeded = "OfxImageEffectActionGetFramesNeeded";
inline constexpr const char *kOfxImageEffectActionGetClipPreferences = "OfxImageEffectActionGetClipPreferences";
inline constexpr const char *kOfxImageEffectActionIsIdentity = "OfxImageEffectActionIsIdentity";
inline constexpr const char *kOfxImageEffectActionRender = "OfxImageEffectActionRender";
inline constexpr const char *kOfxImageEffectActionBeginSequenceRender = "OfxImageEffectActionBeginSequenceRender";
inline constexpr const char *kOfxImageEffectActionEndSequenceRender = "OfxImageEffectActionEndSequenceRender";

// Properties of any object.
inline constexpr const char *kOfxPropName = "OfxPropName";
inline constexpr const char *kOfxPropType = "OfxPropType";
inline constexpr const char *kOfxPropLabel = "OfxPropLabel";
inline constexpr const char *kOfxPropShortLabel = "OfxPropShortLabel";
inline constexpr const char *kOfxPropLongLabel = "OfxPropLongLabel";
inline constexpr const char *kOfxPropVersion = "OfxPropVersion";
inline constexpr const char *kOfxPropVersionLabel = "OfxPropVersionLabel";
inline constexpr const char *kOfxPropPluginDescription = "OfxPropPluginDescription";
inline constexpr const char *kOfxPropTime = "OfxPropTime";
inline constexpr const char *kOfxPropIsInteractive = "OfxPropIsInteractive";
inline constexpr const char *kOfxPropInstanceData = "OfxPropInstanceData";
inline constexpr const char *kOfxPropChangeReason = "OfxPropChangeReason";
inline constexpr const char *kOfxChangeUserEdited = "OfxChangeUserEdited";
inline constexpr const char *kOfxChangePluginEdited = "OfxChangePluginEdited";
inline constexpr const char *kOfxChangeTime = "OfxChangeTime";
inline constexpr const char *kOfxPluginPropFilePath = "OfxPluginPropFilePath";
inline constexpr const char *kOfxTypeParameter = "OfxTypeParameter";
inline constexpr const char *kOfxTypeClip = "OfxTypeClip";

// Effects.
inline constexpr const char *kOfxImageEffectContextFilter = "OfxImageEffectContextFilter";
inline constexpr const char *kOfxImageEffectContextGeneral = "OfxImageEffectContextGeneral";
inline constexpr const char *kOfxImageEffectPropContext = "OfxImageEffectPropContext";
inline constexpr const char *kOfxImageEffectPropSupportedContexts = "OfxImageEffectPropSupportedContexts";
inline constexpr const char *kOfxImageEffectPluginPropGrouping = "OfxImageEffectPluginPropGrouping";
inline constexpr const char *kOfxImageEffectPluginPropSingleInstance = "OfxImageEffectPluginPropSingleInstance";
inline constexpr const char *kOfxImageEffectPluginRenderThreadSafety = "OfxImageEffectPluginRenderThreadSafety";
inline constexpr const char *kOfxImageEffectRenderUnsafe = "OfxImageEffectRenderUnsafe";
inline constexpr const char *kOfxImageEffectRenderInstanceSafe = "OfxImageEffectRenderInstanceSafe";
inline constexpr const char *kOfxImageEffectPluginPropHostFrameThreading = "OfxImageEffectPluginPropHostFrameThreading";
inline constexpr const char *kOfxImageEffectPropSupportsMultiResolution = "OfxImageEffectPropSupportsMultiResolution";
inline constexpr const char *kOfxImageEffectPropSupportsTiles = "OfxImageEffectPropSupportsTiles";
inline constexpr const char *kOfxImageEffectPropTemporalClipAccess = "OfxImageEffectPropTemporalClipAccess";
inline constexpr const char *kOfxImageEffectPropSupportedPixelDepths = "OfxImageEffectPropSupportedPixelDepths";
inline constexpr const char *kOfxImageEffectPropSupportedComponents = "OfxImageEffectPropSupportedComponents";
inline constexpr const char *kOfxImageEffectPropSupportsMultipleClipDepths = "OfxImageEffectPropMultipleClipDepths";
inline constexpr const char *kOfxImageEffectPropSupportsMultipleClipPARs = "OfxImageEffectPropSupportsMultipleClipPARs";
inline constexpr const char *kOfxImageEffectInstancePropSequentialRender = "OfxImageEffectInstancePropSequentialRender";
inline constexpr const char *kOfxImageEffectPluginPropFieldRenderTwiceAlways = "OfxImageEffectPluginPropFieldRenderTwiceAlways";
inline constexpr const char *kOfxImageEffectHostPropIsBackground = "OfxImageEffectHostPropIsBackground";

// Rendering.
inline constexpr const char *kOfxImageEffectPropRenderWindow = "OfxImageEffectPropRenderWindow";
inline constexpr const char *kOfxImageEffectPropRenderScale = "OfxImageEffectPropRenderScale";
inline constexpr const char *kOfxImageEffectPropRenderQualityDraft = "OfxImageEffectPropRenderQualityDraft";
inline constexpr const char *kOfxImageEffectPropThumbnailRender = "OfxImageEffectPropThumbnailRender";
inline constexpr const char *kOfxImageEffectPropInteractiveRenderStatus = "OfxImageEffectPropInteractiveRenderStatus";
inline constexpr const char *kOfxImageEffectPropFieldToRender = "OfxImageEffectPropFieldToRender";
inline constexpr const char *kOfxImageEffectPropRegionOfDefinition = "OfxImageEffectPropRegionOfDefinition";
inline constexpr const char *kOfxImageEffectPropFrameRange = "OfxImageEffectPropFrameRange";
inline constexpr const char *kOfxImageEffectPropProjectSize = "OfxImageEffectPropProjectSize";

// Clips and images.
inline constexpr const char *kOfxImageEffectSimpleSourceClipName = "Source";
inline constexpr const char *kOfxImageEffectOutputClipName = "Output";
inline constexpr const char *kOfxImageClipPropConnected = "OfxImageClipPropConnected";
inline constexpr const char *kOfxImageClipPropFieldExtraction = "OfxImageClipPropFieldExtraction";
inline constexpr const char *kOfxImageFieldBoth = "OfxFieldBoth";
inline constexpr const char *kOfxImageFieldLower = "OfxFieldLower";
inline constexpr const char *kOfxImageFieldUpper = "OfxFieldUpper";
inline constexpr const char *kOfxImagePropData = "OfxImagePropData";
inline constexpr const char *kOfxImagePropBounds = "OfxImagePropBounds";
inline constexpr const char *kOfxImagePropRowBytes = "OfxImagePropRowBytes";
inline constexpr const char *kOfxImagePropRegionOfDefinition = "OfxImagePropRegionOfDefinition";
inline constexpr const char *kOfxImagePropPixelAspectRatio = "OfxImagePropPixelAspectRatio";
inline constexpr const char *kOfxImageEffectPropPixelDepth = "OfxImageEffectPropPixelDepth";
inline constexpr const char *kOfxImageEffectPropComponents = "OfxImageEffectPropComponents";
inline constexpr const char *kOfxImageComponentRGBA = "OfxImageComponentRGBA";
inline constexpr const char *kOfxImageComponentRGB = "OfxImageComponentRGB";
inline constexpr const char *kOfxBitDepthByte = "OfxBitDepthByte";
inline constexpr const char *kOfxBitDepthShort = "OfxBitDepthShort";
inline constexpr const char *kOfxBitDepthHalf = "OfxBitDepthHalf";
inline constexpr const char *kOfxBitDepthFloat = "OfxBitDepthFloat";
inline constexpr const char *kOfxImageEffectPropPreMultiplication = "OfxImageEffectPropPreMultiplication";
inline constexpr const char *kOfxImageOpaque = "OfxImageOpaque";
inline constexpr const char *kOfxImagePreMultiplied = "OfxImageAlphaPremultiplied";
inline constexpr const char *kOfxImageUnPreMultiplied = "OfxImageAlphaUnPremultiplied";

// Colour management.
inline constexpr const char *kOfxImageEffectPropColourManagementStyle = "OfxImageEffectPropColourManagementStyle";
inline constexpr const char *kOfxImageEffectColourManagementNone = "OfxImageEffectColourManagementNone";
inline constexpr const char *kOfxImageEffectColourManagementCore = "OfxImageEffectColourManagementCore";
inline constexpr const char *kOfxImageEffectPropColourManagementAvailableConfigs = "OfxImageEffectPropColourManagementAvailableConfigs";
inline constexpr const char *kOfxImageClipPropColourspace = "OfxImageClipPropColourspace";

// Parameters.
inline constexpr const char *kOfxParamTypeInteger = "OfxParamTypeInteger";
inline constexpr const char *kOfxParamTypeDouble = "OfxParamTypeDouble";
inline constexpr const char *kOfxParamTypeChoice = "OfxParamTypeChoice";
inline constexpr const char *kOfxParamTypeString = "OfxParamTypeString";
inline constexpr const char *kOfxParamTypeGroup = "OfxParamTypeGroup";
inline constexpr const char *kOfxParamTypePage = "OfxParamTypePage";
inline constexpr const char *kOfxParamTypePushButton = "OfxParamTypePushButton";
inline constexpr const char *kOfxParamPropHint = "OfxParamPropHint";
inline constexpr const char *kOfxParamPropScriptName = "OfxParamPropScriptName";
inline constexpr const char *kOfxParamPropParent = "OfxParamPropParent";
inline constexpr const char *kOfxParamPropGroupOpen = "OfxParamPropGroupOpen";
inline constexpr const char *kOfxParamPropPageChild = "OfxParamPropPageChild";
inline constexpr const char *kOfxParamPropAnimates = "OfxParamPropAnimates";
inline constexpr const char *kOfxParamPropSecret = "OfxParamPropSecret";
inline constexpr const char *kOfxParamPropPersistant = "OfxParamPropPersistant";
inline constexpr const char *kOfxParamPropEvaluateOnChange = "OfxParamPropEvaluateOnChange";
inline constexpr const char *kOfxParamPropCanUndo = "OfxParamPropCanUndo";
inline constexpr const char *kOfxParamPropCacheInvalidation = "OfxParamPropCacheInvalidation";
inline constexpr const char *kOfxParamInvalidateAll = "OfxParamInvalidateAll";
inline constexpr const char *kOfxParamPropDefault = "OfxParamPropDefault";
inline constexpr const char *kOfxParamPropMin = "OfxParamPropMin";
inline constexpr const char *kOfxParamPropMax = "OfxParamPropMax";
inline constexpr const char *kOfxParamPropDisplayMin = "OfxParamPropDisplayMin";
inline constexpr const char *kOfxParamPropDisplayMax = "OfxParamPropDisplayMax";
inline constexpr const char *kOfxParamPropIncrement = "OfxParamPropIncrement";
inline constexpr const char *kOfxParamPropDigits = "OfxParamPropDigits";
inline constexpr const char *kOfxParamPropChoiceOption = "OfxParamPropChoiceOption";
inline constexpr const char *kOfxParamPropStringMode = "OfxParamPropStringMode";
inline constexpr const char *kOfxParamPropStringFilePathExists = "OfxParamPropStringFilePathExists";
inline constexpr const char *kOfxParamStringIsSingleLine = "OfxParamStringIsSingleLine";
inline constexpr const char *kOfxParamStringIsMultiLine = "OfxParamStringIsMultiLine";
inline constexpr const char *kOfxParamStringIsFilePath = "OfxParamStringIsFilePath";
inline constexpr const char *kOfxParamStringIsLabel = "OfxParamStringIsLabel";

// Messages.
inline constexpr const char *kOfxMessageError = "OfxMessageError";
inline constexpr const char *kOfxMessageWarning = "OfxMessageWarning";
inline constexpr const char *kOfxMessageLog = "OfxMessageLog";

}  // namespace uprez
