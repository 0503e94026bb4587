#include "host.h"

#include "../abi/names.h"
#include "properties.h"

namespace uprez {
namespace {

OfxHost *the_host = nullptr;

Host &known() {
    static Host host;
    return host;
}

template <class Suite>
const Suite *fetch(const char *name, int version) {
    return static_cast<const Suite *>(the_host->fetchSuite(the_host->host, name, version));
}

// DaVinci Resolve 14 hands out a second version of this suite that holds no functions.
const OfxMessageSuiteV2 *persistent_messages(const Host &host) {
    const auto *suite = fetch<OfxMessageSuiteV2>(kOfxMessageSuite, 2);
    if (suite == nullptr || suite->setPersistentMessage == nullptr || suite->clearPersistentMessage == nullptr) {
        return nullptr;
    }
    const bool trusted = !host.is_resolve() || Properties(the_host->host).integer(kOfxPropVersion, 0) >= 18;
    return trusted ? suite : nullptr;
}

void read_abilities(Host &host) {
    const Properties properties(the_host->host);
    host.name = properties.text(kOfxPropName);
    host.grows = properties.integer(kOfxImageEffectPropSupportsMultiResolution, 0) != 0 && !host.is_mlt();
    host.temporal = properties.integer(kOfxImageEffectPropTemporalClipAccess, 0) != 0 && !host.is_mlt();
    host.final_only = properties.integer(kOfxImageEffectHostPropIsBackground, 0) != 0;
    for (int i = 0; i < properties.dimension(kOfxImageEffectPropSupportedPixelDepths); ++i) {
        host.half = host.half || properties.text(kOfxImageEffectPropSupportedPixelDepths, i) == kOfxBitDepthHalf;
    }
    // Nuke 17 hides its panel when a plugin takes part in colour management.
    const std::string style = properties.text(kOfxImageEffectPropColourManagementStyle);
    host.colour = !style.empty() && style != kOfxImageEffectColourManagementNone && !host.is_nuke();
}

}  // namespace

void set_host(OfxHost *given) { the_host = given; }

OfxStatus find_suites() {
    if (the_host == nullptr || the_host->fetchSuite == nullptr) {
        return kOfxStatErrMissingHostFeature;
    }
    Host &host = known();
    host.suites.property = fetch<OfxPropertySuiteV1>(kOfxPropertySuite, 1);
    host.suites.effect = fetch<OfxImageEffectSuiteV1>(kOfxImageEffectSuite, 1);
    host.suites.parameter = fetch<OfxParameterSuiteV1>(kOfxParameterSuite, 1);
    if (host.suites.property == nullptr || host.suites.effect == nullptr || host.suites.parameter == nullptr) {
        return kOfxStatErrMissingHostFeature;
    }
    read_abilities(host);
    host.suites.persistent = persistent_messages(host);
    host.suites.message = fetch<OfxMessageSuiteV1>(kOfxMessageSuite, 1);
    if (host.suites.message != nullptr && host.suites.message->message == nullptr) {
        host.suites.message = nullptr;
    }
    return kOfxStatOK;
}

const Host &host() { return known(); }

}  // namespace uprez
