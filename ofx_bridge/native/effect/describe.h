// What the plugin says of itself before there is an instance. Hosts keep it for years: nothing here asks the bridge.
#pragma once

#include "../abi/ofx.h"

namespace uprez {

OfxStatus describe(OfxImageEffectHandle effect);
OfxStatus describe_in_context(OfxImageEffectHandle effect);

}  // namespace uprez
