// Names outside the standard: what single hosts add to it, and names that are made from a clip's name.
#pragma once

namespace uprez {

// Natron: the format of a clip in pixels, int x 4; without it a written frame is cropped to the source's size.
inline constexpr const char *kFormatOfClip = "OfxImageClipPropFormat";

// DaVinci Resolve.
inline constexpr const char *kSourceFilePath = "OfxImageEffectPropSrcFilePath";
inline constexpr const char *kNoSpatialAwareness = "OfxImageEffectPropNoSpatialAwareness";
inline constexpr const char *kClipIsThumbnail = "kOfxImageClipPropThumbnail";

// Standard prefixes with the clip's name at their end.
inline constexpr const char *kRegionOfInterestOfSource = "OfxImageClipPropRoI_Source";
inline constexpr const char *kFramesOfSource = "OfxImageClipPropFrameRange_Source";

// The colour configuration whose names every host of OpenFX 1.5 knows.
inline constexpr const char *kNativeColourConfig = "ofx-native-v1.5_aces-v1.3_ocio-v2.3";

}  // namespace uprez
