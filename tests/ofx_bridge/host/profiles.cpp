#include "profiles.h"

namespace host {

namespace {

const std::vector<std::string> filter_only = {"OfxImageEffectContextFilter"};

Profile resolve() {
    Profile host;
    host.name = "DaVinciResolve";
    host.api = {1, 4};
    host.multires = host.tiles = false;
    host.depths = {"OfxBitDepthFloat", "OfxBitDepthShort", "OfxBitDepthByte"};
    host.hollow_messages = host.dummy_threads = host.bare_images = host.colour_style = host.thumbnails = true;
    return host;
}

Profile fusion() {
    Profile host;
    host.name = "com.blackmagicdesign.Fusion";
    host.api = {1, 0};
    host.tiles = false;
    host.depths = {"OfxBitDepthByte", "OfxBitDepthShort", "OfxBitDepthFloat"};
    return host;
}

Profile nuke() {
    Profile host;
    host.name = "uk.co.thefoundry.nuke";
    host.api = {1, 4};
    host.depths = {"OfxBitDepthFloat"};
    host.identifiers = "same";
    return host;
}

Profile natron() {
    Profile host;
    host.name = "fr.inria.Natron";
    host.api = {1, 4};
    host.depths = {"OfxBitDepthFloat", "OfxBitDepthShort", "OfxBitDepthByte"};
    host.format_extension = true;
    return host;
}

Profile vegas() {
    Profile host;
    host.name = "com.vegascreativesoftware.vegas";
    host.api = {1, 1};
    host.multires = host.tiles = false;
    host.depths = {"OfxBitDepthByte", "OfxBitDepthFloat"};
    return host;
}

Profile mlt() {
    Profile host;
    host.name = "MLT";
    host.background = true;
    host.multires = host.tiles = host.temporal = false;
    host.contexts = filter_only;
    host.depths = {"OfxBitDepthByte", "OfxBitDepthShort", "OfxBitDepthHalf", "OfxBitDepthFloat"};
    host.refused_types = {"OfxParamTypePushButton", "OfxParamTypePage"};
    host.missing_suites = {"OfxTimeLineSuite", "OfxProgressSuite"};
    host.identifiers = "fresh";
    return host;
}

// As little as the specification allows.
Profile bare() {
    Profile host;
    host.name = "org.uprez.BareHost";
    host.api = {};
    host.multires = host.tiles = host.temporal = false;
    host.contexts = filter_only;
    host.depths = {"OfxBitDepthByte"};
    host.refused_types = {"OfxParamTypePushButton", "OfxParamTypePage", "OfxParamTypeGroup"};
    host.missing_suites = {"OfxMessageSuite", "OfxProgressSuite", "OfxTimeLineSuite", "OfxMultiThreadSuite", "OfxMemorySuite"};
    host.identifiers = "";
    host.bare_images = true;
    return host;
}

}  // namespace

Profile profile_named(const std::string &name) {
    if (name == "resolve") return resolve();
    if (name == "fusion") return fusion();
    if (name == "nuke") return nuke();
    if (name == "natron") return natron();
    if (name == "vegas") return vegas();
    if (name == "mlt") return mlt();
    if (name == "bare") return bare();
    Profile host;
    if (name != "ours") host.name.clear();
    return host;
}

}  // namespace host
