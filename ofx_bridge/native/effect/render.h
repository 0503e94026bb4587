// The render action.
#pragma once

#include "properties.h"

namespace uprez {

OfxStatus render(OfxImageEffectHandle effect, OfxPropertySetHandle arguments);

}  // namespace uprez
