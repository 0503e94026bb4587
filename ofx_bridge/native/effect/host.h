// The program that loaded the plugin: its suites, its name, what it can do.
#pragma once

#include <string>

#include "../abi/ofx.h"

namespace uprez {

struct Suites {
    const OfxPropertySuiteV1 *property = nullptr;
    const OfxImageEffectSuiteV1 *effect = nullptr;
    const OfxParameterSuiteV1 *parameter = nullptr;
    const OfxMessageSuiteV1 *message = nullptr;      // null: the host shows no messages
    const OfxMessageSuiteV2 *persistent = nullptr;   // null: no messages that stay until cleared
};

struct Host {
    Suites suites;
    std::string name;
    bool grows = false;      // gives an output larger than the source when the region of definition says so
    bool temporal = false;   // gives other frames than the current one
    bool final_only = false; // runs without a user
    bool half = false;       // lists half floats among its pixel depths
    bool colour = false;     // publishes OpenFX colour management

    bool is_mlt() const { return name == "MLT"; }
    bool is_resolve() const { return name.rfind("DaVinciResolve", 0) == 0; }
    bool is_nuke() const { return name == "uk.co.thefoundry.nuke"; }
    bool is_natron() const { return name == "fr.inria.Natron"; }
};

void set_host(OfxHost *given);  // only stores: nothing of the host may be called yet
OfxStatus find_suites();        // on Load, as often as the host likes
const Host &host();             // valid after find_suites()

}  // namespace uprez
