#include "colour.h"

#include "../abi/names.h"
#include "host.h"

namespace uprez {
namespace {

// OpenFX's basic names stand for kinds of spaces; all others are names that OpenColorIO knows.
std::string wire_name(const std::string &of_host) {
    if (of_host == "ofx_scene_linear" || of_host == "ofx_display_linear") {
        return "linear";
    }
    if (of_host == "ofx_scene_log") {
        return "ACEScct";
    }
    const bool basic = of_host.rfind("ofx_", 0) == 0 || of_host == "srgb_tx" || of_host == "srgb_rec709_scene";
    return basic ? "display" : of_host;
}

// Compositors with float pixels work in scene-linear light; editors in what the display shows.
std::string customary(Depth depth) {
    const bool linear = host().is_nuke() || (host().is_natron() && depth == Depth::single);
    return linear ? "linear" : "display";
}

}  // namespace

std::string colour_of(const Settings &settings, const Instance &instance, Depth depth) {
    if (!settings.colour.empty()) {
        return settings.colour;
    }
    const std::string told = host().colour ? instance.source_properties().text(kOfxImageClipPropColourspace) : std::string();
    return told.empty() || told == "raw" || told == "ofx_raw" ? customary(depth) : wire_name(told);
}

}  // namespace uprez
