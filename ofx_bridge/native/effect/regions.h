// What the host asks before it renders: how large the output is, what of the source is needed, whether anything changes.
#pragma once

#include "properties.h"

namespace uprez {

OfxStatus region_of_definition(OfxImageEffectHandle effect, OfxPropertySetHandle in, OfxPropertySetHandle out);
OfxStatus regions_of_interest(OfxImageEffectHandle effect, OfxPropertySetHandle in, OfxPropertySetHandle out);
OfxStatus frames_needed(OfxImageEffectHandle effect, OfxPropertySetHandle in, OfxPropertySetHandle out);
OfxStatus is_identity(OfxImageEffectHandle effect, OfxPropertySetHandle in, OfxPropertySetHandle out);
OfxStatus clip_preferences(OfxImageEffectHandle effect, OfxPropertySetHandle in, OfxPropertySetHandle out);

}  // namespace uprez
